"""The receipt of one decision: what a resident takes home, and what its parts look like. Pure.

A receipt is one line of canonical JSON. It holds the event as the log committed to it, what opens the commitment, the
notice as it was shown, and the proof that the log has it. Its ``views`` say the same in other people's formats and are
derived from event and notice alone. docs/receipts.md describes it field by field, docs/receipt.schema.json formally.
"""

import hashlib
import hmac
import re
from collections.abc import Mapping
from typing import Any

from consent.core.canonical import canonical
from consent.core.events import Kind
from consent.core.receipt_iso27560 import iso27560
from consent.core.receipt_kantara import kantara
from consent.core.receipt_terms import DATA_KINDS
from consent.core.strict import base64_text
from consent.core.vocabulary import LANGUAGES

FORMAT = "mydata-receipt/v1"
MAX_BYTES = 1024 * 1024
SALT_BYTES = 32
FIELDS = frozenset({"event", "format", "notice", "proof", "salt", "views"})
NOTICE_FIELDS = frozenset({"document", "hash", "language"})

CONSENT_KINDS = (Kind.CONSENT_GRANTED, Kind.CONSENT_REFUSED, Kind.CONSENT_WITHDRAWN)
KINDS = (
    *CONSENT_KINDS,
    Kind.OBJECTION_MADE,
    Kind.OBJECTION_LIFTED,
    Kind.RESTRICTION_BEGAN,
    Kind.RESTRICTION_LIFTED,
)

UUID_TEXT = "[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}"
MOMENT = r"[1-9]\d{3}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])T([01]\d|2[0-3]):[0-5]\d:[0-5]\d\.\d{6}Z"
# What each field of an event of version 1 looks like: a pattern, or a type; None stands for "may be null".
EVENT_PATTERNS: Mapping[str, tuple[str, bool]] = {
    "activity": (r"[a-z0-9-]{1,64}", False),
    "actor_account": (UUID_TEXT, True),
    "actor_subject": (UUID_TEXT, True),
    "at": (MOMENT, False),
    "channel": (r"[a-z_]{1,16}", False),
    "decided_by": ("self|guardian|staff|system", False),
    "kind": ("|".join(re.escape(kind.value) for kind in KINDS), False),
    "language": ("|".join(LANGUAGES), False),
    "notice_hash": (r"[0-9a-f]{64}", True),
    "sealed": (r"(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?", True),
    "subject": (UUID_TEXT, False),
    "valid_until": (MOMENT, True),
}
EVENT_NUMBERS: Mapping[str, bool] = {"event_id": False, "notice_version": True, "v": False, "version": False}
EVENT_FIELDS = frozenset({*EVENT_PATTERNS, *EVENT_NUMBERS, "waiting"})

# What a notice must hold for the views: a type by name, an object with at least these members, a list of one shape.
_IN_ALL = dict.fromkeys(LANGUAGES, "text")
_WRITTEN = {"title": "text", "summary": "text", "why": "text", "rights": "text"}
NOTICE_SHAPE: Mapping[str, Any] = {
    "format": "number",
    "activity": "text",
    "purpose": "text",
    "department": {"code": "text", "name": _IN_ALL},
    "explicit_consent": ["maybe", _IN_ALL],
    "categories": ["list", {"code": "text", "name": _IN_ALL, "pd": "text", "sensitivity": "kind", "source": "text"}],
    "recipients": ["list", {"name": _IN_ALL}],
    "retention": {"months": ["maybe", "number"], "text": _IN_ALL},
    "texts": dict.fromkeys(LANGUAGES, _WRITTEN),
}


def commitment(salt: bytes, event: str) -> bytes:
    """This function will return the 32 bytes by which the log knows an event: HMAC-SHA256 under its salt."""
    return hmac.digest(salt, event.encode("utf-8"), hashlib.sha256)


def is_event(value: Any) -> bool:
    """This function will tell whether a JSON value is an event of version 1 that changes a permission."""
    return (
        isinstance(value, dict)
        and value.keys() == EVENT_FIELDS
        and all(_fits(value[name], pattern, empty) for name, (pattern, empty) in EVENT_PATTERNS.items())
        and all(_counts(value[name], empty) for name, empty in EVENT_NUMBERS.items())
        and value["v"] == 1
        and (value["notice_hash"] is None or value["notice_version"] is not None)
        and type(value["waiting"]) is bool
    )


def has_shape(value: Any, shape: Any) -> bool:
    """This function will tell whether a JSON value has a shape, as ``NOTICE_SHAPE`` writes them."""
    if isinstance(shape, str):
        return _is_of(value, shape)
    if isinstance(shape, list) and shape[0] == "maybe":
        return value is None or has_shape(value, shape[1])
    if isinstance(shape, list):
        return isinstance(value, list) and all(has_shape(item, shape[1]) for item in value)
    return isinstance(value, dict) and all(has_shape(value.get(name), part) for name, part in shape.items())


def views(event: Mapping[str, Any], notice: Mapping[str, Any] | None, entry: bytes) -> dict[str, Any]:
    """This function will derive a receipt's views from an event and a notice that have their shapes.

    An objection and a restriction are no consents, so those formats have no words for them: their views are null.
    """
    if notice is None or event["kind"] not in CONSENT_KINDS:
        return {"iso27560": None, "kantara": None}
    return {"iso27560": iso27560(event, notice, entry), "kantara": kantara(event, notice, entry)}


def receipt_document(
    event: bytes, fields: Mapping[str, Any], notice: Mapping[str, Any] | None, salt: bytes, proof: str
) -> bytes:
    """This function will return the bytes of a receipt, the same whenever it is made.

    ``event`` are the canonical bytes of ``fields``, ``salt`` opens its commitment, ``notice`` is the document that the
    event's ``notice_hash`` is of (None when it has none), ``proof`` a tlog-proof to the first checkpoint that covers
    it, signed by one key and without extra data.
    """
    text = event.decode("utf-8")
    shown = notice and {
        "document": canonical(notice).decode("utf-8"),
        "hash": fields["notice_hash"],
        "language": fields["language"],
    }
    return canonical(
        {
            "format": FORMAT,
            "event": text,
            "salt": base64_text(salt),
            "notice": shown,
            "proof": proof,
            "views": views(fields, notice, commitment(salt, text)),
        }
    )


def _is_of(value: Any, name: str) -> bool:
    if name == "number":
        return type(value) is int
    return isinstance(value, str) and (name != "kind" or value in DATA_KINDS)


def _fits(value: Any, pattern: str, may_be_null: bool) -> bool:
    if value is None:
        return may_be_null
    return isinstance(value, str) and re.fullmatch(pattern, value, re.ASCII) is not None


def _counts(value: Any, may_be_null: bool) -> bool:
    if value is None:
        return may_be_null
    return type(value) is int and value >= 1

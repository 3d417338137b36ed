"""Canonical bytes of the room's events, rebuilt from their payload rows by fixed shapes (RFC 8785)."""

from consent.asking.models import Cancellation, ConsentRequest
from consent.core.canonical import Shape
from consent.core.events import Kind, based, moment, named

_REQUEST = Shape(
    "activity", "at", "client", "department", "event_id", "expires_at", "kind", "notice_version", "permission_version",
    "request", "return_uri", "sealed", "subject", "v",
)  # fmt: skip
_CANCELLATION = Shape("at", "client", "department", "event_id", "kind", "request", "subject", "v")


def encode_request(row: ConsentRequest) -> bytes:
    """This function will return the canonical bytes of ``consent.requested``."""
    return _REQUEST.encode(
        {
            "v": 1,
            "kind": Kind.CONSENT_REQUESTED,
            "event_id": row.event_id,
            "at": moment(row.recorded_at),
            "request": str(row.request),
            "subject": named(row.subject),
            "department": row.department,
            "client": row.client,
            "activity": row.activity,
            "notice_version": row.notice_version,
            "permission_version": row.permission_version,
            "expires_at": moment(row.expires_at),
            "return_uri": row.return_uri,
            "sealed": based(row.sealed),
        }
    )


def encode_cancellation(row: Cancellation) -> bytes:
    """This function will return the canonical bytes of ``consent.request_cancelled``."""
    return _CANCELLATION.encode(
        {
            "v": 1,
            "kind": Kind.CONSENT_REQUEST_CANCELLED,
            "event_id": row.event_id,
            "at": moment(row.recorded_at),
            "request": str(row.request),
            "subject": named(row.subject),
            "department": row.department,
            "client": row.client,
        }
    )

"""The receipt of a decision: made anew from what is stored whenever it is asked for, byte for byte the same."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from consent.core.errors import NotFound
from consent.core.log_proof import LogProof, encode
from consent.core.notes import split
from consent.core.receipts import commitment, receipt_document
from consent.ledger.decision_ids import decision_id, event_of
from consent.ledger.encoders import change_fields, encode_change
from consent.ledger.models import PermissionChange
from consent.ledger.queries import ChangeView, change_view
from consent.ledger.visibility import Extent, Sight, self_decided
from consent.log.openings import opening_of
from consent.log.tree_queries import Inclusion, inclusion
from consent.registry.queries import ActivityView, NoticeView, activity, notice


class Damaged(RuntimeError):
    """What is stored does not fit what the log committed to: no receipt is given out, and the log must be verified."""


@dataclass(frozen=True, slots=True)
class LaterDecision:
    """The newest decision on the same permission, which supersedes the receipt's."""

    receipt: str
    at: datetime


@dataclass(frozen=True, slots=True, repr=False)
class Receipt:
    """A decision and its receipt. ``document`` is None until a signed checkpoint covers the event: a second or so.

    ``notice`` is what was shown, ``later`` what supersedes it. Its repr tells nothing.
    """

    id: str
    change: ChangeView
    activity: ActivityView
    notice: NoticeView | None
    later: LaterDecision | None
    inclusion: Inclusion | None
    document: bytes | None

    def __repr__(self) -> str:
        return "<Receipt>"


def receipt_of(identifier: str, subject: UUID, sight: Sight) -> Receipt:
    """This function will return the receipt of a decision about ``subject``, for whoever has this ``sight`` of them.

    It is there forever, also after a withdrawal, and is never asked when something is to be allowed. Raises
    ``NotFound`` alike for an unknown one, another person's, and one that is not theirs to see; ``Damaged`` when what
    is stored is not what the log holds. GDPR 7(1), 15.
    """
    change = PermissionChange.objects.filter(event_id=event_of(identifier), subject=subject).first()
    if change is None:
        raise NotFound("no_such_receipt")
    view = activity(change.activity)
    own = sight.of_young_person and change.activity in self_decided(subject)
    if sight.extent(view, self_decided=own) is not Extent.WHOLE:
        raise NotFound("no_such_receipt")
    shown = _shown(change, view)
    where = inclusion(change.event_id)
    return Receipt(
        id=identifier,
        change=change_view(change),
        activity=view,
        notice=shown,
        later=_later(change),
        inclusion=where,
        document=_document(change, shown, where) if where else None,
    )


def _shown(change: PermissionChange, view: ActivityView) -> NoticeView | None:
    if change.notice_version is None or change.notice_version == view.notice.version:
        return view.notice if change.notice_version else None
    return notice(change.activity, change.notice_version)


def _later(change: PermissionChange) -> LaterDecision | None:
    same = PermissionChange.objects.filter(subject=change.subject, activity=change.activity)
    newest = same.filter(version__gt=change.version).order_by("-version").values_list("event_id", "recorded_at").first()
    return None if newest is None else LaterDecision(decision_id(newest[0]), newest[1])


def _document(change: PermissionChange, shown: NoticeView | None, where: Inclusion) -> bytes:
    try:
        salt = opening_of(change.subject, change.event_id, change.recorded_at)
    except LookupError:
        raise NotFound("no_such_receipt") from None
    event = encode_change(change)
    if commitment(salt, event.decode()) != where.entry:
        raise Damaged("the event is not what its leaf committed to")
    document: Mapping[str, Any] | None = None
    if change.notice_hash is not None:
        if shown is None or shown.hash != bytes(change.notice_hash):
            raise Damaged("the notice is not the one that was decided on")
        document = shown.document
    proof = encode(LogProof(where.index, where.proof, _with_one_signature(where)))
    return receipt_document(event, change_fields(change), document, salt, proof)


def _with_one_signature(where: Inclusion) -> str:
    """The checkpoint with the log's own first signature only: a receipt has no byte that its reader cannot verify."""
    text, signatures = split(where.checkpoint_note)
    own = next(signature for signature in signatures if signature.name == where.origin)
    return f"{text}\n{own.line}"

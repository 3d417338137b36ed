"""What became of a department's offers, in the order of the log: for a department that keeps up with its campaigns."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from consent.core.events import Kind
from consent.log.following import Position, read_on
from consent.proactive.models import OfferEvent
from consent.proactive.vocabulary import Choice, OfferState

# What a person thought of the service is told in figures only.
TOLD = (
    Kind.OFFER_MADE,
    Kind.OFFER_NOT_MADE,
    Kind.OFFER_SENT,
    Kind.OFFER_DELIVERED,
    Kind.OFFER_NOT_DELIVERED,
    Kind.OFFER_ANSWERED,
    Kind.OFFER_STOPPED,
    Kind.OFFER_LAPSED,
    Kind.OFFER_DECIDED,
)
# So many stretches of the log are looked through in one call: most of a log is uses, and a reader comes again.
WINDOWS = 4


@dataclass(frozen=True, slots=True, repr=False)
class FedStep:
    """One step of one offer at its place in the log; its repr names nobody.

    ``reason`` is empty for a message that did not come through: what a family's telephone is like is not the
    department's to know (GDPR 5(1)(c)).
    """

    log: int
    index: int
    offer: UUID
    campaign: UUID
    subject: UUID
    kind: Kind
    version: int
    state: OfferState
    reason: str
    choice: Choice | None
    at: datetime

    def __repr__(self) -> str:
        return f"<FedStep {self.log}.{self.index}>"


@dataclass(frozen=True, slots=True)
class StepFeed:
    """Some steps, where to read on, and whether there is more to read now. It may be empty though there is more."""

    rows: tuple[FedStep, ...]
    then: Position
    more: bool


def outcomes_from(position: Position, department: str, limit: int, *, campaign: UUID | None = None) -> StepFeed:
    """
    This function will return up to ``limit`` steps of ``department``'s offers from ``position`` on, each once.

    Of one ``campaign`` when it is given. A step whose content was erased is passed over. Reads a bounded stretch of
    the log, whatever is in it.
    """
    own = OfferEvent.objects.filter(department=department).defer("sealed")
    own = own if campaign is None else own.filter(campaign=campaign)
    found: list[FedStep] = []
    for _ in range(WINDOWS):
        window = read_on(position, TOLD, limit - len(found))
        if window is None:
            return StepFeed(tuple(found), position, more=False)
        rows = own.in_bulk([entry.event_id for entry in window.entries])
        found += [
            _outcome(window.log, entry.index, row) for entry in window.entries if (row := rows.get(entry.event_id))
        ]
        position = window.then
        if len(found) >= limit:
            break
    return StepFeed(tuple(found), position, more=read_on(position, (), 1) is not None)


def _outcome(log: int, index: int, row: OfferEvent) -> FedStep:
    kind = Kind(row.kind)
    return FedStep(
        log=log,
        index=index,
        offer=row.offer,
        campaign=row.campaign,
        subject=row.subject,
        kind=kind,
        version=row.version,
        state=OfferState(row.state),
        reason="" if kind is Kind.OFFER_NOT_DELIVERED else row.reason,
        choice=Choice(row.choice) if row.choice else None,
        at=row.recorded_at,
    )

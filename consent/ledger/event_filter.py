"""What auditors ask the list of events for."""

from dataclasses import dataclass, fields
from datetime import datetime

from consent.core.events import Kind
from consent.core.vocabulary import ALLOWING, Basis, Reason
from consent.ledger.event_sources import Source

_GENERAL = {"kinds", "since", "until"}
_USES = {Kind.USE_PERMITTED, Kind.USE_REFUSED}


@dataclass(frozen=True, slots=True)
class EventFilter:
    """What to list; None and empty mean anything. ``since`` is included, ``until`` is not; both are aware."""

    kinds: tuple[Kind, ...] = ()
    department: str | None = None
    client: str | None = None
    activity: str | None = None
    category: str | None = None
    basis: Basis | None = None
    allowed: bool | None = None
    reason: Reason | None = None
    since: datetime | None = None
    until: datetime | None = None

    @property
    def asked(self) -> set[str]:
        """The names of the filters that not every kind of event can answer."""
        return {one.name for one in fields(self) if one.name not in _GENERAL and getattr(self, one.name) is not None}

    @property
    def outcomes(self) -> set[bool]:
        """The outcomes of a check that can match, whichever filters say so; none when they contradict one another."""
        possible = {True, False}
        if self.allowed is not None:
            possible &= {self.allowed}
        if self.reason is not None:
            possible &= {self.reason in ALLOWING}
        if _USES & set(self.kinds):
            possible &= {kind is Kind.USE_PERMITTED for kind in _USES & set(self.kinds)}
        return possible

    def is_answered_by(self, source: Source) -> bool:
        """This function will tell whether a source has events that can match at all."""
        if not self.asked <= set(source.asked) or (self.kinds and not set(self.kinds) & set(source.kinds)):
            return False
        return "allowed" not in source.asked or bool(self.outcomes)

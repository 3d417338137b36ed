"""How far a stop has been heard, in words: a number, never a name, since where a child is must not show."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.utils.translation import gettext as _

from consent.core.events import Kind
from consent.ledger.queries import ChangeView
from consent.portal.acting import Acting
from consent.signals.stopping import Heard, Stop, heard_of

STOPS = frozenset({Kind.CONSENT_WITHDRAWN, Kind.OBJECTION_MADE, Kind.RESTRICTION_BEGAN})


@dataclass(frozen=True, slots=True)
class StopRow:
    """What is said of one stop. ``all`` tells that everybody has confirmed, ``late`` that somebody is overdue."""

    text: str
    short: str
    all: bool
    late: bool


def stop_rows(changes: Iterable[ChangeView], acting: Acting) -> Mapping[int, StopRow]:
    """This function will say of each stop among ``changes`` how far it has been heard, by event (GDPR 19).

    The check refuses at once, whoever has confirmed; of a stop that no department follows nothing is said.
    """
    stops = [Stop(change.event_id, change.activity) for change in changes if change.kind in STOPS]
    return {event: _row(heard) for event, heard in heard_of(acting.subject, stops).items()}


def _row(heard: Heard) -> StopRow:
    numbers = {"confirmed": heard.confirmed, "all": heard.of}
    return StopRow(
        text=_("Stop confirmed: %(confirmed)s of %(all)s departments that follow changes") % numbers,
        short=_("Stop confirmed: %(confirmed)s of %(all)s") % numbers,
        all=heard.confirmed == heard.of,
        late=heard.late > 0,
    )

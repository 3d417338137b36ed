"""The tiles of the overview: one figure each, what is usual beside it, and the list behind it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlencode

from django.utils.translation import gettext as _

from consent.audit.filters import local
from consent.audit.wording import FEWEST, about, people, people_in_all
from consent.core.scales import grouped
from consent.ledger.audit_figures import DAY, MOST, USUAL_WEEKS, WEEK, Consents, DecisionsOfDay, Figures
from consent.log.volume import Volume

# Seven times 24 hours touch eight days of the calendar.
DAYS_OF_WEEK = 8


@dataclass(frozen=True, slots=True)
class Tile:
    """One figure. ``tone`` (alarm, notice, good, plain) colours an edge; ``note`` says the same in words."""

    figure: str
    label: str
    note: str
    url: str
    tone: str = "plain"


def tiles(
    at: datetime, figures: Figures, consents: Sequence[Consents], decisions: Sequence[DecisionsOfDay], volume: Volume
) -> list[Tile]:
    """This function will return the state of the moment as tiles; ``decisions`` is what the chart beside them tells."""
    day, week = local(at - DAY), local(at - WEEK)
    ending = sum(one.ending for one in consents)
    more = figures.refused_day - round(figures.refused_usual)
    return [
        Tile(
            figure=_capped(figures.refused_day),
            label=_("refused reads, 24 hours"),
            note=_against_usual(more, round(figures.refused_usual)),
            url=_events(kind="use.refused", **{"from": day}),
            tone="alarm" if figures.refused_day >= FEWEST and more > 0 else "plain",
        ),
        Tile(
            figure=_capped(figures.uses_day),
            label=_("reads asked for, 24 hours"),
            note=_("allowed and refused"),
            url=_events(kind="use", **{"from": day}),
        ),
        Tile(
            figure=people_in_all(one.in_force for one in consents),
            label=_("consents in force"),
            note=_("by purpose"),
            url="/audit/consents/",
        ),
        Tile(
            figure=_withdrawn(figures.withdrawn_week, decisions),
            label=_("consents withdrawn, 7 days"),
            note=_("usually %(number)s") % {"number": _usual_week(figures.withdrawn_before)},
            url=_events(kind="consent.withdrawn", **{"from": week}),
            tone="notice" if figures.withdrawn_week >= FEWEST and _risen(figures) else "plain",
        ),
        Tile(
            figure=grouped(volume.events) if volume.events_exact else _about(volume.events),
            label=_("events recorded in the log"),
            note=_("%(number)s wait for their index")
            % {"number": grouped(volume.pending) if volume.pending_exact else _about(volume.pending)},
            url="/audit/events/",
        ),
        Tile(
            figure=people_in_all(one.ending for one in consents),
            label=_("consents end within 30 days"),
            note=_("by purpose"),
            url="/audit/consents/",
            tone="notice" if ending >= FEWEST else "plain",
        ),
    ]


def _events(**query: str) -> str:
    return f"/audit/events/?{urlencode(query)}"


def _withdrawn(week: int, decisions: Sequence[DecisionsOfDay]) -> str:
    """A week's sum beside the chart of its days would tell the day that the chart leaves untold."""
    days = [one.withdrawn for one in decisions[-DAYS_OF_WEEK:] if one.withdrawn]
    return about(week) if week >= FEWEST and len(days) > 1 and min(days) < FEWEST else people(week)


def _risen(figures: Figures) -> bool:
    return figures.withdrawn_week * USUAL_WEEKS > 2 * figures.withdrawn_before


def _usual_week(before: int) -> str:
    return _("fewer than 5") if 0 < before < FEWEST * USUAL_WEEKS else grouped(round(before / USUAL_WEEKS))


def _against_usual(more: int, usual: int) -> str:
    if more > 0:
        return _("▲ %(number)s more than usual") % {"number": grouped(more)}
    if more < 0:
        return _("▼ %(number)s fewer than usual") % {"number": grouped(-more)}
    return _("as usual")


def _capped(number: int) -> str:
    return _("over %(number)s") % {"number": grouped(MOST)} if number > MOST else grouped(number)


def _about(number: int) -> str:
    return _("about %(number)s") % {"number": grouped(round(number, -3))}

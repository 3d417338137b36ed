"""A department's campaigns, and how one of them goes: counts only, so nobody is looked at."""

import csv
import io
from collections.abc import Iterator
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from consent import clock
from consent.core.scales import grouped
from consent.desk import wording
from consent.desk.charts import beams, columns
from consent.desk.forms import FindForm
from consent.desk.guards import officers_only
from consent.desk.pages import desk_page, in_words, own_campaign
from consent.proactive.conditions import missing_conditions, rules_of
from consent.proactive.figures import answers_over_time, funnel, unreached
from consent.proactive.queries import campaigns_of
from consent.proactive.read_models import CampaignView, Funnel
from consent.proactive.round_queries import RoundFigures, rounds
from consent.proactive.task_queries import open_counts
from consent.proactive.vocabulary import CampaignState

# Beyond this, a column for each hour would be too thin to see: a day is one.
MOST_HOURS = 72


@require_safe
@officers_only
def campaigns(request: HttpRequest, departments: frozenset[str]) -> HttpResponse:
    """This function will list the campaigns of the reader's departments, the newest first."""
    views = [view for department in sorted(departments) for view in campaigns_of(department)]
    tasks = open_counts([view.id for view in views])
    rows = [
        {
            "id": view.id,
            "service": in_words(view.service),
            "round": view.round,
            "state": wording.STATES[view.state],
            "deadline": view.deadline,
            "tasks": tasks.get(view.id, 0),
            **_in_short(funnel(view.id)),
        }
        for view in sorted(views, key=lambda view: view.created_at, reverse=True)
    ]
    return desk_page(request, "desk/campaigns.html", "campaigns", {"rows": rows})


@require_safe
@officers_only
def campaign(request: HttpRequest, departments: frozenset[str], identifier: UUID) -> HttpResponse:
    """This function will show how a campaign goes, and while it has not begun, which conditions it lacks."""
    return campaign_page(request, own_campaign(departments, identifier), FindForm())


def campaign_page(request: HttpRequest, view: CampaignView, find: FindForm, status: int = 200) -> HttpResponse:
    """This function will render the page of a campaign with the form by which an offer is opened."""
    figures = funnel(view.id)
    stages = _stages(figures)
    answers, by_day = _answers(view.id)
    waiting = open_counts([view.id]).get(view.id, 0)
    earlier = rounds(view.department, view.code)
    found = rules_of(view)
    reached = unreached(view.id)
    lacks = missing_conditions(view, clock.now()) if view.state is CampaignState.DRAFT else {}
    context = {
        "campaign": _shown(view),
        "state": wording.STATES[view.state],
        "missing": [(wording.CONDITIONS[condition], why) for condition, why in lacks.items()],
        "tiles": _tiles(view, figures, waiting, earlier),
        "funnel": beams(stages),
        "funnel_height": 40 * len(stages),
        "answers": columns(answers),
        "by_day": by_day,
        "unreached": [
            {"words": wording.reason(one.reason), "people": _("fewer than 5") if one.count is None else one.count}
            for one in reached
        ],
        "letters": view.letter_fallback and bool(reached),
        "pools": [
            {"name": pool.name or _("All together"), "capacity": pool.capacity, "taken": pool.taken, "free": pool.free}
            for pool in view.pools
        ],
        "rules": [in_words(rule["words"]) for rule in found.body["rules"]] if found else [],
        "rounds": [_round(one) for one in earlier] if len(earlier) > 1 else [],
        "find": find,
    }
    return desk_page(request, "desk/campaign.html", "campaign", context, status)


@require_safe
@officers_only
def funnel_file(request: HttpRequest, departments: frozenset[str], identifier: UUID) -> HttpResponse:
    """This function will return the funnel as CSV (RFC 4180): counts of stages, nobody's data."""
    view = own_campaign(departments, identifier)
    response = HttpResponse("".join(_lines(funnel(view.id))), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{view.code}-{view.round}.csv"'
    return response


def _lines(figures: Funnel) -> Iterator[str]:
    buffer = io.StringIO()
    writer = csv.writer(buffer, quoting=csv.QUOTE_ALL)
    writer.writerow([_("Stage"), _("People")])
    for name, _note, count in _stages(figures):
        writer.writerow([name, count])
    yield buffer.getvalue()


def _stages(figures: Funnel) -> list[tuple[str, str, int]]:
    return [
        (_("Qualify"), _("by the published rules"), figures.eligible),
        (_("May be asked"), _("the ledger gave its permit"), figures.permitted),
        (_("Sent"), _("to at least one guardian"), figures.sent),
        (_("Came through"), _("the network says so"), figures.delivered),
        (_("Answered"), _("A or B, by any guardian"), figures.answered),
        (_("Accepted"), _("answered A"), figures.accepted),
        (_("Got the service"), _("decided, and told with reasons"), figures.placed),
    ]


def _in_short(figures: Funnel) -> dict[str, str]:
    return {
        "offered": grouped(figures.made),
        "answered": _share(figures.answered, figures.made),
        "accepted": _share(figures.accepted, figures.answered),
    }


def _share(part: int, whole: int) -> str:
    return f"{grouped(part)} ({round(100 * part / whole)}\N{NO-BREAK SPACE}%)" if whole else "–"


def _answers(identifier: UUID) -> tuple[list[tuple[Any, int, int]], bool]:
    hours = answers_over_time(identifier)
    if not hours or hours[-1].hour - hours[0].hour <= timedelta(hours=MOST_HOURS):
        return [(one.hour, one.accepted, one.declined) for one in hours], False
    days: dict[Any, tuple[int, int]] = {}
    for one in hours:
        day = one.hour.replace(hour=0)
        accepted, declined = days.get(day, (0, 0))
        days[day] = (accepted + one.accepted, declined + one.declined)
    return [(day, *counts) for day, counts in days.items()], True


def _shown(view: CampaignView) -> dict[str, Any]:
    return {
        "id": view.id,
        "service_name": in_words(view.service),
        "round": view.round,
        "deadline": view.deadline,
        "state": view.state.value,
        "rules_version": view.rules_version,
    }


def _tiles(view: CampaignView, figures: Funnel, waiting: int, earlier: list[RoundFigures]) -> list[dict[str, str]]:
    this = next((one for one in earlier if one.round == view.round), None)
    answered, accepted = _share(figures.answered, figures.sent), _share(figures.accepted, figures.answered)
    tiles = [
        {"figure": answered, "label": _("Answered"), "note": _("of those it was sent to")},
        {"figure": accepted, "label": _("Accepted"), "note": _("of those who answered")},
        {
            "figure": str(waiting),
            "label": _("Needs a person"),
            "note": _("answers nobody could understand, and guardians who differ"),
            "url": f"/campaigns/{view.id}/queue/",
            "tone": "alarm" if waiting else "quiet",
        },
    ]
    if figures.waiting:
        note = _("accepted, and no place was free")
        tiles.append({"figure": str(figures.waiting), "label": _("On the waiting list"), "note": note})
    if this is not None and this.seconds_to_answer is not None:
        note = _("from the message to the first answer, half of the families")
        tiles.append({"figure": _length(this.seconds_to_answer), "label": _("Time to answer"), "note": note})
    if this is not None and this.satisfaction is not None:
        note = ngettext("%(n)s family rated", "%(n)s families rated", this.ratings) % {"n": this.ratings}
        tiles.append({"figure": f"{number_format(this.satisfaction, 2)} / 5", "label": _("Satisfaction"), "note": note})
    return [{"tone": "quiet", "url": "", **tile} for tile in tiles]


def _length(seconds: float) -> str:
    if seconds < 90:
        return _("%(n)s s") % {"n": round(seconds)}
    if seconds < 90 * 60:
        return _("%(n)s min") % {"n": round(seconds / 60)}
    return _("%(n)s h") % {"n": round(seconds / 3600)}


def _round(one: RoundFigures) -> dict[str, Any]:
    return {
        "round": one.round,
        "offered": grouped(one.offered),
        "answered": _share(one.answered, one.offered),
        "accepted": _share(one.accepted, one.answered),
        "time": "–" if one.seconds_to_answer is None else _length(one.seconds_to_answer),
        "satisfaction": "–" if one.satisfaction is None else number_format(one.satisfaction, 2),
        "saved": "–" if one.minutes_saved is None else _("%(n)s h") % {"n": grouped(round(one.minutes_saved / 60))},
    }

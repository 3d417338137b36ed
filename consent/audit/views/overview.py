"""The overview: how things stand, what needs somebody, and the trends."""

from collections.abc import Iterator, Sequence

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.translation import get_language
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from consent import clock
from consent.audit.charts import beams, columns
from consent.audit.console import dpo_page
from consent.audit.exports import csv_lines
from consent.audit.limit_needs import limit_needs
from consent.audit.log_tile import log_needs, log_tile
from consent.audit.names import Names
from consent.audit.needs import needs
from consent.audit.signals_tile import signal_tiles
from consent.audit.tiles import tiles
from consent.audit.wording import people
from consent.clock import CITY_ZONE
from consent.ledger import audit_figures as ledger
from consent.ledger.breaches import breaches_since
from consent.log.volume import log_volume
from consent.rights.waiting_queries import what_waits
from consent.signin.guards import staff_only


@never_cache
@require_safe
def overview(request: HttpRequest) -> HttpResponse:
    """This function will show the figures of this moment; a registrar is sent to the register (GDPR 39(1)(b))."""
    try:
        return _overview(request)
    except PermissionDenied:
        if request.user.is_authenticated and request.user.has_role("registrar"):
            return HttpResponseRedirect("/audit/activities/")
        raise


@staff_only("dpo")
def _overview(request: HttpRequest) -> HttpResponse:
    at = clock.now()
    names = Names.of_register(get_language() or "fi")
    now = ledger.affairs(at)
    refused = beams(now.refusals, names.departments)
    volume = log_volume()
    figures = tiles(at, now.figures, now.consents, now.decisions, volume)
    waits = what_waits(clock.today())
    limits = limit_needs(waits.emergencies, breaches_since(at - ledger.DAY), names)
    wanted = needs(at, names, now.refusals, now.consents, waits.late_feedback)
    context = {
        "now": at.astimezone(CITY_ZONE),
        "tiles": [*figures, log_tile(at, volume), *signal_tiles(waits.laid_aside)],
        "needs": [*log_needs(volume), *limits, *wanted],
        "decisions": columns(now.decisions),
        "refused": refused,
        "refused_height": 40 * len(refused),
    }
    return dpo_page(request, "audit/overview.html", "overview", context)


@require_safe
@staff_only("dpo")
def consents(request: HttpRequest) -> HttpResponse:
    """This function will show consents in force and ending soon by purpose; a count under 5 is not told."""
    names = Names.of_register(get_language() or "fi")
    rows = [
        {
            "code": one.activity,
            "title": names.activities.get(one.activity, one.activity),
            "in_force": people(one.in_force),
            "ending": people(one.ending),
        }
        for one in ledger.consents_by_activity(clock.now())
    ]
    return dpo_page(request, "audit/consents.html", "overview", {"rows": rows})


@require_safe
@staff_only("dpo")
def trend(request: HttpRequest, name: str) -> HttpResponse:
    """This function will return the numbers of one chart as CSV, with the same counts left untold as on the page."""
    at = clock.now()
    if name == "consents":
        lines = _decisions(ledger.decisions_by_day(at))
    elif name == "refused":
        lines = _refused(ledger.refusals_by_client(at))
    else:
        raise Http404
    response = HttpResponse("".join(lines), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{name}.csv"'
    return response


def _decisions(days: Sequence[ledger.DecisionsOfDay]) -> Iterator[str]:
    rows = ((one.day.isoformat(), people(one.given), people(one.withdrawn)) for one in days)
    return csv_lines(("day", "consents_given", "consents_withdrawn"), rows)


def _refused(refusals: Sequence[ledger.Refusals]) -> Iterator[str]:
    return csv_lines(
        ("department", "client", "name", "refused_7_days"), ((r.department, r.client, r.name, r.week) for r in refusals)
    )

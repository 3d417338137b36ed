"""Every decision that has been made about the data of the person one acts for."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from consent.ledger.queries import history_page
from consent.ledger.visibility import Extent, extents
from consent.portal import paging
from consent.portal.acting import Acting
from consent.portal.guards import resident_only
from consent.portal.lexicon import Lexicon
from consent.portal.offer_steps import steps_listed
from consent.portal.rows import change_row
from consent.portal.stops import stop_rows
from consent.proactive.resident_queries import offer_steps
from consent.registry.queries import activities


@require_safe
@resident_only
def history(request: HttpRequest, acting: Acting) -> HttpResponse:
    """This function will list decisions, newest first, older than event ``before`` (GDPR 7(1), 15)."""
    before = paging.before(request)
    known = activities()
    seen = extents(acting.sight, acting.subject, known)
    lexicon = Lexicon.of([view for view in known if seen[view.code] is Extent.WHOLE], get_language() or "fi")
    page = history_page(acting.subject, among=lexicon.activities.keys(), before=before, limit=paging.PAGE_SIZE)
    stops = stop_rows(page.rows, acting)
    # Of offers the newest steps are on the first page; each offer's own page has all of its.
    steps = [] if before else offer_steps(acting.subject, among=lexicon.activities.keys(), limit=paging.PAGE_SIZE)
    context = {
        "page": "history",
        "acting": acting,
        "acting_for": acting.other,
        "changes": [change_row(change, lexicon, acting, stops.get(change.event_id)) for change in page.rows],
        "steps": steps_listed(steps, acting, get_language() or "fi"),
        "some_hidden": Extent.EXISTENCE in seen.values(),
        **paging.links("/history/", {}, begins=before, older=page.older),
    }
    return render(request, "portal/history.html", context)

"""Who used my data: every look, allowed or refused, newest first."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from consent.ledger.imported_uses import imported_uses_of
from consent.ledger.staff_view_queries import Looks, looks_at
from consent.ledger.use_queries import uses_of, weeks_of_uses
from consent.ledger.visibility import Extent, extents, week_of
from consent.portal import paging
from consent.portal.acting import Acting
from consent.portal.guards import resident_only
from consent.portal.lexicon import Lexicon
from consent.portal.rows import imported_row, use_row, week_row
from consent.registry.queries import activities

IMPORTED = 100


@require_safe
@resident_only
def uses(request: HttpRequest, acting: Acting) -> HttpResponse:
    """This function will list uses, of one activity when ``activity`` names one, older than event ``before``.

    An activity that one may not see shows the same empty list as one that does not exist (GDPR 15(1)). A child's whose
    home is secret is told by the week only (Act 661/2009 s. 36).
    """
    before = paging.before(request)
    known = activities()
    seen = extents(acting.sight, acting.subject, known)
    lexicon = Lexicon.of(known, get_language() or "fi")
    choices = [code for code, extent in seen.items() if extent is Extent.WHOLE]
    chosen = request.GET.get("activity", "").replace("\0", "")
    # A look by staff may touch any matter, so that only those see it from whom none is hidden.
    looks = looks_at(acting.subject) if acting.sight.sees_unregistered and not before else Looks()
    context = {
        "page": "uses",
        "acting": acting,
        "acting_for": acting.other,
        "choices": [(code, lexicon.activities[code]) for code in choices],
        "chosen": chosen,
        "some_hidden": Extent.EXISTENCE in seen.values(),
        "staff_views": looks.by_staff,
        "portal_views": looks.through_portal,
        "tells_times": acting.sight.tells_times,
    }
    listed = _listed if acting.sight.tells_times else _by_week
    return render(request, "portal/uses.html", context | listed(acting, lexicon, choices, chosen, before))


def _listed(acting: Acting, lexicon: Lexicon, choices: list[str], chosen: str, before: int | None) -> dict[str, Any]:
    # Looks under a code nobody registered are shown to the person, and to a representative in all matters.
    limits: dict[str, Any] = {"among": choices}
    if acting.sight.sees_unregistered:
        limits = {"hidden": lexicon.activities.keys() - set(choices)}
    page = uses_of(acting.subject, activity=chosen or None, before=before, limit=paging.PAGE_SIZE, **limits)
    kept = {"activity": chosen} if chosen else {}
    # Told of afterwards, they have a list of their own below the first page: there are few, or something is wrong.
    told = [] if before else imported_uses_of(acting.subject, among=choices, activity=chosen or None, limit=IMPORTED)
    return {
        "imported": [imported_row(use, lexicon) for use in told],
        "uses": [use_row(use, lexicon) for use in page.rows],
        **paging.links("/uses/", kept, begins=before, older=page.older),
    }


def _by_week(acting: Acting, lexicon: Lexicon, choices: list[str], chosen: str, before: int | None) -> dict[str, Any]:
    among = [code for code in choices if chosen in ("", code)]
    weeks = weeks_of_uses(acting.subject, among=among, until=week_of(acting.at))
    return {"by_week": True, "weeks": [week_row(use, lexicon) for use in weeks]}

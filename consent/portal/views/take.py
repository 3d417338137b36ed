"""Take your data with you: permissions, decisions and uses as files and on paper, for oneself or a child."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any, cast

from django.conf import settings
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from consent.clock import CITY_ZONE
from consent.ledger.visibility import Extent, extents
from consent.portal.acting import Acting
from consent.portal.guards import resident_only
from consent.portal.rows import change_row, imported_row, request_row, use_row, week_row
from consent.portal.sheets import SHEETS, cards_of, lexicon_of
from consent.registry.queries import activities
from consent.rights.exports.holdings import Reader, holdings_of, uses_page, weeks
from consent.rights.exports.json_ld import json_ld
from consent.rights.exports.tables import csv_file

USES_ON_PAPER = 1_000


@require_safe
@resident_only
def take(request: HttpRequest, acting: Acting) -> HttpResponse:
    """This function will show what can be taken away, what cannot, and whom to ask for the rest (GDPR 12(1))."""
    known = activities()
    seen = extents(acting.sight, acting.subject, known)
    shown = [view for view in known if seen[view.code] is Extent.WHOLE and view.in_force(acting.at)]
    language = get_language() or "fi"
    context = _context(acting) | {
        "departments": sorted({view.department.name(language): view.department.contact for view in shown}.items()),
        "some_hidden": Extent.EXISTENCE in seen.values(),
    }
    return render(request, "portal/take.html", context)


@require_safe
@resident_only
def everything(request: HttpRequest, acting: Acting) -> HttpResponse:
    """This function will give out everything as one JSON-LD document (GDPR 15(3), 20(1))."""
    parts = json_ld(holdings_of(_reader(acting)))
    return _file(parts, "application/ld+json", _name(acting, "everything", "jsonld"))


@resident_only
def _sheet(request: HttpRequest, acting: Acting, name: str) -> HttpResponse:
    holdings = holdings_of(_reader(acting))
    found = SHEETS[name](holdings, acting)
    parts = csv_file(found.header, found.pages, holdings.reader.language)
    return _file(parts, "text/csv; charset=utf-8; header=present", _name(acting, name, "csv"))


@require_safe
def permissions(request: HttpRequest) -> HttpResponse:
    """This function will give out the permissions as a table (GDPR 15(3))."""
    return _sheet(request, "permissions")


@require_safe
def decisions(request: HttpRequest) -> HttpResponse:
    """This function will give out every decision as a table (GDPR 15(3))."""
    return _sheet(request, "decisions")


@require_safe
def uses(request: HttpRequest) -> HttpResponse:
    """This function will give out every use as a table (GDPR 15(3), C-579/21)."""
    return _sheet(request, "uses")


@require_safe
@resident_only
def on_paper(request: HttpRequest, acting: Acting) -> HttpResponse:
    """This function will show permissions, decisions and the newest uses on one page for printing (GDPR 12(1), 15)."""
    holdings = holdings_of(_reader(acting))
    lexicon = lexicon_of(holdings)
    page = uses_page(holdings, limit=USES_ON_PAPER)
    context = _context(acting) | {
        "whose": acting.other.label if acting.other else acting.everybody[0].name,
        "cards": cards_of(holdings, acting),
        "changes": [change_row(change, lexicon, acting) for change in holdings.changes],
        # Paper leads nowhere.
        "uses": [replace(use_row(use, lexicon), link=False) for use in page.rows],
        "weeks": [week_row(use, lexicon) for use in weeks(holdings)],
        "more_uses": page.older is not None,
        "most_uses": USES_ON_PAPER,
        "imported": [imported_row(use, lexicon) for use in holdings.imported[:USES_ON_PAPER]],
        "staff_views": holdings.looks.by_staff,
        "portal_views": holdings.looks.through_portal,
        "requests": [request_row(view, lexicon) for view in holdings.requests],
        "some_hidden": holdings.some_not_shown,
    }
    return render(request, "portal/take_print.html", context)


def _context(acting: Acting) -> dict[str, Any]:
    return {"page": "take", "acting": acting, "acting_for": acting.other, "tells_times": acting.sight.tells_times}


def _reader(acting: Acting) -> Reader:
    assert acting.actor.subject is not None  # noqa: S101  (guards.resident_only let nobody else in)
    return Reader(
        subject=acting.subject,
        me=acting.actor.subject,
        my_name=acting.everybody[0].name,
        sight=acting.sight,
        language=get_language() or "fi",
        at=acting.at,
        site=settings.PUBLIC_URL,
    )


def _file(parts: Iterator[bytes], content_type: str, name: str) -> HttpResponse:
    response = StreamingHttpResponse(parts, content_type=content_type)
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    response["X-Content-Type-Options"] = "nosniff"
    return cast("HttpResponse", response)


def _name(acting: Acting, what: str, ending: str) -> str:
    # Whose it is stays out of it: a file's name is seen by whoever looks at the folder.
    return f"mydata-{what}-{acting.at.astimezone(CITY_ZONE):%Y-%m-%d}.{ending}"

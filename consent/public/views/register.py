"""The register of all processing, open to anyone, and one activity with the history of its notice."""

from itertools import pairwise
from urllib.parse import urlencode

from django.conf import settings
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from consent import clock
from consent.core.errors import NotFound
from consent.public.notice_page import notice_page
from consent.public.register import as_data, entry, grouped, ordered
from consent.registry.differences import differences
from consent.registry.queries import activities, notices_of
from consent.registry.queries import activity as find_activity
from consent.registry.search import LONGEST_QUESTION, matching

PAGE_SIZE = 50


@require_safe
def register(request: HttpRequest) -> HttpResponse:
    """This function will list every activity of the city, those in force and those that are not (GDPR 12(1), 30(1)).

    ``q`` narrows the list to activities with all its words; ``format=json`` gives the whole register to a program.
    """
    language, at = get_language() or "fi", clock.now()
    words = " ".join(request.GET.get("q", "").split())[:LONGEST_QUESTION]
    known = activities()
    found = matching(known, words, language)
    if request.GET.get("format") == "json":
        return JsonResponse({"activities": as_data(found, at, settings.PUBLIC_URL)})
    page = Paginator(ordered(found, language), PAGE_SIZE).get_page(request.GET.get("page"))
    context = {
        "page": "register",
        "groups": grouped(page, language, at),
        "found": len(found),
        "total": len(known),
        "words": words,
        "longest": LONGEST_QUESTION,
        "number": page.number,
        "pages": page.paginator.num_pages,
        "previous": _address(words, page.number - 1) if page.has_previous() else "",
        "next": _address(words, page.number + 1) if page.has_next() else "",
    }
    return render(request, "public/register.html", context)


@require_safe
def activity(request: HttpRequest, activity: str) -> HttpResponse:
    """This function will show an activity's notice in force, and what changed from version to version (GDPR 13)."""
    try:
        view = find_activity(activity)
    except NotFound:
        raise Http404 from None
    language = get_language() or "fi"
    versions = notices_of(activity)
    changed = {new.version: differences(old, new, language) for new, old in pairwise(versions)}
    context = {
        "page": "register",
        "entry": entry(view, language, clock.now()),
        "activity": view,
        "department": view.department.name(language),
        "notice": notice_page(view.notice, language),
        "versions": [(each, changed.get(each.version)) for each in versions],
    }
    return render(request, "public/activity.html", context)


def _address(words: str, number: int) -> str:
    return "/activities/?" + urlencode(({"q": words} if words else {}) | {"page": number})

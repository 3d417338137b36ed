"""The full text of one version of a notice: permanent, printable, open to anyone."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from consent.core.errors import NotFound
from consent.public.notice_page import notice_page
from consent.registry.queries import notice as find_notice

LARGEST_VERSION = 2**31 - 1


@require_safe
def notice(request: HttpRequest, activity: str, version: int) -> HttpResponse:
    """This function will show one version of a notice exactly as it was published (GDPR 12(1), 13, 7(1))."""
    if version > LARGEST_VERSION:
        raise Http404
    try:
        published = find_notice(activity, version)
    except NotFound:
        raise Http404 from None
    page = notice_page(published, get_language() or "fi")
    return render(request, "public/notice.html", {"notice": page})

"""The page that verifies a receipt in the reader's own browser, and would do so without this city just as well."""

import html
import re
from functools import cache
from pathlib import Path

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from consent.log.published_keys import published_keys

PAGE = Path(__file__).resolve().parent.parent / "verifier" / "verify.html"
FIELD = "</textarea>"
POLICY = re.compile(r'http-equiv="Content-Security-Policy" content="([^"]+)"')


@require_safe
def verify(request: HttpRequest) -> HttpResponse:
    """This function will show the verifier with the log's present keys filled in; nothing is sent back here."""
    page, policy = _page()
    response = HttpResponse(page.replace(FIELD, html.escape(published_keys()) + FIELD, 1))
    # The page's own script is let in by its hash, and nothing else is: it could not phone home if it wanted to.
    response["Content-Security-Policy"] = f"{policy}; frame-ancestors 'none'"
    return response


@require_safe
def verify_file(request: HttpRequest) -> HttpResponse:
    """This function will give the same page as a file to keep."""
    response = verify(request)
    response["Content-Disposition"] = 'attachment; filename="verify.html"'
    return response


@cache
def _page() -> tuple[str, str]:
    page = PAGE.read_text(encoding="utf-8")
    policy = POLICY.search(page)
    assert policy is not None  # noqa: S101  (scripts/verify_page.py writes one)
    return page, html.unescape(policy[1])

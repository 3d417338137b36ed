"""Who used my data: every look, allowed or refused, newest first."""

from urllib.parse import urlencode

from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from consent.ledger.use_queries import UsePage, uses_of
from consent.portal.acting import Acting
from consent.portal.cards import visible
from consent.portal.guards import resident_only
from consent.portal.lexicon import Lexicon
from consent.portal.rows import use_row
from consent.registry.queries import activities

PAGE_SIZE = 50
LARGEST_ID = 2**63 - 1


@require_safe
@resident_only
def uses(request: HttpRequest, acting: Acting) -> HttpResponse:
    """This function will list uses, of one activity when ``activity`` names one, older than event ``before``.

    An activity that one may not see shows the same empty list as one that does not exist (GDPR 15(1)).
    """
    known = activities()
    lexicon = Lexicon.of(known, get_language() or "fi")
    choices = [view.code for view in known if visible(view, acting)]
    chosen = request.GET.get("activity", "").replace("\0", "")
    before = _before(request)
    hidden = {view.code for view in known} - set(choices)
    page = UsePage(rows=(), older=None)
    if chosen not in hidden:
        page = uses_of(acting.subject, activity=chosen or None, before=before, limit=PAGE_SIZE)
    # Looks under a code nobody registered are shown to the person, and to a representative in all matters.
    rows = [use for use in page.rows if use.activity not in hidden and acting.covers(use.activity)]
    kept = {"activity": chosen} if chosen else {}
    context = {
        "page": "uses",
        "acting": acting,
        "acting_for": acting.other,
        "uses": [use_row(use, lexicon) for use in rows],
        "choices": [(code, lexicon.activities[code]) for code in choices],
        "chosen": chosen,
        "older": f"/uses/?{urlencode({**kept, 'before': page.older})}" if page.older else "",
        "newest": f"/uses/?{urlencode(kept)}" if before else "",
    }
    return render(request, "portal/uses.html", context)


def _before(request: HttpRequest) -> int | None:
    text = request.GET.get("before", "")
    if not text:
        return None
    if not (text.isascii() and text.isdigit() and len(text) <= 19) or int(text) > LARGEST_ID:
        raise BadRequest("before")
    return int(text)

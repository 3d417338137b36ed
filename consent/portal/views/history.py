"""Every decision that has been made about the data of the person one acts for."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from consent.ledger.queries import history_of
from consent.portal.acting import Acting
from consent.portal.cards import visible
from consent.portal.guards import resident_only
from consent.portal.lexicon import Lexicon
from consent.portal.rows import change_row
from consent.registry.queries import activities


@require_safe
@resident_only
def history(request: HttpRequest, acting: Acting) -> HttpResponse:
    """This function will list decisions, newest first (GDPR 7(1), 15)."""
    changes = history_of(acting.subject)
    known = activities({change.activity for change in changes})
    lexicon = Lexicon.of([view for view in known if visible(view, acting)], get_language() or "fi")
    rows = [change_row(change, lexicon, acting) for change in changes if change.activity in lexicon.activities]
    context = {"page": "history", "acting": acting, "acting_for": acting.other, "changes": rows}
    return render(request, "portal/history.html", context)

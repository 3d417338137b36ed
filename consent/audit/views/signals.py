"""Streams of signals: who follows what ended, how far each has read, and what nobody took."""

from collections.abc import Mapping

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language, pgettext_lazy
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from consent.audit.names import Names
from consent.audit.reader import reads_as_dpo
from consent.audit.wording import Text
from consent.signals.queries import dead_letters, stream_states
from consent.signals.vocabulary import DISABLED, ENABLED, PAUSED, POLL, PUSH
from consent.signin.guards import staff_only

PAGE_SIZE = 50
MOST = 1_000
METHODS: Mapping[str, Text] = {POLL: _("Fetches"), PUSH: _("Is sent to")}
STATUSES: Mapping[str, Text] = {
    ENABLED: pgettext_lazy("stream", "In use"),
    PAUSED: pgettext_lazy("stream", "Paused: is told everything later"),
    DISABLED: pgettext_lazy("stream", "Off: is told nothing"),
}
ERRORS: Mapping[str, Text] = {"expired": _("Nobody fetched it in 30 days")}


@require_safe
@staff_only("registrar", "dpo")
def signals(request: HttpRequest) -> HttpResponse:
    """This function will list the streams, and the newest signals that were laid aside (GDPR 19, 24(1))."""
    names = Names.read(get_language() or "fi")
    streams = [
        {
            "state": one,
            "client": names.clients.get(one.client, one.client),
            "department": names.departments.get(one.department, one.department),
            "method": METHODS.get(one.method, one.method),
            "status": STATUSES.get(one.status, one.status),
            "on": one.status == ENABLED,
        }
        for one in stream_states()
    ]
    page = Paginator(dead_letters(MOST), PAGE_SIZE).get_page(request.GET.get("page"))
    letters = [
        {
            "letter": one,
            "client": names.clients.get(one.client, one.client),
            "department": names.departments.get(one.department, one.department),
            "why": ERRORS.get(one.err, one.err),
        }
        for one in page
    ]
    context = {
        "page": "departments",
        "is_dpo": reads_as_dpo(request),
        "streams": streams,
        "letters": letters,
        "capped": page.paginator.count >= MOST,
        "most": MOST,
        "number": page.number,
        "pages": page.paginator.num_pages,
        "previous": f"/audit/signals/?page={page.number - 1}" if page.has_previous() else "",
        "next": f"/audit/signals/?page={page.number + 1}" if page.has_next() else "",
    }
    return render(request, "audit/signals.html", context)

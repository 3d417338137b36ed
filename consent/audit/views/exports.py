"""Taking the filtered list out of the system: recorded first, then streamed."""

from collections.abc import Iterator
from typing import cast

from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.utils.translation import get_language
from django.views.decorators.http import require_POST

from consent.audit.exports import EventLines
from consent.audit.filters import Asked, read_filter
from consent.audit.names import Names
from consent.ledger.actions.view_as_staff import EVENTS_CSV, EVENTS_JSON, record_staff_view
from consent.ledger.event_queries import event_records
from consent.people.actors import Actor
from consent.signin.guards import staff_only

# One export holds a worker for a bounded time. The list says so; a narrower filter gets the rest.
MOST_ROWS = 100_000
FORMATS = {"csv": (EVENTS_CSV, "text/csv; charset=utf-8"), "jsonl": (EVENTS_JSON, "application/x-ndjson")}


@require_POST
@staff_only("dpo")
def export_events(request: HttpRequest, form: str) -> HttpResponse:
    """This function will record the export and then stream the events of the filter, newest first.

    Information Management Act 906/2019, section 17; GDPR 5(2).
    """
    if form not in FORMATS:
        raise Http404
    what, content_type = FORMATS[form]
    asked = read_filter(request.POST, Names.read(get_language() or "fi"))
    actor = Actor.of_account(request.user)  # type: ignore[arg-type]
    record_staff_view(actor=actor, subject=None, what=what, reason=asked.query)
    response = StreamingHttpResponse(_lines(asked, form), content_type=content_type)
    response["Content-Disposition"] = f'attachment; filename="events.{form}"'
    response["X-Content-Type-Options"] = "nosniff"
    return cast("HttpResponse", response)


def _lines(asked: Asked, form: str) -> Iterator[bytes]:
    lines = EventLines(form)
    yield lines.header()
    for records in event_records(asked.filter, most=MOST_ROWS):
        yield lines.lines(records)

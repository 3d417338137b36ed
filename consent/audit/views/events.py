"""The list of events: every kind, newest first, filtered by what the URL says."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from consent.audit import wording
from consent.audit.console import dpo_page
from consent.audit.filters import read_before, read_filter
from consent.audit.names import Names
from consent.audit.rows import event_row
from consent.audit.wording import Text
from consent.ledger.event_queries import events as list_events
from consent.signin.guards import staff_only

PAGE_SIZE = 50


@dataclass(frozen=True, slots=True)
class Choice:
    """A field of the filter where one value of a list is picked."""

    field: str
    label: str
    any: str
    options: tuple[tuple[str, Text], ...]
    chosen: str


@require_safe
@staff_only("dpo")
def events(request: HttpRequest) -> HttpResponse:
    """This function will list events without a name, older than event ``before`` (GDPR 38(3), 39(1)(b))."""
    names = Names.read(get_language() or "fi")
    asked, before = read_filter(request.GET, names), read_before(request.GET)
    page = list_events(asked.filter, before=before, limit=PAGE_SIZE)
    base = f"/audit/events/?{asked.query}&" if asked.given else "/audit/events/?"
    context = {
        "events": [event_row(event, names) for event in page.rows],
        "choices": _choices(names, asked.given),
        "since": asked.given.get("from", ""),
        "until": asked.given.get("to", ""),
        "filtered": bool(asked.given),
        "given": asked.given,
        "older": f"{base}before={page.older}" if page.older else "",
        "newest": base.rstrip("&?") if before else "",
        "searched_until": page.searched_until,
    }
    return dpo_page(request, "audit/events.html", "events", context)


def _choices(names: Names, given: Mapping[str, str]) -> list[Choice]:
    def choice(field: str, label: str, any_label: str, options: Iterable[tuple[str, Text]]) -> Choice:
        ordered = tuple((str(code), text) for code, text in options)
        return Choice(field, label, any_label, ordered, given.get(field, ""))

    def by_name(found: Mapping[str, str]) -> list[tuple[str, str]]:
        return sorted(found.items(), key=lambda pair: pair[1].casefold())

    return [
        choice("kind", _("Kind of event"), _("All kinds"), [*wording.GROUPS.items(), *wording.KINDS.items()]),
        choice("department", _("Department"), _("All departments"), by_name(names.departments)),
        choice("client", _("Client"), _("All clients"), by_name(names.clients)),
        choice("activity", _("Purpose"), _("All purposes"), by_name(names.activities)),
        choice("category", _("Data"), _("All data"), by_name(names.categories)),
        choice("basis", _("Legal basis"), _("All bases"), wording.BASES.items()),
        choice("decision", _("Decision"), _("All decisions"), [("allowed", _("Allowed")), ("refused", _("Refused"))]),
        choice("reason", _("Reason"), _("All reasons"), wording.REASONS.items()),
    ]

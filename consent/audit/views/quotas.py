"""Who asked beyond a quota: which client, which quota, when and how often; never about whom."""

from django.http import HttpRequest, HttpResponse
from django.utils.translation import get_language, gettext_lazy
from django.views.decorators.http import require_safe

from consent.audit.console import dpo_page
from consent.audit.filters import read_before
from consent.audit.names import Names
from consent.audit.wording import Text
from consent.core.scales import grouped
from consent.ledger.breaches import breaches
from consent.ledger.quota_config import CHECKS, LOOKUPS, PERSON
from consent.signin.guards import staff_only

PAGE_SIZE = 50
QUOTAS: dict[str, Text] = {
    CHECKS: gettext_lazy("Decisions a minute"),
    PERSON: gettext_lazy("Decisions a day about one person"),
    LOOKUPS: gettext_lazy("People looked up a minute"),
}


@require_safe
@staff_only("dpo")
def quota_breaches(request: HttpRequest) -> HttpResponse:
    """This function will list, newest first, which client was refused for a quota in which hour (GDPR 32(1), 39(1))."""
    before = read_before(request.GET)
    names = Names.read(get_language() or "fi")
    page = breaches(before=before, limit=PAGE_SIZE)
    rows = [
        {
            "client": names.clients.get(one.client, one.client),
            "department": names.departments.get(one.department, one.department),
            "quota": QUOTAS.get(one.quota, one.quota),
            "first_at": one.first_at,
            "last_at": one.last_at,
            "times": grouped(one.times),
        }
        for one in page.rows
    ]
    context = {
        "rows": rows,
        "older": f"/audit/quotas/?before={page.older}" if page.older else "",
        "newest": "/audit/quotas/" if before else "",
    }
    return dpo_page(request, "audit/quotas.html", "quotas", context)

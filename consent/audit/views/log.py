"""The log for the data protection officer: what the last verifications found, and having it verified now."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from consent.audit.console import dpo_page
from consent.audit.reader import acting_member_of_staff
from consent.core.errors import Conflict
from consent.log.tasks import request_verification
from consent.log.verification_queries import last_verification, verifications
from consent.signin.guards import staff_only

SHOWN = 20


@require_safe
@staff_only("dpo")
def log(request: HttpRequest) -> HttpResponse:
    """This function will show whether the log is whole, and since when that is known (GDPR 5(2), 39(1)(b))."""
    rows = verifications(SHOWN)
    under_way = next((one for one in rows if one.finished_at is None and not one.lost), None)
    context = {"last": last_verification(), "rows": rows, "under_way": under_way}
    return dpo_page(request, "audit/log.html", "log", context)


@require_POST
@staff_only("dpo")
def verify_log_now(request: HttpRequest) -> HttpResponse:
    """This function will have the worker verify the log: what came since the last time, or with ``everything`` all."""
    everything = request.POST.get("everything") == "yes"
    try:
        request_verification(actor=acting_member_of_staff(request).name, everything=everything)
    except Conflict:
        messages.info(request, _("The log is being verified already. The result appears here."))
    else:
        messages.success(
            request, _("The log is being verified. The result appears here: open the page again in a moment.")
        )
    return HttpResponseRedirect("/audit/log/#status")

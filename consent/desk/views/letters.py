"""Letters to whom no message reached: made only after a recorded reason, ready for the city's own printing."""

from uuid import UUID

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_http_methods

from consent import clock
from consent.desk.forms import ReasonForm
from consent.desk.guards import officers_only
from consent.desk.pages import acting_officer, desk_page, in_words, own_campaign
from consent.ledger.actions.view_as_staff import LETTER, record_staff_view
from consent.proactive.letters import letters


@require_http_methods(["GET", "HEAD", "POST"])
@officers_only
def letters_page(request: HttpRequest, departments: frozenset[str], identifier: UUID) -> HttpResponse:
    """This function will count the letters, and show them to be printed once a reason is recorded for each reader.

    Where a non-disclosure order stands no address is shown (Act 661/2009 s. 36).
    """
    view = own_campaign(departments, identifier)
    found = letters(view.department, view.id, clock.now())
    form = ReasonForm(request.POST) if request.method == "POST" else ReasonForm()
    context = {
        "campaign": {"id": view.id, "service_name": in_words(view.service), "round": view.round},
        "number": len(found),
        "form": form,
        "letters": [],
    }
    if request.method != "POST" or not found:
        return desk_page(request, "desk/letters.html", "letters", context)
    if not form.is_valid():
        return desk_page(request, "desk/letters.html", "letters", context, 422)
    actor = acting_officer(request)
    with transaction.atomic():
        for subject in sorted({one.to.subject for one in found}):
            reason = form.cleaned_data["reason"]
            record_staff_view(actor=actor, subject=subject, what=LETTER, reason=reason, role="officer")
    return desk_page(request, "desk/letters.html", "letters", {**context, "letters": found})

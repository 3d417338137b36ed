"""Letters: to whom no message reached, and decisions on paper; made only after a reason that their readers see."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import BadRequest
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from consent import clock
from consent.core.errors import NotFound
from consent.desk.forms import ReasonForm
from consent.desk.guards import officers_only
from consent.desk.pages import acting_officer, desk_page, in_words, own_campaign
from consent.ledger.actions.view_as_staff import LETTER, record_staff_view
from consent.people.address_queries import addresses_of
from consent.proactive.actions.deliver_decisions import mark_printed
from consent.proactive.decision_queries import LetterView, letters_waiting
from consent.proactive.letters import letters
from consent.proactive.read_models import CampaignView


@require_http_methods(["GET", "HEAD", "POST"])
@officers_only
def letters_page(request: HttpRequest, departments: frozenset[str], identifier: UUID) -> HttpResponse:
    """This function will count the letters, and show them to be printed once a reason is recorded for each reader.

    Where a non-disclosure order stands no address is shown (Act 661/2009 s. 36).
    """
    view = own_campaign(departments, identifier)
    offers = letters(view.department, view.id, clock.now())
    decided = letters_waiting(view.department, view.id)
    form = ReasonForm(request.POST) if request.method == "POST" else ReasonForm()
    context = {
        "campaign": {"id": view.id, "service_name": in_words(view.service), "round": view.round},
        "number": len(offers) + len(decided),
        "form": form,
    }
    if request.method != "POST" or not context["number"]:
        return desk_page(request, "desk/letters.html", "letters", context)
    if not form.is_valid():
        return desk_page(request, "desk/letters.html", "letters", context, 422)
    readers = {one.to.subject for one in offers} | {one.recipient for one in decided}
    _record(request, readers, form.cleaned_data["reason"])
    context["letters"] = [{"to": one.to, "text": one.text} for one in offers]
    return desk_page(request, "desk/letters.html", "letters", {**context, **_decisions(decided)})


@require_POST
@officers_only
def posted(request: HttpRequest, departments: frozenset[str], identifier: UUID) -> HttpResponse:
    """This function will note that printed decisions went to the post, each once: the proof of their delivery."""
    view = own_campaign(departments, identifier)
    try:
        deliveries = {UUID(one) for one in request.POST.get("letters", "").split(",")}
    except ValueError:
        raise BadRequest("letters") from None
    number = _posted(request, view, deliveries)
    said = ngettext("%(n)s letter noted as posted.", "%(n)s letters noted as posted.", number) % {"n": number}
    messages.success(request, said)
    return HttpResponseRedirect(f"/campaigns/{view.id}/letters/")


def _posted(request: HttpRequest, view: CampaignView, deliveries: set[UUID]) -> int:
    batch = f"{view.code}-{view.round}-{clock.now():%Y%m%dT%H%M%S}"
    try:
        return mark_printed(
            actor=acting_officer(request), department=view.department, deliveries=deliveries, batch=batch
        )
    except NotFound:
        raise BadRequest("letters") from None


def _record(request: HttpRequest, readers: Iterable[UUID], reason: str) -> None:
    actor = acting_officer(request)
    with transaction.atomic():
        for subject in sorted(readers):
            record_staff_view(actor=actor, subject=subject, what=LETTER, reason=reason, role="officer")


def _decisions(decided: list[LetterView]) -> dict[str, Any]:
    """Decisions with an address; whoever has none here any more stays on the list and is seen to by hand."""
    addresses = addresses_of(one.recipient for one in decided)
    found = [one for one in decided if one.recipient in addresses]
    return {
        "decisions": [{"to": addresses[one.recipient], "text": one.text} for one in found],
        "deliveries": ",".join(str(one.delivery) for one in found),
    }

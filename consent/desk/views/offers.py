"""One family's offer, when they call: opened by its code and a recorded reason, and answered on their word."""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from consent import clock
from consent.core.errors import NotFound
from consent.desk import wording
from consent.desk.forms import AnswerForm, FindForm
from consent.desk.guards import officers_only
from consent.desk.pages import acting_officer, desk_page, in_words, own_campaign
from consent.desk.views.campaigns import campaign_page
from consent.ledger.actions.view_as_staff import OFFER, record_staff_view
from consent.ledger.staff_view_queries import told_why
from consent.people.queries import residents
from consent.proactive.actions.answer_offer import answer_offer
from consent.proactive.desk_queries import offer_by_code
from consent.proactive.explaining import explain
from consent.proactive.queries import offer, offer_events
from consent.proactive.read_models import CampaignView, OfferEventView, OfferView
from consent.proactive.recipients import recipients_of
from consent.proactive.vocabulary import AnsweredBy, Choice
from consent.registry.queries import activity

# How long one recorded reason opens an offer.
FRESH = timedelta(minutes=10)


@require_POST
@officers_only
def find(request: HttpRequest, departments: frozenset[str], identifier: UUID) -> HttpResponse:
    """This function will record why an offer is opened, and only then lead to it (GDPR 5(1)(c), 15 as in C-579/21)."""
    view = own_campaign(departments, identifier)
    form = FindForm(request.POST)
    if not form.is_valid():
        return campaign_page(request, view, form, 422)
    found = offer_by_code(view.department, view.id, form.cleaned_data["code"])
    if found is None:
        form.add_error("code", _("There is no offer with this code in the campaign."))
        return campaign_page(request, view, form, 422)
    record_staff_view(
        actor=acting_officer(request),
        subject=offer(found, department=view.department).subject,
        what=OFFER,
        reason=form.cleaned_data["reason"],
        role="officer",
    )
    return HttpResponseRedirect(f"/campaigns/{view.id}/offers/{found}/")


@require_safe
@officers_only
def offer_page(request: HttpRequest, departments: frozenset[str], identifier: UUID, opened: UUID) -> HttpResponse:
    """This function will show an offer to an officer who has just told why; anybody else goes back to the campaign."""
    view = own_campaign(departments, identifier)
    at = clock.now()
    found = _opened(request, view, opened, at)
    if found is None:
        return HttpResponseRedirect(f"/campaigns/{view.id}/#find")
    return _page(request, view, found, at, None)


@require_POST
@officers_only
def answer(request: HttpRequest, departments: frozenset[str], identifier: UUID, opened: UUID) -> HttpResponse:
    """This function will record what a guardian told the officer: a service choice, made on the family's word."""
    view = own_campaign(departments, identifier)
    at = clock.now()
    found = _opened(request, view, opened, at)
    if found is None:
        messages.error(request, _("Nothing was recorded: open the offer again by its code."))
        return HttpResponseRedirect(f"/campaigns/{view.id}/#find")
    answerers = _answerers(view, found, at)
    form = AnswerForm(request.POST, answerers=len(answerers))
    if not form.is_valid():
        return _page(request, view, found, at, form, 422)
    outcome = answer_offer(
        actor=acting_officer(request),
        offer=found.id,
        choice=Choice(form.cleaned_data["choice"]),
        channel=AnsweredBy.DESK,
        recipient=answerers[form.cleaned_data["who"]],
        department=view.department,
    )
    messages.success(request, str(wording.OUTCOMES[outcome.outcome]))
    return HttpResponseRedirect(f"/campaigns/{view.id}/offers/{found.id}/")


def _opened(request: HttpRequest, view: CampaignView, opened: UUID, at: datetime) -> OfferView | None:
    """The offer, or None for an officer who has not told why; another campaign's is the same as none."""
    try:
        found = offer(opened, department=view.department)
    except NotFound:
        raise Http404 from None
    if found.campaign.id != view.id:
        raise Http404
    actor = acting_officer(request)
    if actor.account is None or not told_why(found.subject, account=actor.account, what=OFFER, since=at - FRESH):
        return None
    return found


def _answerers(view: CampaignView, found: OfferView, at: datetime) -> tuple[UUID, ...]:
    return recipients_of(activity(view.activity), [found.subject], at)[found.subject]


def _page(
    request: HttpRequest, view: CampaignView, found: OfferView, at: datetime, form: AnswerForm | None, status: int = 200
) -> HttpResponse:
    answerers = _answerers(view, found, at)
    known = residents({found.subject, *answerers})
    names = [known[one].name if one in known else _("Not a resident of the city") for one in answerers]
    context: dict[str, Any] = {
        "campaign": {"id": view.id, "service_name": in_words(view.service), "round": view.round},
        "id": found.id,
        "code": found.code,
        "state": wording.OFFER_STATES[found.state],
        "name": known[found.subject].name if found.subject in known else _("Not a resident of the city"),
        "place": found.place,
        "answerers": [{"name": name} for name in names],
        "offered": found.is_offered,
        "explanation": explain(found.id, get_language() or "fi"),
        "steps": [_step(event) for event in offer_events(found.id)],
        "open": found.is_open(at),
        "form": form or AnswerForm(answerers=len(answerers)),
    }
    return desk_page(request, "desk/offer.html", "offer", context, status)


def _step(event: OfferEventView) -> dict[str, Any]:
    more = [str(wording.CHANNELS[event.channel])] if event.channel in wording.CHANNELS else []
    if event.reason:
        more.append(str(wording.reason(event.reason)))
    what = wording.STEPS[event.kind]
    return {"at": event.at, "words": f"{what}: {event.choice}" if event.choice else what, "more": "; ".join(more)}

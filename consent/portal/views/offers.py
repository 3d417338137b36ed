"""Offers of services: which there are, what each means, why it was made or not."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from consent.core.events import Kind
from consent.portal import offer_words
from consent.portal.acting import Acting
from consent.portal.guards import resident_only
from consent.portal.offer_cards import Mine, answers_here, mine_or_404, offer_cards
from consent.portal.offer_decisions import decision_page
from consent.portal.offer_steps import step_rows
from consent.portal.wording import Text
from consent.proactive.explaining import explain
from consent.proactive.kept_inputs import read_kept
from consent.proactive.queries import OfferEventView, OfferView, offer_events
from consent.proactive.resident_queries import number_in_line
from consent.proactive.vocabulary import Mode, OfferState

MOST_PAST = 100


@require_safe
@resident_only
def offers(request: HttpRequest, acting: Acting) -> HttpResponse:
    """This function will list the offers to oneself and to those one acts for: open ones, past ones, and non-offers."""
    cards = offer_cards(acting, get_language() or "fi")
    past = [card for card in cards if card.is_offered and not card.is_open]
    none = [card for card in cards if not card.is_offered]
    context = {
        "page": "offers",
        "acting": acting,
        "acting_for": acting.other,
        "open": [card for card in cards if card.is_open],
        "past": past[:MOST_PAST],
        "none": none[:MOST_PAST],
        "more": len(past) > MOST_PAST or len(none) > MOST_PAST,
    }
    return render(request, "portal/offers.html", context)


@require_safe
@resident_only
def offer_page(request: HttpRequest, acting: Acting, identifier: UUID) -> HttpResponse:
    """This function will show one offer to whom it is for or who acts for them (GDPR 12(1), 13).

    To everybody else it does not exist. Whoever acts for another person at this moment is first asked to change over.
    """
    mine = mine_or_404(acting, identifier)
    if mine.there.subject != acting.subject:
        return of_another(request, acting, mine)
    offer, is_open = mine.offer, mine.offer.is_open(acting.at)
    events = offer_events(offer.id)
    unasked = offer.state is OfferState.GRANTED and offer.campaign.mode is Mode.AUTOMATIC
    here = answers_here(mine.there, mine.activity)
    context = page_of(acting, mine) | {
        "is_open": is_open,
        "answers": is_open and here and offer.campaign.mode is Mode.ASK,
        "refuses": unasked and here and offer.campaign.takes_answers(acting.at),
        "number": number_in_line(offer),
        "without": _without(events),
        "steps": step_rows(events, acting),
        "decided": offer.decided_at is not None,
        "wants_opinion": here and _wants_opinion(offer, events, acting),
        "scale": offer_words.SCALE,
    }
    return render(request, "portal/offer.html", context)


@require_safe
@resident_only
def why(request: HttpRequest, acting: Acting, identifier: UUID) -> HttpResponse:
    """This function will say by which rules an offer was made or not, and what they were given (GDPR 15(1)(h), 22).

    What was given is not told where it could lead to a secret home (Act 661/2009 s. 36).
    """
    mine = mine_or_404(acting, identifier)
    if mine.there.subject != acting.subject:
        return of_another(request, acting, mine)
    found = explain(identifier, get_language() or "fi")
    context = page_of(acting, mine) | {
        "why": found,
        "why_none": offer_words.why_none(found.reason, stopped=False),
        "without": offer_words.WITHOUT.get(found.permission, "") if found.permission else "",
        "tells_inputs": acting.sight.tells_times,
        "reviewable": not mine.offer.is_offered and answers_here(mine.there, mine.activity),
    }
    return render(request, "portal/offer_why.html", context)


@require_safe
@resident_only
def decision(request: HttpRequest, acting: Acting, identifier: UUID) -> HttpResponse:
    """This function will show the city's decision on an offer, to read and to print.

    Administrative Procedure Act 434/2003 s. 44, 45 and 47.
    """
    mine = mine_or_404(acting, identifier)
    found = decision_page(identifier, get_language() or "fi")
    if found is None:
        raise Http404
    if mine.there.subject != acting.subject:
        return of_another(request, acting, mine)
    unasked = mine.offer.campaign.mode is Mode.AUTOMATIC
    context = page_of(acting, mine) | {
        "decision": found,
        "reviewable": unasked and answers_here(mine.there, mine.activity),
    }
    return render(request, "portal/offer_decision.html", context)


def _without(events: Sequence[OfferEventView]) -> Text:
    """What the ledger said when an offer was stopped: withdrawn, objected, restricted."""
    stopped = [event for event in events if event.kind is Kind.OFFER_STOPPED]
    kept = read_kept(stopped[-1].text) if stopped else None
    return offer_words.WITHOUT.get(kept.permission, "") if kept and kept.permission else ""


def _wants_opinion(offer: OfferView, events: Sequence[OfferEventView], acting: Acting) -> bool:
    mine = (event for event in events if event.actor_subject == acting.actor.subject)
    settled = offer.is_offered and offer.is_final(acting.at) and offer.state is not OfferState.STOPPED
    return settled and all(event.kind is not Kind.OFFER_RATED for event in mine)


def of_another(request: HttpRequest, acting: Acting, mine: Mine) -> HttpResponse:
    """This function will ask the one who acts to change over to the person whom an offer is for."""
    context = page_of(acting, mine) | {"whose": mine.whose, "next": request.path}
    return render(request, "portal/offer_of_another.html", context)


def page_of(acting: Acting, mine: Mine) -> dict[str, Any]:
    """This function will return what every page of an offer shows."""
    language = get_language() or "fi"
    campaign = mine.offer.campaign
    return {
        "page": "offers",
        "acting": acting,
        "acting_for": acting.other,
        "offer": mine.offer,
        "standing": offer_words.standing(mine.offer, acting.at),
        "service": campaign.service[language],
        "who": mine.activity.department.name(language),
        "gain": campaign.benefit_resident.get(language, ""),
        "city_gains": campaign.benefit_city.get(language, ""),
        "if_declined": campaign.if_declined.get(language, ""),
        "asks": offer_words.asks(mine.offer),
        "purpose": mine.activity.title(language),
    }

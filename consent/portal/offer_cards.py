"""Offers as pages show them, for oneself and for those one acts for; what one may not see is not there."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.http import Http404
from django.utils.translation import ngettext

from consent.core.errors import NotFound
from consent.ledger.visibility import Extent, self_decided
from consent.portal import offer_words
from consent.portal.acting import Acting, Person, acting_as
from consent.portal.offer_words import Standing
from consent.proactive.queries import OfferView, offer, offers_of_subject
from consent.proactive.resident_queries import OfferWaiting, offers_waiting
from consent.registry.queries import ActivityView, activities, activity


@dataclass(frozen=True, slots=True)
class OfferCard:
    """One offer in a list. ``whose`` is whom the service is for; ``here`` tells that one acts for them now."""

    id: UUID
    whose: Person
    here: bool
    service: str
    who: str
    place: str
    deadline: datetime
    standing: Standing
    is_open: bool
    is_offered: bool


@dataclass(frozen=True, slots=True)
class Waiting:
    """Offers that wait for an answer about one person, in words. ``first`` is the one that ends first."""

    whose: Person
    here: bool
    first: OfferWaiting
    service: str
    count: int

    @property
    def text(self) -> str:
        """How many offers wait, in a sentence."""
        if self.whose.is_me:
            return ngettext(
                "%(count)d offer is waiting for you", "%(count)d offers are waiting for you", self.count
            ) % {"count": self.count}
        return ngettext(
            "%(count)d offer is waiting for %(name)s", "%(count)d offers are waiting for %(name)s", self.count
        ) % {"count": self.count, "name": self.whose.label}


@dataclass(frozen=True, slots=True, repr=False)
class Mine:
    """One offer, how one acts for whom it is for, and the activity it rests on."""

    offer: OfferView
    there: Acting
    activity: ActivityView

    @property
    def whose(self) -> Person:
        """Whom the service is for."""
        return self.there.other or self.there.everybody[0]


def mine_or_404(acting: Acting, identifier: UUID) -> Mine:
    """This function will return an offer that the one who acts may see; another's is the same 404 as none.

    The right is the one that the register told for this request. GDPR 15(4); Data Protection Act 1050/2018 s. 5.
    """
    try:
        found = offer(identifier)
        there = acting_as(acting, found.subject)
        view = activity(found.campaign.activity)
    except NotFound:
        raise Http404 from None
    if there is None or not _sees(there, view, _alone(there)):
        raise Http404
    return Mine(found, there, view)


def offer_cards(acting: Acting, language: str) -> list[OfferCard]:
    """This function will return every offer and non-offer that the one who acts may see: open ones first."""
    found = offers_of_subject([person.subject for person in acting.everybody])
    if not found:
        return []
    known = {view.code: view for view in activities({view.campaign.activity for view in found})}
    ways = _ways(acting, {view.subject for view in found})
    cards = [
        _card(view, ways[view.subject][0], known[view.campaign.activity], acting, language)
        for view in found
        if view.campaign.activity in known and _sees(*_seen(ways, view, known))
    ]
    ahead = sorted((card for card in cards if card.is_open), key=lambda card: card.deadline)
    return ahead + [card for card in cards if not card.is_open]


def waiting_cards(acting: Acting, known: Iterable[ActivityView], language: str) -> list[Waiting]:
    """This function will tell for whom how many offers wait for an answer of the one who acts: one statement.

    ``known`` are the activities in force.
    """
    views = {view.code: view for view in known}
    found = offers_waiting([person.subject for person in acting.everybody], acting.at)
    ways = _ways(acting, {one.subject for one in found})
    by_person: dict[UUID, list[OfferWaiting]] = {}
    for one in found:
        view = views.get(one.activity)
        there, alone = ways[one.subject]
        if view is not None and _sees(there, view, alone) and answers_here(there, view):
            by_person.setdefault(one.subject, []).append(one)
    return [
        Waiting(person, person.subject == acting.subject, rows[0], rows[0].service[language], len(rows))
        for person in acting.everybody
        if (rows := by_person.get(person.subject))
    ]


def answers_here(there: Acting, view: ActivityView) -> bool:
    """This function will tell whether the one who acts answers offers in ``view``; the action asks the register anew.

    This only spares people a button that would be refused (``consent.proactive.recipients``).
    """
    alone = there.age >= view.own_decision_from
    if there.right is None:
        return alone
    return not alone and there.right.covers(view.code)


def _ways(acting: Acting, subjects: Iterable[UUID]) -> dict[UUID, tuple[Acting, frozenset[str]]]:
    ways = {subject: acting_as(acting, subject) for subject in subjects}
    return {subject: (there, _alone(there)) for subject, there in ways.items() if there is not None}


def _seen(
    ways: dict[UUID, tuple[Acting, frozenset[str]]], view: OfferView, known: dict[str, ActivityView]
) -> tuple[Acting, ActivityView, frozenset[str]]:
    there, alone = ways[view.subject]
    return there, known[view.campaign.activity], alone


def _alone(there: Acting) -> frozenset[str]:
    """What a young person has decided on alone; asked only where somebody else looks at their matters."""
    return self_decided(there.subject) if there.sight.of_young_person else frozenset()


def _sees(there: Acting, view: ActivityView, alone: frozenset[str]) -> bool:
    return there.sight.extent(view, self_decided=view.code in alone) is Extent.WHOLE


def _card(view: OfferView, there: Acting, known: ActivityView, acting: Acting, language: str) -> OfferCard:
    whose = there.other or there.everybody[0]
    return OfferCard(
        id=view.id,
        whose=whose,
        here=view.subject == acting.subject,
        service=view.campaign.service[language],
        who=known.department.name(language),
        place=view.place,
        deadline=view.campaign.deadline,
        standing=offer_words.standing(view, acting.at),
        is_open=view.is_open(acting.at),
        is_offered=view.is_offered,
    )

"""When more than one person may answer for a child: what each has said, and whether they differ.

Each one's latest word counts. What an officer recorded as the family's agreed answer settles what was said before it
(Act on Child Custody 361/1983).
"""

from collections.abc import Collection
from uuid import UUID

from consent.core.events import Kind
from consent.proactive.models import Offer, OfferEvent
from consent.proactive.vocabulary import AnsweredBy, Choice

# On the step of an offer whose guardians differ: it keeps its place, so that neither can lose it for the child.
PLACE_KEPT = "place_kept"
NO_PLACE_KEPT = "no_place_kept"


def words_of(offer: Offer) -> dict[UUID, Choice]:
    """This function will return each person's latest word on ``offer`` since an officer last settled it."""
    said: dict[UUID, Choice] = {}
    steps = OfferEvent.objects.filter(offer=offer.pk, kind=Kind.OFFER_ANSWERED.value).exclude(actor_kind="system")
    for who, channel, choice in steps.order_by("version").values_list("actor_subject", "channel", "choice"):
        if who is None and channel == AnsweredBy.DESK.value:
            said.clear()
        elif who is not None:
            said[who] = Choice(choice)
    return said


def they_differ(offer: Offer, answerer: UUID, choice: Choice, entitled: Collection[UUID]) -> bool:
    """This function will tell whether another of ``entitled`` has said otherwise than ``answerer`` says now."""
    said = words_of(offer)
    return any(who != answerer and who in entitled and word is not choice for who, word in said.items())

"""The message that tells a family of an offer, in the language of whoever reads it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from uuid import UUID

from django.conf import settings

from consent.core.message_rules import fill
from consent.messaging.actions.queue_messages import Outgoing, queue_messages
from consent.messaging.vocabulary import FINAL, MessageClass, MessageState
from consent.people.actors import Actor
from consent.people.queries import residents
from consent.proactive.models import Campaign, Offer
from consent.proactive.texts import city_host, deadline_words
from consent.proactive.vocabulary import OWNER, Mode

# Instead of the place, where there is none, or where nothing may tell where somebody is.
_PLACE_WITHHELD = {"fi": "paikan näet palvelussa", "sv": "platsen ser du i tjänsten", "en": "a place shown online"}
_FALLBACK = "fi"


@dataclass(frozen=True, slots=True, repr=False)
class Telling:
    """An offer and who is told of it; ``place`` is empty where none is named."""

    offer: Offer
    recipients: tuple[UUID, ...]
    place: str = ""

    def __repr__(self) -> str:
        return f"<Telling {self.offer.pk}>"


def offers_url() -> str:
    """This function will return the address of a resident's offers, which names nobody."""
    scheme, _, rest = str(settings.PUBLIC_URL).rstrip("/").partition("://")
    # A text message links by https; only a demonstration on one's own machine has anything else, and no message leaves.
    return f"https://{rest if scheme == 'https' else city_host()}/offers/"


def tell(*, actor: Actor, campaign: Campaign, told: Sequence[Telling], again: str = "") -> dict[UUID, str]:
    """This function will queue the messages of offers and return, of those nobody can be sent one, why by offer.

    The same offer and recipient again queues nothing, unless ``again`` names another occasion. Nobody's place is told
    where the person, or whoever reads it, has an order of non-disclosure (Population Information Act 661/2009).
    """
    people = {one.offer.subject for one in told} | {recipient for one in told for recipient in one.recipients}
    known = residents(people)
    hidden = {subject for subject, person in known.items() if person.non_disclosure}
    messages, about = [], []
    for one in told:
        place = "" if hidden & {one.offer.subject, *one.recipients} else one.place
        for recipient in one.recipients:
            reader = known.get(recipient)
            language = reader.language if reader else _FALLBACK
            messages.append(_message(campaign, one.offer, recipient, language, place, again))
            about.append(one.offer.pk)
    queued = queue_messages(actor=actor, messages=messages)
    return _unreached(zip(about, ((one.state, one.reason) for one in queued), strict=True))


def text_of(campaign: Campaign, language: str, *, code: str, place: str) -> str:
    """This function will fill the campaign's text in; raises ``ValueError`` for a place that no message may hold."""
    values = {
        "code": code,
        "deadline": deadline_words(campaign.deadline, language),
        "service": campaign.service[language],
        "place": place or _PLACE_WITHHELD[language],
        "url": offers_url(),
    }
    return fill(campaign.texts[language], values, city_host=city_host())


def _message(campaign: Campaign, offer: Offer, recipient: UUID, language: str, place: str, again: str) -> Outgoing:
    return Outgoing(
        recipient=recipient,
        text=text_of(campaign, language, code=offer.code, place=place),
        language=language,
        reference=offer.pk,
        batch=campaign.pk,
        key=f"{offer.pk}:{recipient}:offer{again}",
        owner=OWNER,
        message_class=MessageClass(campaign.message_class),
        answerable=campaign.mode == Mode.ASK,
    )


def _unreached(outcomes: Iterable[tuple[UUID, tuple[MessageState, str]]]) -> dict[UUID, str]:
    reasons: dict[UUID, str] = {}
    reached: set[UUID] = set()
    for offer, (state, reason) in outcomes:
        if state in FINAL and state is not MessageState.DELIVERED:
            reasons.setdefault(offer, reason)
        else:
            reached.add(offer)
    return {offer: reason for offer, reason in reasons.items() if offer not in reached}

"""What follows upon an answer by text message: a confirmation to who answered, news to whoever else may answer."""

from collections.abc import Iterable, Mapping, Sequence
from uuid import UUID

from consent.core.vocabulary import LANGUAGES
from consent.messaging.actions.queue_messages import Outgoing, queue_messages
from consent.people.actors import Actor
from consent.people.queries import ResidentView, residents
from consent.proactive.models import Campaign, Offer
from consent.proactive.offer_messages import offers_url
from consent.proactive.outcomes import Outcome
from consent.proactive.texts import deadline_words, message_text
from consent.proactive.vocabulary import OWNER, Mode

ACTOR = Actor.system("offers")
_FALLBACK = "fi"
# Which of the platform's own texts tells what an answer came to.
TEXT_OF = {
    Outcome.ACCEPTED: "accepted",
    Outcome.DECLINED: "declined",
    Outcome.WAITING: "waiting",
    Outcome.CONFLICTING: "conflict",
    Outcome.LATE: "late",
    Outcome.STOPPED: "not_open",
    Outcome.NOT_OPEN: "not_open",
}


def language_of(person: UUID | None) -> str:
    """This function will return the language in which ``person`` is written to."""
    found = residents([person]).get(person) if person else None
    return found.language if found and found.language in LANGUAGES else _FALLBACK


def words(name: str, language: str, offer: Offer | None = None) -> str:
    """This function will say one of the platform's own texts, with what an offer's text may be filled with."""
    values = {"url": offers_url()}
    if offer is not None:
        campaign: Campaign = offer.campaign
        values |= {
            "code": offer.code,
            "deadline": deadline_words(campaign.deadline, language),
            "service": campaign.service[language],
        }
    return message_text(name, language, **values)


def tell_people(name: str, offer: Offer, recipients: Iterable[UUID], occasion: str) -> None:
    """This function will queue text ``name`` about ``offer`` to each of ``recipients``, each in their own language.

    Once for each ``occasion``, whatever happens twice.
    """
    tell_many([(name, offer, recipient) for recipient in dict.fromkeys(recipients)], occasion)


def tell_many(told: Sequence[tuple[str, Offer, UUID]], occasion: str) -> None:
    """This function will queue many such texts in a few statements."""
    known = residents({recipient for _, _, recipient in told})
    queue_messages(
        actor=ACTOR,
        messages=[
            Outgoing(
                recipient=recipient,
                text=words(name, _language(known, recipient), offer),
                language=_language(known, recipient),
                reference=offer.pk,
                batch=None,
                key=f"{offer.pk}:{recipient}:{name[:8]}:{occasion}",
                owner=OWNER,
                answerable=offer.campaign.mode == Mode.ASK,
            )
            for name, offer, recipient in told
        ],
    )


def tell_of_answer(
    offer: Offer, outcome: Outcome, answerer: UUID | None, entitled: Iterable[UUID], quiet: bool
) -> None:
    """This function will tell everybody whom an answer concerns what it came to.

    ``quiet`` where who answered is replied to at their own number instead. Guardians who differ are told the same;
    otherwise the others learn that it was answered, and that they may answer themselves. Nobody learns of a place.
    """
    others = [person for person in entitled if person != answerer]
    occasion = str(offer.version)
    if answerer is not None and not quiet:
        tell_people(TEXT_OF[outcome], offer, [answerer], occasion)
    if answerer is None:
        tell_people(TEXT_OF[outcome], offer, others, occasion)
    elif outcome is Outcome.CONFLICTING:
        tell_people("conflict", offer, others, occasion)
    else:
        tell_people("other_guardian", offer, others, occasion)


def _language(known: Mapping[UUID, ResidentView], recipient: UUID) -> str:
    found = known.get(recipient)
    return found.language if found and found.language in LANGUAGES else _FALLBACK

"""Read what somebody wrote back: an answer, STOP, a rating or nothing that anybody may guess. Each gets a reply.

Replies count in the order in which they arrived here (``Inbound.position``): of two contradicting ones, the later
arrival holds. Whether one was in time is told by when the gateway received it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from consent import clock
from consent.core.errors import Conflict, NotFound
from consent.core.replies import Meaning, read_reply
from consent.messaging.actions.reply_to import reply_to
from consent.messaging.owners import Reply
from consent.people.actors import Actor
from consent.proactive.actions.answer_offer import answer_offer
from consent.proactive.actions.rate_offer import RATEABLE, rate_offer
from consent.proactive.confirmations import ACTOR, TEXT_OF, language_of, words
from consent.proactive.human_queue import ask_a_person
from consent.proactive.models import Campaign, Offer, UnclearReply
from consent.proactive.outcomes import ANSWERED, TaskKind
from consent.proactive.vocabulary import OPEN, AnsweredBy, CampaignState, Choice, OfferState

_SOURCES = {"kyllä": "fi", "ei": "fi", "ja": "sv", "nej": "sv", "yes": "en", "no": "en"}


@dataclass(frozen=True, slots=True, repr=False)
class _Addressed:
    """An offer that went to the number, and the person it was told there (the newest message's, if it was several)."""

    offer: Offer
    person: UUID


def handle_reply(reply: Reply) -> str:
    """This function will act upon ``reply``, have it answered, and return a word for what it came to.

    Only the number an offer went to may answer it, and nothing is guessed: with more than one open offer and no code
    it asks which; what it cannot read gets one help text, and the second in a row a person. Called in the transaction
    that marks the reply handled. An answer by message is a service choice: it discloses nothing, proves nobody's
    identity and consents to nothing (GDPR 4(11), 9(2)(a)). Raises ``Unreachable`` when the population register does
    not answer: the reply then waits.
    """
    meaning = read_reply(reply.text)
    addressed = _addressed(reply)
    people = {one.person for one in addressed} | {one.recipient for one in reply.addressed}
    if meaning.kind != "unclear":
        UnclearReply.objects.filter(pk__in=people).delete()
    if meaning.kind == "stop":
        return _said(reply, "stopped", _language(reply, addressed))
    if not addressed:
        return _from_elsewhere(reply, meaning)
    if meaning.choice is not None:
        return _answer(reply, Choice(meaning.choice), meaning.code, addressed)
    if meaning.kind == "rating" and meaning.rating is not None:
        return _rate(reply, meaning.rating, addressed)
    return _unclear(reply, addressed)


def _addressed(reply: Reply) -> list[_Addressed]:
    people: dict[UUID, UUID] = {}
    for one in reply.addressed:
        people.setdefault(one.reference, one.recipient)
    rows = Offer.objects.select_related("campaign").in_bulk(list(people))
    return [_Addressed(rows[pk], person) for pk, person in people.items() if pk in rows]


def _answer(reply: Reply, choice: Choice, code: str | None, addressed: Sequence[_Addressed]) -> str:
    opened = [one for one in addressed if _is_open(one.offer, reply.received_at)]
    if code is not None:
        meant = [one for one in addressed if one.offer.code == code]
        if not meant:
            return _wrong_code(reply, code, opened, addressed)
        possible = [one for one in meant if one in opened]
        if len(possible) > 1:  # two campaigns gave the same code
            return _ask_a_person(reply, possible[0].offer.campaign, None, addressed)
        chosen = possible[0] if possible else meant[0]
    elif len(opened) > 1:
        return _said(reply, "which_offer", _language(reply, addressed))
    else:
        chosen = opened[0] if opened else addressed[0]
    actor = Actor(kind="resident", account=None, subject=chosen.person, name="")
    try:
        answered = answer_offer(
            actor=actor,
            offer=chosen.offer.pk,
            choice=choice,
            channel=AnsweredBy.SMS,
            arrived_at=reply.received_at,
        )
    except NotFound:
        # Whose number this is has no right to act any more: to them it is as if there were no offer.
        ask_a_person(TaskKind.WRONG_NUMBER, offer=chosen.offer, inbound=reply.inbound, recipient=chosen.person)
        return _said(reply, "not_open", language_of(chosen.person), outcome="no_right_to_act")
    offer = chosen.offer if answered.outcome in ANSWERED else None
    return _said(
        reply, TEXT_OF[answered.outcome], language_of(chosen.person), offer=offer, outcome=answered.outcome.value
    )


def _is_open(offer: Offer, received: datetime) -> bool:
    campaign = offer.campaign
    in_time = campaign.state == CampaignState.RUNNING and min(received, clock.now()) < campaign.deadline
    return in_time and offer.state in OPEN


def _wrong_code(reply: Reply, code: str, opened: Sequence[_Addressed], addressed: Sequence[_Addressed]) -> str:
    """A code that no offer to this number bears: mistyped, or somebody else's offer."""
    others = _offers_with(code)
    if others:
        ask_a_person(TaskKind.WRONG_NUMBER, campaign=_whose(others), inbound=reply.inbound)
    name = "which_offer" if len(opened) > 1 else "help" if opened else "not_open"
    return _said(reply, name, _language(reply, addressed), outcome="wrong_code")


def _rate(reply: Reply, rating: int, addressed: Sequence[_Addressed]) -> str:
    settled = [one for one in addressed if one.offer.state in RATEABLE and not _is_open(one.offer, reply.received_at)]
    if not settled:
        return _unclear(reply, addressed)
    newest = max(settled, key=lambda one: (one.offer.decided_at or one.offer.made_at, one.offer.pk.int))
    actor = Actor(kind="resident", account=None, subject=newest.person, name="")
    try:
        rate_offer(actor=actor, offer=newest.offer.pk, rating=rating, channel=AnsweredBy.SMS)
    except (NotFound, Conflict):
        return _said(reply, "not_open", language_of(newest.person), outcome="not_rated")
    return _said(reply, "rated", language_of(newest.person))


def _unclear(reply: Reply, addressed: Sequence[_Addressed]) -> str:
    people = sorted({one.person for one in addressed})
    before = UnclearReply.objects.filter(pk__in=people).exclude(inbound=reply.inbound).exists()
    rows = [UnclearReply(recipient=person, inbound=reply.inbound, at=clock.now()) for person in people]
    UnclearReply.objects.bulk_create(rows, ignore_conflicts=True)
    if not before:
        return _said(reply, "help", _language(reply, addressed))
    opened = [one for one in addressed if _is_open(one.offer, reply.received_at)]
    about = opened[0].offer if len(opened) == 1 else None
    return _ask_a_person(reply, (opened or addressed)[0].offer.campaign, about, addressed)


def _ask_a_person(reply: Reply, campaign: Campaign, about: Offer | None, addressed: Sequence[_Addressed]) -> str:
    ask_a_person(TaskKind.UNCLEAR, offer=about, campaign=campaign, inbound=reply.inbound, recipient=addressed[0].person)
    return _said(reply, "person_reads", _language(reply, addressed))


def _from_elsewhere(reply: Reply, meaning: Meaning) -> str:
    """From a number no offer went to: nothing happens, nothing is disclosed, and a person looks at an answer."""
    if meaning.kind == "answer":
        campaign = _whose(_offers_with(meaning.code)) if meaning.code else _only_campaign()
        ask_a_person(TaskKind.WRONG_NUMBER, campaign=campaign, inbound=reply.inbound)
    language = _SOURCES.get(reply.text.strip(" .!").split(" ")[0].casefold(), "fi")
    return _said(reply, "not_open", language, outcome="wrong_number")


def _offers_with(code: str) -> list[Offer]:
    rows = Offer.objects.filter(code=code, campaign__state=CampaignState.RUNNING.value).select_related("campaign")
    return [row for row in rows[:10] if row.state != OfferState.NOT_OFFERED]


def _whose(offers: Sequence[Offer]) -> Campaign | None:
    campaigns = {offer.campaign_id: offer.campaign for offer in offers}
    return next(iter(campaigns.values())) if len(campaigns) == 1 else None


def _only_campaign() -> Campaign | None:
    running = list(Campaign.objects.filter(state=CampaignState.RUNNING.value)[:2])
    return running[0] if len(running) == 1 else None


def _language(reply: Reply, addressed: Sequence[_Addressed]) -> str:
    people = [one.person for one in addressed] or [one.recipient for one in reply.addressed]
    return language_of(people[0] if people else None)


def _said(reply: Reply, name: str, language: str, *, offer: Offer | None = None, outcome: str = "") -> str:
    text = words(name, language, offer)
    reply_to(actor=ACTOR, inbound=reply.inbound, text=text, language=language, key=f"{reply.inbound}:reply")
    return outcome or name

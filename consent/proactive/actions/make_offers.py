"""Offer a running campaign's service to the people that its department names, by the campaign's rules."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.db import transaction

from consent import clock
from consent.core.eligibility import Body, read_rules, undeclared
from consent.core.eligibility_shape import is_value
from consent.core.errors import Conflict, Invalid, NotAllowed
from consent.core.events import Kind
from consent.people.actors import Actor
from consent.people.pairwise_queries import subjects_of_pairwise_ids
from consent.people.phone_queries import held_still
from consent.proactive.actions.draft_campaign import locked_campaign
from consent.proactive.actions.grant_at_once import grant_at_once
from consent.proactive.drafts import MOST_CANDIDATES, Candidate
from consent.proactive.kept_inputs import written
from consent.proactive.models import Campaign, Offer, Pool
from consent.proactive.offer_codes import new_codes
from consent.proactive.offer_messages import Telling, tell, text_of
from consent.proactive.queries import offers_of_department, rule_set
from consent.proactive.read_models import OfferView, Refusal
from consent.proactive.selection import Chosen, Judged, judge
from consent.proactive.steps import Step, locked_offers, record_steps
from consent.proactive.vocabulary import CampaignState, Mode, OfferState
from consent.registry.queries import activity


def make_offers(
    *, actor: Actor, client: str, department: str, campaign: UUID, candidates: Sequence[Candidate]
) -> list[OfferView | Refusal]:
    """This function will judge each candidate and return, in their order, the offer, the non-offer or the refusal.

    By the department's own ids of people; an id that was never issued to it is ``no_such_person``. Whoever is in the
    campaign already stays as they are, whatever is sent of them again. An input that the rules do not declare is
    refused (GDPR 5(1)(c)). Each outcome is an event that keeps what the rules were given, sealed, and the messages
    are queued with it: all of a call or nothing. Raises ``Invalid`` (``candidates``) for too many, ``NotFound`` for
    another department's campaign as for none, ``Conflict`` (``not_running``) for one that is not, ``Unreachable``
    when the population register does not answer, and ``DatabaseError`` when the ledger cannot be asked.
    """
    if actor.kind == "resident":
        raise NotAllowed("not_an_officer")
    if not 1 <= len(candidates) <= MOST_CANDIDATES:
        raise Invalid("candidates", [f"Name 1 to {MOST_CANDIDATES} people at once."])
    with transaction.atomic():
        row = locked_campaign(department, campaign)
        at = clock.now()
        if row.state != CampaignState.RUNNING or at >= row.deadline:
            raise Conflict("not_running")
        outcomes = _chosen(row, candidates)
        people: dict[UUID, Chosen] = {}
        for one in outcomes:
            if isinstance(one, Chosen):
                people.setdefault(one.subject, one)  # the first of a person named twice
        inside = set(Offer.objects.filter(campaign=row, subject__in=people).values_list("subject", flat=True))
        _offer(actor, row, [one for subject, one in people.items() if subject not in inside], at)
        made = {view.subject: view for view in offers_of_department(department, row.pk, people)}
        return [made[one.subject] if isinstance(one, Chosen) else one for one in outcomes]


def _chosen(campaign: Campaign, candidates: Sequence[Candidate]) -> list[Chosen | Refusal]:
    # What no id looks like is not even asked about: the database refuses some of it (a NUL, half a character).
    ids = {candidate.person for candidate in candidates if candidate.person.isascii() and candidate.person.isalnum()}
    held_still(subjects_of_pairwise_ids(campaign.department, ids).values())
    subjects = subjects_of_pairwise_ids(campaign.department, ids)  # without whoever was being erased until now
    pools = {pool.code: pool for pool in campaign.pools.all()}
    body = rule_set(campaign.department, campaign.rules, campaign.rules_version).body

    def chosen(candidate: Candidate) -> Chosen | Refusal:
        refusal = _malformed(campaign, body, candidate)
        if refusal is not None:
            return refusal
        if (candidate.pool or pools) and candidate.pool not in pools:
            return Refusal("no_such_pool")
        if candidate.person not in subjects:
            return Refusal("no_such_person")
        return Chosen(subjects[candidate.person], candidate, pools.get(candidate.pool))

    return [chosen(candidate) for candidate in candidates]


def _malformed(campaign: Campaign, body: Body, candidate: Candidate) -> Refusal | None:
    surplus = undeclared(body, candidate.inputs)
    if surplus:
        return Refusal("undeclared_input", tuple(surplus))
    specs = body["inputs"]
    bad = [name for name, value in candidate.inputs.items() if value is not None and not is_value(specs[name], value)]
    if bad:
        return Refusal("bad_input", tuple(sorted(bad)))
    if candidate.place:
        try:
            for language in campaign.texts:
                text_of(campaign, language, code="0000", place=candidate.place)
        except ValueError:
            return Refusal("bad_input", ("place",))
    return None


def _offer(actor: Actor, campaign: Campaign, people: Sequence[Chosen], at: datetime) -> None:
    published = rule_set(campaign.department, campaign.rules, campaign.rules_version)
    rules = read_rules(published.body)
    if rules is None or not people:
        return
    view = activity(campaign.activity)
    judged = judge(campaign, view, published, rules, people, at)
    codes = new_codes(len(judged))
    offers = [_row(campaign, one, code) for one, code in zip(judged, codes, strict=True)]
    record_steps([_step(actor, offer, one) for offer, one in zip(offers, judged, strict=True)], at=at)
    told = [
        Telling(offer, one.recipients, _place(one))
        for offer, one in zip(offers, judged, strict=True)
        if one.reason is None
    ]
    if campaign.mode == Mode.AUTOMATIC:
        granted = grant_at_once(actor=actor, offers=[one.offer for one in told], at=at)
        told = [one for one in told if one.offer.pk in granted]  # whoever waits is told when there is a place
    unreached = tell(actor=actor, campaign=campaign, told=told)
    record_steps(
        [
            Step(offer, Kind.OFFER_NOT_DELIVERED, OfferState(offer.state), actor, reason=unreached[offer.pk])
            for offer in locked_offers(unreached).values()
        ],
        at=at,
    )


def _row(campaign: Campaign, one: Judged, code: str) -> Offer:
    return Offer(
        campaign=campaign,
        pool=one.chosen.pool,
        subject=one.chosen.subject,
        code=code if one.reason is None else "",
        state="",
        version=0,
        rules_version=campaign.rules_version,
    )


def _step(actor: Actor, offer: Offer, one: Judged) -> Step:
    text = written(one.kept)
    if one.reason is None:
        return Step(offer, Kind.OFFER_MADE, OfferState.MADE, actor, text=text)
    return Step(offer, Kind.OFFER_NOT_MADE, OfferState.NOT_OFFERED, actor, reason=one.reason.value, text=text)


def _place(one: Judged) -> str:
    pool: Pool | None = one.chosen.pool
    return one.kept.place or (pool.name if pool else "")

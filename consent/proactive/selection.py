"""Whom a campaign offers to: the ledger first, then published rules, then who may answer. Never a score."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from consent.core.eligibility import Rules, categories_of
from consent.messaging.preferences import preferences_of_many
from consent.proactive.drafts import Candidate
from consent.proactive.kept_inputs import Kept, results_of
from consent.proactive.models import Campaign, Pool
from consent.proactive.permits import refusals
from consent.proactive.read_models import RuleSetView
from consent.proactive.recipients import recipients_of
from consent.proactive.vocabulary import NotOffered
from consent.registry.queries import ActivityView


@dataclass(frozen=True, slots=True, repr=False)
class Chosen:
    """A candidate as a person, with the pool that was named for them."""

    subject: UUID
    candidate: Candidate
    pool: Pool | None

    def __repr__(self) -> str:
        return "<Chosen>"


@dataclass(frozen=True, slots=True, repr=False)
class Judged:
    """What follows for one person: an offer that is told to ``recipients``, or the reason why there is none."""

    chosen: Chosen
    kept: Kept
    reason: NotOffered | None
    recipients: tuple[UUID, ...] = ()

    def __repr__(self) -> str:
        return "<Judged>"


def judge(
    campaign: Campaign,
    activity: ActivityView,
    rule_set: RuleSetView,
    rules: Rules,
    people: Sequence[Chosen],
    at: datetime,
) -> list[Judged]:
    """This function will judge each of ``people`` and return what follows, in their order, with a few statements.

    The ledger is asked first, about the campaign's category and every one the rules look at: where it refuses, nothing
    about the person is looked at or kept. Raises when the ledger or the population register cannot be asked: then
    nobody is offered anything. LAW: GDPR 5(1)(b), 5(1)(c), 6, 22.
    """
    subjects = [one.subject for one in people]
    refused = refusals(campaign, subjects, moment="selection", categories=categories_of(rule_set.body))
    grounds: dict[UUID, tuple[Kept, NotOffered | None]] = {}
    for one in people:
        permission = refused.get(one.subject)
        if permission is not None:
            grounds[one.subject] = Kept(permission=permission), NotOffered.NO_PERMISSION
        else:
            grounds[one.subject] = _by_rules(rules, one.candidate)
    qualified = [subject for subject, (_, reason) in grounds.items() if reason is None]
    told = recipients_of(activity, qualified, at)
    preferences = preferences_of_many({recipient for recipients in told.values() for recipient in recipients})

    def judged(one: Chosen) -> Judged:
        kept, reason = grounds[one.subject]
        if reason is not None:
            return Judged(one, kept, reason)
        recipients = told[one.subject]
        if not recipients:
            return Judged(one, kept, NotOffered.NO_GUARDIAN)
        if not any(preferences[recipient].wants(campaign.department) for recipient in recipients):
            return Judged(one, kept, NotOffered.ASKED_FOR_NONE)
        return Judged(one, kept, None, recipients)

    return [judged(one) for one in people]


def _by_rules(rules: Rules, candidate: Candidate) -> tuple[Kept, NotOffered | None]:
    verdict = rules.evaluate(candidate.inputs)
    kept = Kept(dict(candidate.inputs), results_of(verdict), place=candidate.place if verdict.qualifies else "")
    if verdict.qualifies:
        return kept, None
    return kept, NotOffered.NOT_ELIGIBLE if verdict.determined else NotOffered.INPUTS_MISSING

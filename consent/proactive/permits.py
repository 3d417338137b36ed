"""The ledger is asked in the department's name: whom a campaign may offer to, send to, and take an answer from."""

from collections.abc import Collection, Iterable
from uuid import UUID

from consent.core.vocabulary import Reason
from consent.ledger.actions.check_within import Asked, check_within
from consent.proactive.models import Campaign

CLIENT = "proactive"


def refusals(
    campaign: Campaign, subjects: Iterable[UUID], *, moment: str, categories: Collection[str] = ()
) -> dict[UUID, Reason]:
    """This function will ask the ledger about each of ``subjects`` and return why it refuses, of those it refuses.

    Asked about the campaign's own category and any further ``categories``; each question is a recorded use, with the
    campaign as its matter and ``moment`` (``selection``, ``sending``, ``answer``) as its reason. A few statements for
    any number of people. Raises when the ledger cannot be asked: then nothing may follow. GDPR 6, 7(3), 21.
    """
    asked_about = sorted({campaign.category, *categories})
    questions = [
        Asked(subject, campaign.activity, category) for subject in dict.fromkeys(subjects) for category in asked_about
    ]
    answers = check_within(
        questions,
        department=campaign.department,
        client=CLIENT,
        case=f"{campaign.code} {campaign.round}",
        reason=moment,
    )
    refused: dict[UUID, Reason] = {}
    for question, answer in zip(questions, answers, strict=True):
        if not answer.allowed:
            refused.setdefault(question.subject, answer.reason)
    return refused

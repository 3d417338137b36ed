"""The platform asks in a department's name: the answers are those that the department gets, and so is the mark."""

from dataclasses import replace
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.db import DatabaseError, transaction
from psycopg import Cursor

from consent.api.principal import token_checksum
from consent.core.vocabulary import Channel, Reason
from consent.ledger import facts_within
from consent.ledger.actions import check as check_module
from consent.ledger.actions.check import Answer, check
from consent.ledger.actions.check_within import Asked, check_within
from consent.ledger.actions.object import object_to_activity
from consent.ledger.actions.restrict import restrict_activity
from consent.ledger.actions.withdraw import withdraw_consent
from consent.ledger.models import Use
from consent.ledger.reads import CheckQuestion
from tests.cast import SYSTEM, Cast, Person, token_for, with_consent
from tests.limits_manifest import publish_limits
from tests.trial_manifest import CATEGORIES, DEPARTMENT, manifest

HOW: dict[str, Any] = {"language": "fi", "channel": Channel.PORTAL}
ACTIVITIES = [entry["code"] for entry in manifest()["activities"]] + ["no-such-activity"]


@pytest.fixture
def cast(settled: Cast, db: None) -> Cast:
    """Aino consented to one activity and objected to another; Mikko has had a third restricted."""
    with_consent(settled)
    aino, mikko = settled.aino, settled.mikko
    object_to_activity(actor=aino.actor, subject=aino.subject, activity="trial-task", text="No.", **HOW)
    restrict_activity(actor=SYSTEM, subject=mikko.subject, activity="trial-contract", **HOW)
    return settled


def within(subject: UUID, activity: str, category: str = CATEGORIES[0], **changes: Any) -> Answer:
    values = {"department": DEPARTMENT, "client": "trials"} | changes
    return check_within([Asked(subject, activity, category)], **values)[0]


def people(cast: Cast) -> list[Person]:
    return [cast.aino, cast.eino, cast.mikko]


@pytest.mark.parametrize("category", [*CATEGORIES, "no.such"])
@pytest.mark.parametrize("activity", ACTIVITIES)
def test_the_answer_is_the_one_the_department_gets(cast: Cast, activity: str, category: str) -> None:
    checksum = token_checksum(token_for(DEPARTMENT))
    for person in people(cast):
        asked = CheckQuestion(checksum, DEPARTMENT, activity, category, person.pairwise_id, case="a case")
        theirs = check([asked])[0]
        ours = within(person.subject, activity, category, case="a case")
        assert isinstance(theirs, Answer)
        same: dict[str, Any] = {"decision_id": "", "permit_expires_at": None}
        assert replace(theirs, **same) == replace(ours, **same)


def test_the_mark_is_the_one_the_department_leaves(cast: Cast) -> None:
    token = token_checksum(token_for(DEPARTMENT))
    check([CheckQuestion(token, DEPARTMENT, "trial-consent", CATEGORIES[0], cast.aino.pairwise_id)])
    within(cast.aino.subject, "trial-consent")
    theirs, ours = Use.objects.filter(subject=cast.aino.subject).order_by("event_id")
    told = ("subject", "department", "activity", "category", "allowed", "reason", "basis", "permission_version")
    assert [getattr(theirs, name) for name in told] == [getattr(ours, name) for name in told]
    assert (ours.client, ours.sealed) == ("trials", None)


def test_in_which_matter_is_sealed(cast: Cast) -> None:
    within(cast.aino.subject, "trial-consent", case="a campaign", reason="selection")
    sealed = Use.objects.get().sealed
    assert sealed is not None
    assert b"campaign" not in bytes(sealed)


@pytest.mark.law("GDPR", "7(3)", "The platform's own check refuses from the moment of a withdrawal")
def test_after_a_withdrawal_it_refuses(cast: Cast) -> None:
    assert within(cast.aino.subject, "trial-consent").allowed
    withdraw_consent(actor=cast.aino.actor, subject=cast.aino.subject, activity="trial-consent", **HOW)
    answer = within(cast.aino.subject, "trial-consent")
    assert (answer.allowed, answer.reason) == (False, Reason.WITHDRAWN)


def test_a_department_that_does_not_know_the_person_may_nothing(cast: Cast) -> None:
    for subject in (uuid4(), UUID(int=0)):
        assert within(subject, "trial-contract").reason is Reason.NO_PERMISSION
    assert within(cast.aino.subject, "trial-contract", department="library").reason is Reason.NO_PERMISSION
    assert Use.objects.filter(subject=None, allowed=False).count() == 3


def test_five_hundred_are_asked_with_one_statement_each_way(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    within(cast.aino.subject, "trial-contract")
    sent: list[str] = []

    class Counting(Cursor[Any]):
        """Keeps what is sent."""

        def execute(self, query: Any, *args: Any, **options: Any) -> Any:
            """This function will note a statement and send it."""
            sent.append(str(query))
            return super().execute(query, *args, **options)

    for module in (facts_within, check_module):
        monkeypatch.setattr(module, "Cursor", Counting)
    questions = [Asked(person.subject, "trial-contract", CATEGORIES[0]) for person in people(cast)] * 167
    answers = check_within(questions, department=DEPARTMENT, client="trials")
    assert len(answers) == Use.objects.count() - 1 == 501
    assert sent == [facts_within.READ_FACTS_WITHIN, check_module.RECORD_USES]


def test_a_limit_of_uses_counts_the_platforms_too(cast: Cast) -> None:
    publish_limits()
    asked = [Asked(cast.aino.subject, "trial-twice-a-day", CATEGORIES[0])] * 3
    answers = check_within(asked, department=DEPARTMENT, client="trials")
    assert [answer.allowed for answer in answers] == [True, True, False]
    assert within(cast.aino.subject, "trial-twice-a-day").reason is Reason.CONDITION_NOT_MET


def test_what_fails_later_leaves_no_mark_and_nothing_asked_leaves_none(cast: Cast) -> None:
    with pytest.raises(DatabaseError), transaction.atomic():
        assert within(cast.aino.subject, "trial-contract").allowed
        raise DatabaseError
    assert check_within([], department=DEPARTMENT, client="trials") == []
    assert not Use.objects.exists()

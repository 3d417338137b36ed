"""The decision tables, run through the pure decision, the ledger's check and HTTP."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

import pytest
from django.conf import settings
from django.db import transaction
from oauth2_provider.models import AccessToken

from consent import clock
from consent.core.decisions import Facts, Question, decide
from consent.core.permissions import fold
from consent.ledger.changes import change_of
from consent.ledger.facts import read_facts
from consent.ledger.models import PermissionChange, Use
from consent.ledger.reads import CheckQuestion
from consent.people.actions.resolve import resolve_pairwise_id
from consent.registry.actions.load_manifest import load_manifest
from consent.registry.manifest import read_manifest
from tests.cast import SYSTEM, assemble, token_for
from tests.decisions.doors import CASES, MovedClock, Stage, ask_http, ask_ledger, begins, evaluation, question_of
from tests.limits_manifest import publish_limits

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("case", CASES)
def test_a_case_of_the_tables(case: dict[str, Any], monkeypatch: pytest.MonkeyPatch) -> None:
    cast = assemble()
    load_manifest(actor=SYSTEM, manifest=read_manifest(settings.BASE_DIR / "services/library/manifest.yaml"))
    publish_limits()
    token = token_for("trial")
    moved = MovedClock(begins(case) or clock.now() + timedelta(seconds=1))
    monkeypatch.setattr(clock, "now", moved)
    stage = Stage(cast, case, moved)
    of_the_library = resolve_pairwise_id(department="library", national_id=stage.who.national_id)
    stage.play()
    question = question_of(stage, token, of_the_library)
    AccessToken.objects.update(expires=stage.clock.at + timedelta(days=400))
    stage.use(question)
    expected = case["expect"]

    assert ask_pure(stage, question) == expected
    with asked_apart():
        assert ask_ledger(question) == expected
        assert_recorded(question, expected)
    with asked_apart():
        status, _, answer = ask_http(token, evaluation(question))
        assert status == 200
        answered = {"decision": answer["decision"], **{key: answer["context"][key] for key in ("reason", "basis")}}
        assert answered == expected
        assert_recorded(question, expected)


@contextmanager
def asked_apart() -> Iterator[None]:
    """This function will let a door be asked and forget it: no door's question may count at the next one."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def assert_recorded(question: CheckQuestion, expected: dict[str, Any]) -> None:
    """This function will see that the newest use is that of ``question``."""
    use = Use.objects.latest("event_id")
    found = (use.activity, use.allowed, use.reason, use.break_glass)
    assert found == (question.activity, expected["decision"], expected["reason"], question.break_glass)


def ask_pure(stage: Stage, question: Any) -> dict[str, Any]:
    """This function will decide from a permission folded here, not from the stored projection."""
    read = read_facts([question], "decision:evaluate", stage.clock.at)[0]
    changes = PermissionChange.objects.filter(subject=read.subject, activity=question.activity).order_by("version")
    folded = fold(change_of(change) for change in changes)
    facts = Facts(
        known_to_department=read.facts.known_to_department,
        activity=read.facts.activity,
        permission=folded if folded.version else None,
        agreed_categories=read.facts.agreed_categories,
        guardian_needed=read.facts.guardian_needed,
        times_used=read.facts.times_used,
    )
    asked = Question(
        question.department,
        question.activity,
        question.category,
        question.case,
        question.staff_ref,
        question.reason,
        question.break_glass,
    )
    decision = decide(facts, asked, stage.clock.at)
    basis = decision.basis.value if decision.basis else None
    return {"decision": decision.allowed, "reason": decision.reason.value, "basis": basis}

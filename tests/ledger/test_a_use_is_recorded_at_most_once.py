"""A database driver fails at the worst moment: a question is refused rather than recorded a second time."""

from collections.abc import Sequence
from typing import Any

import psycopg
import pytest
from django.db import OperationalError

from consent.api.access.gathering import Gathering, _Ticket
from consent.api.access.ledger_source import TOGETHER
from consent.api.principal import token_checksum
from consent.ledger.actions import check as checking
from consent.ledger.actions.check import Answer, Rejection
from consent.ledger.models import QuotaBreach, Use
from consent.ledger.reads import CheckQuestion
from consent.ledger.tally import Tally
from consent.registry.models import ClientApplication
from tests.cast import Cast, token_for

pytestmark = pytest.mark.django_db


def question(cast: Cast, token: str) -> CheckQuestion:
    return CheckQuestion(token_checksum(token), "trial", "trial-task", "trial.plain", cast.aino.pairwise_id)


def together(asked: Sequence[CheckQuestion]) -> list[Any]:
    """This function will have ``asked`` decided as one gathered group, and return answers and faults."""
    tickets: list[_Ticket[CheckQuestion, Answer | Rejection]] = [_Ticket(one) for one in asked]
    Gathering(TOGETHER._decide)._answer(tickets)
    return [ticket.fault or ticket.answer for ticket in tickets]


@pytest.fixture
def asked(settled: Cast) -> list[CheckQuestion]:
    """Two questions of a client within its quota, and between them one of a client beyond it."""
    spent, ample = token_for("trial"), token_for("trial")
    row = ClientApplication.objects.filter(accesstoken__token_checksum=token_checksum(spent))
    row.update(checks_per_minute=1)
    checking.check([question(settled, spent)])
    return [question(settled, ample), question(settled, spent), question(settled, ample)]


def recorded(asked: Sequence[CheckQuestion]) -> int:
    ample = ClientApplication.objects.get(accesstoken__token_checksum=asked[0].token_checksum)
    return Use.objects.filter(client=ample.client_id).count()


def test_noting_a_breach_fails_once_after_the_uses(asked: list[CheckQuestion], monkeypatch: pytest.MonkeyPatch) -> None:
    noting, faults = Tally.record_breaches, [psycopg.ProgrammingError("the driver's own")]

    def failing(tally: Tally, at: Any) -> None:
        noting(tally, at)
        if faults:
            raise faults.pop()

    monkeypatch.setattr(Tally, "record_breaches", failing)
    answers = together(asked)
    assert [isinstance(answer, Answer) for answer in answers] == [True, False, True]
    assert answers[1] is Rejection.TOO_MANY
    assert recorded(asked) == 2
    assert QuotaBreach.objects.get().times == 1


@pytest.mark.parametrize("fault", [psycopg.ProgrammingError("result"), RuntimeError("odd"), MemoryError()])
def test_the_driver_fails_after_the_server_recorded(
    asked: list[CheckQuestion], monkeypatch: pytest.MonkeyPatch, fault: Exception
) -> None:
    class Failing(psycopg.Cursor[Any]):
        def execute(self, query: Any, *more: Any, **named: Any) -> Any:
            super().execute(query, *more, **named)
            if query is checking.RECORD_USES:
                raise fault

    monkeypatch.setattr(checking, "Cursor", Failing)
    answers = together([asked[0], asked[2]])
    assert all(isinstance(answer, OperationalError) for answer in answers)
    assert recorded(asked) == 2


def test_what_the_server_refused_is_asked_again_alone(
    asked: list[CheckQuestion], monkeypatch: pytest.MonkeyPatch
) -> None:
    class Refused(psycopg.Cursor[Any]):
        left = 1

        def execute(self, query: Any, *more: Any, **named: Any) -> Any:
            if query is checking.RECORD_USES and Refused.left:
                Refused.left -= 1
                raise psycopg.errors.StringDataRightTruncation("refused")
            return super().execute(query, *more, **named)

    monkeypatch.setattr(checking, "Cursor", Refused)
    assert all(isinstance(answer, Answer) for answer in together([asked[0], asked[2]]))
    assert recorded(asked) == 2

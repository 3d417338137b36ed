"""The three doors a decision can be asked through, and the acts that come before it."""

import json
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
import yaml

from consent.api.access.door import PATH, DecisionDoor
from consent.api.principal import token_checksum
from consent.clock import CITY_ZONE
from consent.core.vocabulary import Channel
from consent.ledger.actions.check import Answer, check
from consent.ledger.actions.grant import grant_consent
from consent.ledger.actions.lift import lift_mark
from consent.ledger.actions.object import object_to_activity
from consent.ledger.actions.refuse import refuse_consent
from consent.ledger.actions.restrict import restrict_activity
from consent.ledger.actions.withdraw import withdraw_consent
from consent.ledger.reads import CheckQuestion
from consent.ledger.terms import months_after
from tests.cast import SYSTEM, Cast, Person

CONTEXT = ("case", "staff_ref", "reason", "break_glass")
CASES = [
    pytest.param(case, id=f"{table.stem}: {case['name']}")
    for table in sorted(Path(__file__).parent.glob("*.yaml"))
    for case in yaml.safe_load(table.read_text())
]


class MovedClock:
    """A clock that stands still until it is moved."""

    def __init__(self, at: datetime) -> None:
        self.at = at

    def __call__(self) -> datetime:
        """This function will return the moment the clock shows."""
        return self.at


@dataclass
class Stage:
    """The cast, one case, and the clock by which its acts happen a day apart."""

    cast: Cast
    case: dict[str, Any]
    clock: MovedClock

    @property
    def who(self) -> Person:
        """Whom the question is about."""
        person: Person = getattr(self.cast, self.case.get("who", "aino"))
        return person

    @property
    def activity(self) -> str:
        """The activity that acts and question concern."""
        return str(self.case["ask"]["activity"])

    def play(self) -> None:
        """This function will do the case's acts and move the clock to the question."""
        start = self.clock.at
        self._acts(self.case.get("acts", []))
        if then := self.case.get("then"):
            self.clock.at = months_after(start, then["after_months"])
            self._acts(then["acts"])
        ask = self.case["ask"]
        if months := ask.get("after_months"):
            self.clock.at = max(self.clock.at, months_after(start, months))
        if at := ask.get("at"):
            self.clock.at = _by_the_citys_clock(at)

    def use(self, question: CheckQuestion) -> None:
        """This function will have permitted what the case says was used before, in the ordinary way."""
        ask = self.case["ask"]
        if not ask.get("used"):
            return
        asked = self.clock.at
        if used_at := ask.get("used_at"):
            self.clock.at = _by_the_citys_clock(used_at)
        for number in range(ask["used"]):
            earlier = replace(question, reason=None, case="C-1", break_glass=False)
            answer = check([earlier])[0]
            assert isinstance(answer, Answer)
            # What an emergency goes past is filled by the ordinary uses before it.
            assert answer.allowed is (question.break_glass is False or number == 0)
        self.clock.at = asked

    def _acts(self, names: list[str]) -> None:
        for name in names:
            self._act(name)
            self.clock.at += timedelta(days=1)

    def _act(self, name: str) -> None:
        guardian = self.who is self.cast.eino
        first = self.cast.aino if guardian else self.who
        by_other = name.endswith("_by_other")
        actor = self.cast.saara.actor if by_other else first.actor
        verb = name.removesuffix("_by_other")
        activity = self.activity
        if verb == "grant_recommendations":
            verb, activity = "grant", "library-recommendations"
        common = {"subject": self.who.subject, "activity": activity, "language": "fi", "channel": Channel.PORTAL}
        office: dict[str, Any] = {**common, "actor": SYSTEM, "text": "Decided after review."}
        verbs: dict[str, Callable[[], object]] = {
            "grant": lambda: grant_consent(actor=actor, notice_version=1, **common),
            "refuse": lambda: refuse_consent(actor=actor, notice_version=1, **common),
            "withdraw": lambda: withdraw_consent(actor=actor, **common),
            "object": lambda: object_to_activity(actor=actor, **common),
            "restrict": lambda: restrict_activity(**office),
            "lift_restriction": lambda: lift_mark(mark="restricted", **office),
            "lift_objection": lambda: lift_mark(mark="objected", **office),
        }
        verbs[verb]()

    def pairwise_id(self, of_the_library: str) -> str:
        """This function will return the id that the case asks about."""
        return {"never-issued": "a" * 32, "of-the-library": of_the_library}.get(
            self.case["ask"].get("id", ""), self.who.pairwise_id
        )


def begins(case: dict[str, Any]) -> datetime | None:
    """This function will return when the acts of a case begin that names the day of its question."""
    at = case["ask"].get("at")
    return _by_the_citys_clock(at) - timedelta(days=60) if at else None


def _by_the_citys_clock(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=CITY_ZONE).astimezone(UTC)


def ask_ledger(question: CheckQuestion) -> dict[str, Any]:
    """This function will ask the ledger's action itself."""
    answer = check([question])[0]
    assert isinstance(answer, Answer)
    return {"decision": answer.allowed, "reason": answer.reason.value, "basis": answer.basis and answer.basis.value}


def ask_http(token: str, body: Any, **headers: str) -> tuple[int, dict[str, str], Any]:
    """This function will ask over the WSGI door; ``body`` is JSON values or raw bytes."""
    raw = body if isinstance(body, bytes) else json.dumps(body).encode()
    environ = {
        "REQUEST_METHOD": "POST",
        "PATH_INFO": PATH,
        "CONTENT_TYPE": "application/json",
        "CONTENT_LENGTH": str(len(raw)),
        "HTTP_AUTHORIZATION": f"Bearer {token}",
        "wsgi.input": BytesIO(raw),
    } | headers
    answered: dict[str, Any] = {}

    def start_response(status: str, response_headers: list[tuple[str, str]]) -> None:
        answered.update(status=int(status.split()[0]), headers=dict(response_headers))

    def nothing_behind(environ: dict[str, Any], start_response: Callable[..., Any]) -> list[bytes]:
        raise AssertionError("the door passed on what is its own")

    content = b"".join(DecisionDoor(nothing_behind)(environ, start_response))
    return answered["status"], answered["headers"], json.loads(content)


def evaluation(question: CheckQuestion) -> dict[str, Any]:
    """This function will write a question as an AuthZEN evaluation request."""
    said = {name: getattr(question, name) for name in CONTEXT if getattr(question, name)}
    return {
        "subject": {"type": "department", "id": question.department},
        "action": {"name": question.activity},
        "resource": {"type": question.category, "id": question.pairwise_id},
        **({"context": said} if said else {}),
    }


def question_of(stage: Stage, token: str, of_the_library: str) -> CheckQuestion:
    """This function will return the case's question as the trial department asks it."""
    ask = stage.case["ask"]
    return CheckQuestion(
        token_checksum=token_checksum(token),
        department="trial",
        activity=ask["activity"],
        category=ask.get("category", "trial.plain"),
        pairwise_id=stage.pairwise_id(of_the_library),
        case=ask.get("case"),
        staff_ref=ask.get("staff_ref"),
        reason=ask.get("reason"),
        break_glass=ask.get("break_glass", False),
    )

"""A department that asks the cast of the tests, and a clock that can be moved."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest

from consent import clock
from consent.asking.actions.ask import Asker, Wish, ask_for_consent
from consent.asking.queries import RequestView, request_by_id
from consent.asking.vocabulary import Refusal
from consent.core.vocabulary import Channel
from consent.ledger.actions.grant import grant_consent
from consent.ledger.actions.refuse import refuse_consent
from consent.ledger.actions.withdraw import withdraw_consent
from tests.cast import SYSTEM, Cast, Person
from tests.trial_manifest import DEPARTMENT

TRIAL = Asker(client="client-of-trial", department=DEPARTMENT)
CONSENT, BY_ALL = "trial-consent", "trial-all-guardians"
HOW = {"language": "fi", "channel": Channel.PORTAL}

Later = Callable[..., datetime]


@pytest.fixture
def cast(settled: Cast, db: None) -> Cast:
    """The trial registry and its people, who have decided nothing."""
    return settled


@pytest.fixture
def later(monkeypatch: pytest.MonkeyPatch) -> Later:
    """Moves the clock: ``later(days=31)``, each time from where it was."""

    def move(**by: float) -> datetime:
        at = clock.now() + timedelta(**by)
        monkeypatch.setattr(clock, "now", lambda: at)
        return at

    return move


def ask(person: Person, activity: str = CONSENT, asker: Asker = TRIAL, **more: object) -> RequestView | Refusal:
    wish = Wish(person=person.pairwise_id, activity=activity, **more)  # type: ignore[arg-type]
    return ask_for_consent(actor=SYSTEM, asker=asker, wishes=[wish])[0]


def asked(person: Person, activity: str = CONSENT, **more: object) -> RequestView:
    outcome = ask(person, activity, **more)
    assert isinstance(outcome, RequestView), outcome
    return outcome


def now(request: RequestView) -> RequestView:
    """This function will look at a request again."""
    return request_by_id(request.id, clock.now())


def give(person: Person, by: Person | None = None, activity: str = CONSENT, version: int = 1) -> None:
    actor = (by or person).actor
    grant_consent(actor=actor, subject=person.subject, activity=activity, notice_version=version, **HOW)


def refuse(person: Person, by: Person | None = None, activity: str = CONSENT, version: int = 1) -> None:
    actor = (by or person).actor
    refuse_consent(actor=actor, subject=person.subject, activity=activity, notice_version=version, **HOW)


def withdraw(person: Person, by: Person | None = None, activity: str = CONSENT) -> None:
    withdraw_consent(actor=(by or person).actor, subject=person.subject, activity=activity, **HOW)

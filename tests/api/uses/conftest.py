"""A department whose purpose has two recipients, and the checks that it asks."""

import pytest

from consent.core.vocabulary import Channel
from consent.ledger.actions.grant import grant_consent
from consent.registry.models import Department
from tests.api.authzen import Caller
from tests.cast import Cast, Person, publish_trial, token_for
from tests.trial_manifest import LANGUAGES

HEALTH = {"name": {language: f"Health ({language})" for language in LANGUAGES}, "kind": "department"}
KITCHEN = {"name": {"fi": "Keittiö", "sv": "Köket", "en": "Kitchen"}, "kind": "company"}


@pytest.fixture
def cast(settled: Cast, db: None) -> Cast:
    """Aino consents to a purpose with two recipients, one of them a department."""
    publish_trial(recipients=[HEALTH | {"department": "health"}, KITCHEN])
    return settled


@pytest.fixture
def token(cast: Cast) -> str:
    """A living token of the trial department, for checks and reports."""
    return token_for("trial", "decision:evaluate uses:report uses:read")


@pytest.fixture
def other(cast: Cast) -> str:
    """A token of another department."""
    Department.objects.create(code="other", name_fi="x", name_sv="x", name_en="x", contact={})
    return token_for("other", "decision:evaluate uses:report uses:read")


def grant(person: Person) -> None:
    """This function will let somebody consent to the newest notice."""
    grant_consent(
        actor=person.actor,
        subject=person.subject,
        activity="trial-consent",
        notice_version=2,
        language="fi",
        channel=Channel.PORTAL,
    )


def check(token: str, person: Person, activity: str = "trial-consent", **context: str) -> str:
    """This function will ask and return the decision id."""
    answer = Caller(token).evaluate(
        {
            "subject": {"type": "department", "id": "trial"},
            "action": {"name": activity},
            "resource": {"type": "trial.plain", "id": person.pairwise_id},
            "context": context,
        }
    )
    return str(answer["context"]["decision_id"])

"""The data protection officer's browser, and a city in which something has happened."""

from collections.abc import Callable

import pytest
from django.test import Client

from consent.api.principal import token_checksum
from consent.ledger.actions.check import check
from consent.ledger.reads import CheckQuestion
from tests import trial_manifest
from tests.audit.test_a_registrar_reads_the_register import staff
from tests.cast import Cast, Person, token_for, with_consent

Look = Callable[..., None]


@pytest.fixture
def cast(settled: Cast, db: None) -> Cast:
    """The trial registry and its people; Aino has consented."""
    return with_consent(settled)


@pytest.fixture
def dpo(cast: Cast) -> Client:
    """A data protection officer's browser."""
    return staff("dpo")


@pytest.fixture
def look(cast: Cast) -> Look:
    """Asks for one category of a person as the trial department: ``look(cast.aino, "trial-contract", times=3)``."""
    token = token_for(trial_manifest.DEPARTMENT)

    def ask(person: Person, activity: str = "trial-contract", times: int = 1, **changes: str) -> None:
        asked = {"activity": activity, "category": "trial.plain", "department": trial_manifest.DEPARTMENT} | changes
        question = CheckQuestion(token_checksum=token_checksum(token), pairwise_id=person.pairwise_id, **asked)
        for _ in range(times):
            check([question])

    return ask

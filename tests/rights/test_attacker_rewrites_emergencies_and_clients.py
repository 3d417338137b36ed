"""The database's owner makes an emergency look ordinary, a finding milder, a client smaller: it is found."""

import json
from contextlib import suppress
from io import StringIO
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from django.core.management import call_command

from consent.api.principal import token_checksum
from consent.ledger.actions.check import Answer, check
from consent.ledger.actions.review_use import review_use
from consent.ledger.models import Use, UseReview
from consent.ledger.reads import CheckQuestion
from consent.people.actors import Actor
from consent.registry.actions.change_client import change_client
from consent.registry.actions.register_client import register_client
from consent.registry.models import ClientChange
from consent.rights.actions.erase_resident import erase_resident
from tests.cast import SYSTEM, Cast, token_for
from tests.limits_manifest import publish_limits
from tests.log.sequencing import sequence_all

VERIFY = ("verify_log", "--json", "--processes", "1")
OFFICER = Actor("staff", uuid4(), None, "S-OFFICER")


@pytest.fixture
def acted(city: Cast, log_keys: Path) -> Cast:
    """An emergency that was reviewed, and a client that was switched off."""
    publish_limits()
    question = CheckQuestion(
        token_checksum(token_for("trial")), "trial", "trial-rescue", "trial.plain", city.aino.pairwise_id,
        staff_ref="S-1", reason="Found unconscious", break_glass=True,
    )  # fmt: skip
    (answer,) = check([question])
    assert isinstance(answer, Answer)
    assert answer.allowed
    review_use(actor=OFFICER, use=emergency(), found="wrong", words="Nobody was in danger that night.")
    client = register_client(actor=SYSTEM, department="trial", scopes=["uses:read"], name="Second").client_id
    change_client(actor=SYSTEM, client_id=client, disabled=True)
    sequence_all()
    assert verified()["whole"] is True
    return city


def emergency() -> int:
    return Use.objects.filter(break_glass=True).latest("event_id").event_id


def verified() -> dict[str, Any]:
    out = StringIO()
    with suppress(SystemExit):
        call_command(*VERIFY, stdout=out)
    return dict(json.loads(out.getvalue()))


@pytest.mark.parametrize(
    ("table", "change"),
    [
        ("ledger_use", "UPDATE ledger_use SET break_glass = false"),
        ("ledger_usereview", "UPDATE ledger_usereview SET found = 'right'"),
        ("ledger_usereview", "UPDATE ledger_usereview SET use = use + 1"),
        ("ledger_usereview", "UPDATE ledger_usereview SET role = 'registrar'"),
        ("ledger_usereview", "UPDATE ledger_usereview SET actor_name = 'S-NOBODY'"),
        ("ledger_usereview", "DELETE FROM ledger_usereview"),
        ("registry_clientchange", "UPDATE registry_clientchange SET act = 'enabled'"),
        ("registry_clientchange", "UPDATE registry_clientchange SET scopes = '{}'"),
        ("registry_clientchange", "UPDATE registry_clientchange SET done_by = 'S-NOBODY'"),
        ("registry_clientchange", "UPDATE registry_clientchange SET until = now()"),
        ("registry_clientchange", "DELETE FROM registry_clientchange"),
    ],
)
def test_the_row_is_found(acted: Cast, owner_connection: Any, table: str, change: str) -> None:
    model = {"ledger_use": Use, "ledger_usereview": UseReview, "registry_clientchange": ClientChange}[table]
    event = emergency() if model is Use else model.objects.latest("event_id").event_id
    owner_connection.execute(f"ALTER TABLE {table} DISABLE TRIGGER ALL")
    owner_connection.execute(f"{change} WHERE event_id = {event}")
    found = verified()
    assert (found["whole"], found["first_bad"]["event_id"]) == (False, event)


def test_an_ordinary_use_is_not_made_an_emergency(acted: Cast, owner_connection: Any) -> None:
    event = Use.objects.filter(break_glass=False, allowed=True).latest("event_id").event_id
    owner_connection.execute("ALTER TABLE ledger_use DISABLE TRIGGER ALL")
    owner_connection.execute(f"UPDATE ledger_use SET break_glass = true WHERE event_id = {event}")
    assert verified()["first_bad"]["event_id"] == event


def test_an_erased_person_takes_the_review_along_and_the_log_stays_whole(acted: Cast) -> None:
    erase_resident(actor=SYSTEM, subject=acted.aino.subject)
    sequence_all()
    assert not UseReview.objects.exists()
    assert not Use.objects.filter(break_glass=True).exists()
    assert verified()["whole"] is True

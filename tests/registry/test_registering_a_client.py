"""An operator gives a department a client, narrows it and switches it off."""

import json
from io import StringIO
from typing import Any
from uuid import uuid4

import pytest
from django.contrib.auth.hashers import check_password
from django.core.management import CommandError, call_command
from oauth2_provider.models import get_application_model

from consent.core.errors import Invalid, NotAllowed, NotFound
from consent.people.actors import Actor
from consent.registry.actions.change_client import change_client
from consent.registry.actions.register_client import RegisteredClient, register_client
from consent.registry.models import ClientApplication
from consent.registry.oauth import ClientScopes
from consent.registry.scopes import SCOPES
from tests.registry.conftest import Load
from tests.registry.samples import sample


@pytest.fixture
def client_of_gym(load: Load, operator: Actor) -> RegisteredClient:
    """A client that may ask and resolve."""
    load(sample())
    return register_client(actor=operator, department="gym", scopes=["subjects:resolve", "decision:evaluate"])


def command(*arguments: str) -> Any:
    """This function will run register_client and return what it printed, as JSON where it is."""
    output = StringIO()
    call_command("register_client", *arguments, stdout=output)
    text = output.getvalue()
    return json.loads(text) if "--json" in arguments else text


def test_our_client_model_is_the_one_the_toolkit_uses() -> None:
    assert get_application_model() is ClientApplication


def test_a_client_is_confidential_and_has_one_grant(client_of_gym: RegisteredClient) -> None:
    row = ClientApplication.objects.get(client_id=client_of_gym.client_id)
    assert row.client_type == "confidential"
    assert row.authorization_grant_type == "client-credentials"
    assert row.scopes == {"subjects:resolve", "decision:evaluate"}
    assert row.department_id == "gym"
    assert not row.disabled
    assert row.is_usable(None)


def test_only_the_hash_of_a_secret_is_kept(client_of_gym: RegisteredClient) -> None:
    row = ClientApplication.objects.get(client_id=client_of_gym.client_id)
    assert len(client_of_gym.client_secret) == 128
    assert client_of_gym.client_secret not in row.client_secret
    assert row.client_secret.startswith("pbkdf2_sha256_client$1000$")
    assert check_password(client_of_gym.client_secret, row.client_secret)
    assert not check_password(client_of_gym.client_secret[:-1], row.client_secret)


def test_a_secret_is_not_printed_with_the_client(client_of_gym: RegisteredClient) -> None:
    assert client_of_gym.client_secret not in repr(client_of_gym)


def test_two_clients_have_two_secrets(client_of_gym: RegisteredClient, operator: Actor) -> None:
    other = register_client(actor=operator, department="gym", scopes=["decision:evaluate"])
    assert other.client_id != client_of_gym.client_id
    assert other.client_secret != client_of_gym.client_secret


def test_an_unknown_department_gets_no_client(client_of_gym: RegisteredClient, operator: Actor) -> None:
    with pytest.raises(NotFound) as error:
        register_client(actor=operator, department="circus", scopes=["decision:evaluate"])
    assert "there is no department 'circus' (known: gym)" in str(error.value)


@pytest.mark.parametrize(
    "scopes", [["decision:evaluate", "everything"], ["decision:evaluate,subjects:resolve"], [], [""]]
)
def test_no_scope_or_an_unknown_one_gets_no_client(load: Load, operator: Actor, scopes: list[str]) -> None:
    load(sample())
    with pytest.raises(Invalid) as error:
        register_client(actor=operator, department="gym", scopes=scopes)
    assert "known are decision:evaluate" in error.value.problems[0]
    assert not ClientApplication.objects.exists()


@pytest.mark.parametrize("kind", ["resident", "staff"])
def test_people_register_no_clients(client_of_gym: RegisteredClient, kind: Any) -> None:
    somebody = Actor(kind=kind, account=uuid4(), subject=None, name="somebody")
    with pytest.raises(NotAllowed):
        register_client(actor=somebody, department="gym", scopes=list(SCOPES))
    with pytest.raises(NotAllowed):
        change_client(actor=somebody, client_id=client_of_gym.client_id, scopes=list(SCOPES))


def test_the_scopes_backend_offers_a_client_its_own_scopes_and_no_default(client_of_gym: RegisteredClient) -> None:
    row = ClientApplication.objects.get(client_id=client_of_gym.client_id)
    backend = ClientScopes()
    assert backend.get_available_scopes(application=row) == ["decision:evaluate", "subjects:resolve"]
    assert backend.get_default_scopes(application=row) == []
    assert backend.get_available_scopes() == sorted(SCOPES)
    assert backend.get_all_scopes() == SCOPES


def test_a_scope_that_the_platform_gave_up_no_longer_counts() -> None:
    assert ClientApplication(allowed_scopes="decision:evaluate old:scope").scopes == {"decision:evaluate"}


def test_a_client_is_switched_off_and_on(client_of_gym: RegisteredClient, operator: Actor) -> None:
    off = change_client(actor=operator, client_id=client_of_gym.client_id, disabled=True)
    assert not off.is_usable(None)
    assert ClientApplication.objects.get().disabled
    assert change_client(actor=operator, client_id=client_of_gym.client_id, disabled=False).is_usable(None)


def test_narrowing_scopes_keeps_the_secret_and_the_switch(client_of_gym: RegisteredClient, operator: Actor) -> None:
    change_client(actor=operator, client_id=client_of_gym.client_id, disabled=True)
    change_client(actor=operator, client_id=client_of_gym.client_id, scopes=["decision:evaluate"])
    row = ClientApplication.objects.get()
    assert row.scopes == {"decision:evaluate"}
    assert row.disabled
    assert check_password(client_of_gym.client_secret, row.client_secret)


def test_an_unknown_client_cannot_be_changed(db: None, operator: Actor) -> None:
    with pytest.raises(NotFound):
        change_client(actor=operator, client_id="nobody", disabled=True)


def test_the_command_prints_what_a_service_needs(load: Load, settings: Any) -> None:
    load(sample())
    settings.PUBLIC_URL = "https://mydata.city.example/"
    answer = command(
        "--department", "gym", "--scopes", "decision:evaluate  subjects:resolve", "--name", "Gym", "--json"
    )
    assert set(answer) == {"client_id", "client_secret", "token_url", "scopes"}
    assert answer["token_url"] == "https://mydata.city.example/o/token/"
    assert answer["scopes"] == ["decision:evaluate", "subjects:resolve"]
    assert ClientApplication.objects.get(client_id=answer["client_id"]).name == "Gym"


def test_the_command_prints_plain_lines_too(load: Load) -> None:
    load(sample())
    lines = command("--department", "gym", "--scopes", "decision:evaluate subjects:resolve").splitlines()
    assert lines[-1] == "scopes: decision:evaluate subjects:resolve"


def test_the_command_switches_off_on_and_narrows(client_of_gym: RegisteredClient) -> None:
    named = ("--client-id", client_of_gym.client_id, "--json")
    assert command(*named, "--disable")["disabled"] is True
    assert command(*named, "--enable", "--scopes", "decision:evaluate") == {
        "client_id": client_of_gym.client_id,
        "department": "gym",
        "scopes": ["decision:evaluate"],
        "disabled": False,
    }


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--department", "circus", "--scopes", "decision:evaluate"], "no department 'circus'"),
        (["--department", "gym", "--scopes", "everything"], "'everything' is no scope"),
        (["--department", "gym", "--scopes", ""], "at least one scope"),
        (["--department", "gym"], "Say for whom and for what"),
        (["--scopes", "decision:evaluate"], "Say for whom and for what"),
        (["--department", "gym", "--scopes", "decision:evaluate", "--disable"], "--client-id"),
        (["--client-id", "nobody", "--disable"], "no client 'nobody'"),
        (["--client-id", "nobody"], "Say what to change"),
        (["--client-id", "nobody", "--department", "gym", "--disable"], "stays with its department"),
    ],
)
def test_the_command_says_what_is_wrong(load: Load, arguments: list[str], said: str) -> None:
    load(sample())
    with pytest.raises(CommandError) as error:
        command(*arguments)
    assert said in str(error.value)

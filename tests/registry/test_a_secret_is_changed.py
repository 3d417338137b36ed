"""A department changes its client's secret without an hour's outage: the old one stays valid until a named moment."""

import json
from datetime import timedelta
from io import StringIO
from typing import Any
from uuid import uuid4

import pytest
from django.contrib.auth.hashers import check_password
from django.core.management import CommandError, call_command

from consent import clock
from consent.core.errors import Conflict, Invalid, NotAllowed, NotFound
from consent.people.actors import Actor
from consent.registry.actions.change_client import change_client
from consent.registry.actions.register_client import RegisteredClient, register_client
from consent.registry.actions.rotate_secret import end_overlap, rotate_secret
from consent.registry.models import ClientApplication, ClientChange
from tests.api.test_prove_a_client_by_key import KEY, jwks
from tests.registry.conftest import Load
from tests.registry.samples import sample


@pytest.fixture
def gym(load: Load, operator: Actor) -> RegisteredClient:
    """A client with a secret."""
    load(sample())
    return register_client(actor=operator, department="gym", scopes=["decision:evaluate"])


def command(*arguments: str) -> Any:
    output = StringIO()
    call_command("register_client", *arguments, "--json", stdout=output)
    return json.loads(output.getvalue())


def acts() -> list[tuple[str, str]]:
    return list(ClientChange.objects.order_by("event_id").values_list("act", "done_by"))


@pytest.mark.law("RFC 9700", "2.5", "a client's secret is changed with an overlap, and only hashes of both are kept")
def test_both_secrets_are_kept_as_hashes_only(gym: RegisteredClient, operator: Actor) -> None:
    new = rotate_secret(actor=operator, client_id=gym.client_id, overlap=timedelta(days=3))
    row = ClientApplication.objects.get()
    assert check_password(new.client_secret, row.client_secret)
    assert check_password(gym.client_secret, row.previous_secret)
    assert {row.client_secret.split("$")[0], row.previous_secret.split("$")[0]} == {"pbkdf2_sha256_client"}
    assert new.old_until is not None
    assert timedelta(days=2, hours=23) < new.old_until - clock.now() <= timedelta(days=3)
    assert new.client_secret not in repr(new)


def test_a_change_without_overlap_ends_the_old_secret(gym: RegisteredClient, operator: Actor) -> None:
    new = rotate_secret(actor=operator, client_id=gym.client_id, overlap=timedelta())
    row = ClientApplication.objects.get()
    assert (new.old_until, row.previous_secret, row.previous_secret_until) == (None, "", None)


def test_a_client_never_has_three_secrets(gym: RegisteredClient, operator: Actor) -> None:
    second = rotate_secret(actor=operator, client_id=gym.client_id)
    rotate_secret(actor=operator, client_id=gym.client_id)
    row = ClientApplication.objects.get()
    assert check_password(second.client_secret, row.previous_secret)
    assert not any(check_password(gym.client_secret, kept) for kept in (row.client_secret, row.previous_secret))


def test_an_overlap_is_ended_at_once_and_ending_it_twice_is_no_mistake(gym: RegisteredClient, operator: Actor) -> None:
    rotate_secret(actor=operator, client_id=gym.client_id)
    for _ in range(2):
        end_overlap(actor=operator, client_id=gym.client_id)
    assert ClientApplication.objects.get().previous_secret == ""
    assert [act for act, _ in acts()] == ["registered", "secret_rotated", "overlap_ended"]


@pytest.mark.parametrize("days", [-1, 91, 9_999])
def test_an_overlap_is_bounded(gym: RegisteredClient, operator: Actor, days: int) -> None:
    with pytest.raises(Invalid):
        rotate_secret(actor=operator, client_id=gym.client_id, overlap=timedelta(days=days))
    assert check_password(gym.client_secret, ClientApplication.objects.get().client_secret)


def test_a_client_with_a_key_has_no_secret_to_change(gym: RegisteredClient, operator: Actor) -> None:
    rotate_secret(actor=operator, client_id=gym.client_id)
    change_client(actor=operator, client_id=gym.client_id, jwks=jwks(KEY))
    assert ClientApplication.objects.get().previous_secret == ""
    for act in (rotate_secret, end_overlap):
        with pytest.raises(Conflict) as error:
            act(actor=operator, client_id=gym.client_id)
        assert error.value.code == "no_secret"


def test_nobody_overrules_a_change_they_have_not_seen(gym: RegisteredClient, operator: Actor) -> None:
    seen = ClientApplication.objects.get().updated
    rotate_secret(actor=operator, client_id=gym.client_id, seen=seen)
    for act in (rotate_secret, end_overlap, change_client):
        with pytest.raises(Conflict) as error:
            act(actor=operator, client_id=gym.client_id, seen=seen)
        assert error.value.code == "changed_meanwhile"


@pytest.mark.parametrize("kind", ["resident", "staff"])
def test_people_without_the_role_change_no_secret(gym: RegisteredClient, kind: Any) -> None:
    somebody = Actor(kind=kind, account=uuid4(), subject=None, name="somebody")
    for act in (rotate_secret, end_overlap):
        with pytest.raises(NotAllowed):
            act(actor=somebody, client_id=gym.client_id)
    assert ClientChange.objects.count() == 1


def test_an_unknown_client_has_no_secret(db: None, operator: Actor) -> None:
    with pytest.raises(NotFound):
        rotate_secret(actor=operator, client_id="nobody")


@pytest.mark.law("GDPR", "5(2)", "what is done to a department's client is an event in the log, without a secret")
def test_each_act_is_an_event_and_none_tells_a_secret(gym: RegisteredClient, operator: Actor) -> None:
    new = rotate_secret(actor=operator, client_id=gym.client_id)
    change_client(actor=operator, client_id=gym.client_id, disabled=True, scopes=["registry:read"])
    change_client(actor=operator, client_id=gym.client_id, disabled=True, scopes=["registry:read"])
    change_client(actor=operator, client_id=gym.client_id, disabled=False)
    assert [act for act, _ in acts()] == ["registered", "secret_rotated", "disabled", "scopes_changed", "enabled"]
    assert {who for _, who in acts()} == {operator.name}
    written = repr(list(ClientChange.objects.values()))
    assert gym.client_secret not in written
    assert new.client_secret not in written
    assert ClientChange.objects.order_by("event_id").last().scopes == ["registry:read"]


def test_the_command_changes_a_secret_and_ends_the_old_one(gym: RegisteredClient) -> None:
    named = ("--client-id", gym.client_id)
    answer = command(*named, "--new-secret", "--overlap-days", "2")
    assert set(answer) == {"client_id", "client_secret", "old_secret_until"}
    row = ClientApplication.objects.get()
    assert check_password(answer["client_secret"], row.client_secret)
    assert answer["old_secret_until"] == row.previous_secret_until.isoformat(timespec="seconds")
    assert command(*named, "--end-overlap") == {"client_id": gym.client_id, "old_secret": "ended"}
    assert ClientApplication.objects.get().previous_secret == ""
    assert command(*named, "--new-secret", "--overlap-days", "0")["old_secret_until"] == "now"


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--overlap-days", "3"], "Say what to change"),
        (["--end-overlap", "--overlap-days", "3"], "belongs to --new-secret"),
        (["--new-secret", "--disable"], "stand alone"),
        (["--new-secret", "--end-overlap"], "stand alone"),
        (["--new-secret", "--overlap-days", "91"], "0 to 90 days"),
        (["--new-secret", "--overlap-days", "99999999999999"], "0 to 90 days"),
        (["--bind-certificate"], "CLIENT_CERTIFICATE_HEADER"),
    ],
)
def test_the_command_says_what_is_wrong(gym: RegisteredClient, arguments: list[str], said: str) -> None:
    with pytest.raises(CommandError) as error:
        command("--client-id", gym.client_id, *arguments)
    assert said in str(error.value)
    assert len(acts()) == 1


def test_a_new_client_has_no_old_secret(load: Load) -> None:
    load(sample())
    with pytest.raises(CommandError) as error:
        command("--department", "gym", "--scopes", "registry:read", "--new-secret")
    assert "--client-id" in str(error.value)

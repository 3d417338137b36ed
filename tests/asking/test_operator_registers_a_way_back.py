"""Where people may be sent back to is an operator's word: https, complete, and nothing that means another place."""

import json
from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from consent.asking.actions.return_addresses import MOST, change_return_addresses
from consent.asking.queries import return_uris
from consent.core.errors import Invalid, NotAllowed
from consent.registry.actions.register_client import register_client
from tests.cast import SYSTEM, Cast

GOOD = "https://trial.example/after?page=1"


@pytest.fixture
def client(settled: Cast, db: None) -> str:
    """A client of the trial department."""
    return register_client(actor=SYSTEM, department="trial", scopes=["consent:request"]).client_id


def said(*arguments: str) -> str:
    out = StringIO()
    call_command("return_addresses", *arguments, stdout=out)
    return out.getvalue().strip()


def test_addresses_are_added_listed_and_removed(client: str) -> None:
    other = "https://trial.example:8443/back"
    assert said("--client-id", client) == "No return address."
    for _ in range(2):
        told = json.loads(said("--client-id", client, "--add", GOOD, "--add", other, "--json"))
        assert told == {"client_id": client, "return_addresses": [GOOD, other]}
    assert said("--client-id", client, "--remove", other) == GOOD
    assert return_uris("another-client") == frozenset()


@pytest.mark.parametrize(
    "uri",
    [
        "", "http://trial.example/", "//trial.example/", "/back", "trial.example", "javascript:alert(1)",
        "data:text/html,x",
        "https://", "https:///back", "https://user@trial.example/", "https://a:b@trial.example/", "https://*.example/",
        "https://trial.example/#x", "https://trial.example/ x", "https://trial.example\\@evil.example/",
        "https://trial.example:x/",
        "https://[::1/", "https://tri\u00e4l.example/", "https://trial.example/\n",
        "https://trial.example/" + "x" * 500,
        "http://127.0.0.1.evil.example/", "http://localhost@evil.example/",
    ],
)  # fmt: skip
def test_what_is_no_safe_address_is_refused(client: str, uri: str) -> None:
    with pytest.raises(Invalid, match="no address to return to"):
        change_return_addresses(actor=SYSTEM, client=client, add=[uri])
    assert return_uris(client) == frozenset()


def test_this_machine_will_do_in_the_demonstration_only(client: str, settings: Any) -> None:
    local = "http://127.0.0.1:8000/services/library/"
    settings.DEMO = True
    assert change_return_addresses(actor=SYSTEM, client=client, add=[local]) == [local]
    settings.DEMO = False
    with pytest.raises(Invalid):
        change_return_addresses(actor=SYSTEM, client=client, add=["http://localhost/x"])


def test_an_unknown_client_too_many_addresses_and_a_resident_are_refused(client: str, settled: Cast) -> None:
    with pytest.raises(CommandError, match="no client"):
        said("--client-id", "nobody", "--add", GOOD)
    with pytest.raises(Invalid, match=str(MOST)):
        change_return_addresses(actor=SYSTEM, client=client, add=[f"{GOOD}&n={n}" for n in range(MOST + 1)])
    assert return_uris(client) == frozenset()
    with pytest.raises(NotAllowed):
        change_return_addresses(actor=settled.aino.actor, client=client, add=[GOOD])

"""A department's engineer makes a stream, verifies it, fetches what ended and acknowledges it, over HTTP alone."""

import json
import threading
import time
from typing import Any

import pytest
from django.test import Client
from joserfc import jwt
from joserfc.jwk import KeySet

from consent.signals.config import SignalsConfig
from consent.signals.models import Stream
from consent.signals.vocabulary import supported
from tests.api.conftest import bearer
from tests.cast import Cast, token_for
from tests.signals.conftest import catch_up, grant, stage, withdraw

STREAMS, STATUS, VERIFY = "/ssf/v1/streams", "/ssf/v1/status", "/ssf/v1/verify"
POLL, PUSH = "urn:ietf:rfc:8936", "urn:ietf:rfc:8935"


@pytest.fixture
def cast(db: None, settled: Cast) -> Cast:
    """The cast and a signed log."""
    return stage(settled)


@pytest.fixture
def engineer(cast: Cast, browser: Client) -> "Engineer":
    """Somebody with a client of the trial department."""
    return Engineer(browser, token_for("trial", "ssf.manage ssf.read"))


class Engineer:
    """Speaks JSON with a token."""

    def __init__(self, browser: Client, token: str) -> None:
        self.browser, self.headers = browser, bearer(token)

    def ask(self, method: str, path: str, body: Any = None) -> Any:
        """This function will send a request and return the answer."""
        said = {} if body is None else {"data": json.dumps(body), "content_type": "application/json"}
        return getattr(self.browser, method)(path, headers=self.headers, **said)

    def begin(self, **wishes: Any) -> dict[str, Any]:
        """This function will make a stream and return its configuration."""
        response = self.ask("post", STREAMS, wishes)
        assert response.status_code == 201, response.content
        found: dict[str, Any] = response.json()
        return found

    def poll(self, stream: dict[str, Any], **said: Any) -> dict[str, Any]:
        """This function will poll at the address that the stream names."""
        address = stream["delivery"]["endpoint_url"].removeprefix(stream["iss"])
        response = self.ask("post", address, {"returnImmediately": True} | said)
        assert response.status_code == 200, response.content
        assert response["Cache-Control"] == "no-store"
        found: dict[str, Any] = response.json()
        return found


def test_the_metadata_leads_to_everything(browser: Client, settings: Any) -> None:
    document = browser.get("/.well-known/ssf-configuration").json()
    issuer = settings.PUBLIC_URL
    assert document == {
        "spec_version": "1_0",
        "issuer": issuer,
        "jwks_uri": f"{issuer}/.well-known/jwks.json",
        "delivery_methods_supported": [POLL],
        "configuration_endpoint": issuer + STREAMS,
        "status_endpoint": issuer + STATUS,
        "verification_endpoint": issuer + VERIFY,
        "authorization_schemes": [{"spec_urn": "urn:ietf:rfc:6749"}],
        "default_subjects": "ALL",
    }
    settings.SSF = SignalsConfig(frozenset({"receiver.example"}))
    assert browser.get("/.well-known/ssf-configuration").json()["delivery_methods_supported"] == [PUSH, POLL]


def test_from_the_metadata_to_an_acknowledged_withdrawal(engineer: Engineer, cast: Cast) -> None:
    stream = engineer.begin()
    assert stream["delivery"]["method"] == POLL
    assert stream["aud"] == "urn:mydata:dept:trial"
    assert stream["events_delivered"] == stream["events_requested"] == stream["events_supported"] == list(supported())
    grant(cast.aino)
    withdraw(cast.aino)
    catch_up(stream["stream_id"])
    sets = engineer.poll(stream, maxEvents=10)["sets"]
    keys = KeySet.import_key_set(engineer.browser.get("/.well-known/jwks.json").json())
    claims = [jwt.decode(token, keys, algorithms=["RS256"]).claims for token in sets.values()]
    assert [claim["jti"] for claim in claims] == list(sets)
    assert {claim["iss"] for claim in claims} == {stream["iss"]}
    assert {claim["aud"] for claim in claims} == {stream["aud"]}
    assert claims[1]["sub_id"] == {"format": "opaque", "id": cast.aino.pairwise_id}
    assert list(claims[1]["events"]) == [f"{stream['iss']}/secevent/permission-revoked"]
    assert engineer.poll(stream, ack=list(sets)) == {"sets": {}, "moreAvailable": False}


def test_a_stream_is_read_changed_replaced_and_ended(engineer: Engineer) -> None:
    wanted = next(iter(supported()))
    stream = engineer.begin(events_requested=[wanted, "urn:unknown"], description="Lending")
    name = stream["stream_id"]
    assert (stream["events_requested"], stream["events_delivered"]) == ([wanted, "urn:unknown"], [wanted])
    assert engineer.ask("get", f"{STREAMS}?stream_id={name}").json() == stream
    assert engineer.ask("get", STREAMS).json() == [stream]
    changed = engineer.ask("patch", STREAMS, {"stream_id": name, "description": "Reading"}).json()
    assert changed == stream | {"description": "Reading"}
    replaced = engineer.ask("put", STREAMS, {"stream_id": name, "delivery": {"method": POLL}}).json()
    assert "description" not in replaced
    assert replaced["events_delivered"] == list(supported())
    assert engineer.ask("delete", f"{STREAMS}?stream_id={name}").status_code == 204
    assert engineer.ask("get", f"{STREAMS}?stream_id={name}").status_code == 404
    assert engineer.ask("get", STREAMS).json() == []


def test_the_whole_configuration_may_be_sent_back_as_it_came(engineer: Engineer) -> None:
    stream = engineer.begin(description="Lending")
    response = engineer.ask("put", STREAMS, stream)
    assert response.status_code == 200, response.content
    assert response.json() == stream


@pytest.mark.parametrize(
    "changes",
    [
        {"iss": "https://evil.example"},
        {"aud": "urn:mydata:dept:library"},
        {"events_supported": []},
        {"min_verification_interval": 0},
        {"delivery": {"method": POLL, "endpoint_url": "https://evil.example/"}},
    ],
)
def test_what_is_the_transmitters_to_say_cannot_be_changed(engineer: Engineer, changes: dict[str, Any]) -> None:
    stream = engineer.begin()
    response = engineer.ask("patch", STREAMS, {"stream_id": stream["stream_id"]} | changes)
    assert response.status_code == 400
    assert response.json()["type"] == "http://127.0.0.1:8000/api/problems/invalid/"
    assert engineer.ask("get", f"{STREAMS}?stream_id={stream['stream_id']}").json() == stream


@pytest.mark.parametrize("name", ["department", "client", "next_index", "status", "log_number", "stream_id"])
def test_what_a_receiver_may_not_say_is_refused(engineer: Engineer, name: str) -> None:
    assert engineer.ask("post", STREAMS, {name: "library"}).status_code == 400
    assert not Stream.objects.exists()


def test_a_stream_is_paused_and_enabled(engineer: Engineer) -> None:
    name = engineer.begin()["stream_id"]
    assert engineer.ask("get", f"{STATUS}?stream_id={name}").json() == {"stream_id": name, "status": "enabled"}
    paused = {"stream_id": name, "status": "paused", "reason": "Updating"}
    assert engineer.ask("post", STATUS, paused).json() == paused
    assert engineer.ask("get", f"{STATUS}?stream_id={name}").json() == paused
    assert engineer.ask("post", STATUS, {"stream_id": name, "status": "asleep"}).status_code == 400


def test_a_verification_arrives_and_cannot_be_asked_for_all_the_time(engineer: Engineer) -> None:
    stream = engineer.begin()
    asked = {"stream_id": stream["stream_id"], "state": "abc"}
    assert engineer.ask("post", VERIFY, asked).status_code == 204
    assert len(engineer.poll(stream)["sets"]) == 1
    refused = engineer.ask("post", VERIFY, asked)
    assert refused.status_code == 429
    assert refused["Content-Type"] == "application/problem+json"
    assert 0 < int(refused["Retry-After"]) <= 31


def test_the_ninth_stream_is_one_too_many(engineer: Engineer) -> None:
    for _ in range(8):
        engineer.begin()
    refused = engineer.ask("post", STREAMS, {})
    assert refused.status_code == 409
    assert refused.json()["type"] == "http://127.0.0.1:8000/api/problems/too-many-streams/"


def test_a_push_stream_needs_a_host_that_the_operator_listed(engineer: Engineer, settings: Any) -> None:
    wish = {
        "delivery": {"method": PUSH, "endpoint_url": "https://receiver.example/in", "authorization_header": "Bearer s3"}
    }
    refused = engineer.ask("post", STREAMS, wish)
    assert refused.status_code == 400
    assert "receiver.example" not in refused.content.decode(), "the input is never repeated"
    settings.SSF = SignalsConfig(frozenset({"receiver.example"}))
    made = engineer.begin(**wish)
    assert made["delivery"] == {"method": PUSH, "endpoint_url": "https://receiver.example/in"}
    assert b"s3" not in engineer.ask("get", STREAMS).content
    polled = engineer.ask("post", f"/ssf/v1/poll/{made['stream_id']}", {"returnImmediately": True})
    assert polled.status_code == 404, "a stream that is pushed is not polled"


def test_a_long_poll_is_answered_when_something_comes(own_database: str, settled: Cast) -> None:
    stage(settled)
    engineer = Engineer(Client(), token_for("trial", "ssf.manage ssf.read"))
    stream = engineer.begin()

    def decide() -> None:
        from django.db import connection

        time.sleep(0.6)
        grant(settled.aino)
        catch_up(stream["stream_id"])
        connection.close()

    person = threading.Thread(target=decide)
    person.start()
    began = time.monotonic()
    polled = engineer.poll(stream, returnImmediately=False)
    took = time.monotonic() - began
    person.join()
    assert len(polled["sets"]) == 1
    assert 0.5 < took < 7

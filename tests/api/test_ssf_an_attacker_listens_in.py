"""An attacker with one department's credentials learns nothing of another's streams, and no body breaks anything."""

import json
from typing import Any

import pytest
from django.test import Client

from consent.people.actors import Actor
from consent.registry.actions.change_client import change_client
from consent.registry.models import ClientApplication
from consent.signals.models import SecurityEvent, Stream
from tests.api.conftest import bearer
from tests.api.test_ssf_a_department_listens import STATUS, STREAMS, VERIFY, Engineer
from tests.cast import Cast, token_for
from tests.signals.conftest import catch_up, grant, stage

NOBODYS = "0" * 32
EVERY = (("get", STREAMS), ("post", STREAMS), ("patch", STREAMS), ("put", STREAMS), ("delete", STREAMS),
         ("get", STATUS), ("post", STATUS), ("post", VERIFY), ("post", f"/ssf/v1/poll/{NOBODYS}"))  # fmt: skip


@pytest.fixture
def cast(db: None, settled: Cast) -> Cast:
    """The cast and a signed log."""
    return stage(settled)


def asked(engineer: Engineer, stream: str) -> dict[str, Any]:
    """This function will ask everything that can be asked about a stream and return the answers."""
    said = {"stream_id": stream}
    return {
        "read": engineer.ask("get", f"{STREAMS}?stream_id={stream}"),
        "change": engineer.ask("patch", STREAMS, said | {"description": "mine"}),
        "replace": engineer.ask("put", STREAMS, said),
        "delete": engineer.ask("delete", f"{STREAMS}?stream_id={stream}"),
        "status": engineer.ask("get", f"{STATUS}?stream_id={stream}"),
        "disable": engineer.ask("post", STATUS, said | {"status": "disabled"}),
        "verify": engineer.ask("post", VERIFY, said),
        "poll": engineer.ask("post", f"/ssf/v1/poll/{stream}", {}),
    }


@pytest.mark.law("GDPR", "32(1)(b)", "one department's credentials say nothing of another department's streams")
@pytest.mark.parametrize("department", ["other", "trial"])
def test_anothers_stream_is_as_absent_as_one_that_never_was(cast: Cast, browser: Client, department: str) -> None:
    """Neither another department's nor another client's of the same department."""
    owner = Engineer(browser, token_for("trial", "ssf.manage ssf.read"))
    stream = owner.begin()
    grant(cast.aino)
    catch_up(stream["stream_id"])
    thief = Engineer(browser, token_for(department, "ssf.manage ssf.read"))
    real, invented = asked(thief, stream["stream_id"]), asked(thief, NOBODYS)
    for act, response in real.items():
        assert response.status_code == invented[act].status_code == 404, act
        bodies = [json.loads(each.content) | {"instance": ""} for each in (response, invented[act])]
        assert bodies[0] == bodies[1], act
    assert thief.ask("get", STREAMS).json() == []
    assert owner.ask("get", f"{STREAMS}?stream_id={stream['stream_id']}").json() == stream
    assert len(owner.poll(stream)["sets"]) == 1


@pytest.mark.parametrize(
    ("scopes", "open_to"),
    [
        ("ssf.read", {("get", STREAMS), ("get", STATUS), ("post", f"/ssf/v1/poll/{NOBODYS}")}),
        ("ssf.manage", set(EVERY) - {("get", STREAMS), ("get", STATUS), ("post", f"/ssf/v1/poll/{NOBODYS}")}),
        ("decision:evaluate subjects:resolve", set()),
    ],
)
def test_a_scope_opens_what_it_names(cast: Cast, browser: Client, scopes: str, open_to: set[Any]) -> None:
    engineer = Engineer(browser, token_for("trial", scopes))
    for method, path in EVERY:
        response = engineer.ask(method, path, {} if method != "get" else None)
        allowed = response.status_code != 403
        assert allowed == ((method, path) in open_to), (method, path, response.status_code)
        if not allowed:
            assert 'error="insufficient_scope"' in response["WWW-Authenticate"]


def test_without_a_living_token_nothing_is_said(cast: Cast, browser: Client) -> None:
    token = token_for("trial", "ssf.manage ssf.read")
    client = ClientApplication.objects.get()
    for headers in ({}, bearer("invented"), bearer(token)):
        if headers == bearer(token):
            change_client(actor=Actor.system("tests"), client_id=client.client_id, disabled=True)
        for method, path in EVERY:
            response = getattr(browser, method)(path, headers=headers, content_type="application/json")
            assert response.status_code == 401
            assert response["Content-Type"] == "application/problem+json"


@pytest.mark.parametrize(
    "body",
    [
        b"[]",
        b"5",
        b"null",
        b'{"stream_id":"a","stream_id":"b"}',
        b'{"stream_id":"\\u0000"}',
        b'{"stream_id":"\\ud800"}',
        b'{"stream_id":5}',
        b'{"stream_id":["a"]}',
        b'{"delivery":{"method":"smoke"}}',
        b'{"delivery":"poll"}',
        b'{"events_requested":"all"}',
        b'{"events_requested":[{}]}',
        b'{"description":5}',
        b'{"maxEvents":-1}',
        b'{"maxEvents":1.5}',
        b'{"maxEvents":true}',
        b'{"maxEvents":99999999999999999999}',
        b'{"returnImmediately":"yes"}',
        b'{"ack":"all"}',
        b'{"ack":[5]}',
        b'{"setErrs":[]}',
        b'{"setErrs":{"a":{}}}',
        b'{"setErrs":{"a":{"err":5}}}',
        b'{"state":{}}',
        b"[" * 1_000,
        b"{" + b'"a":1,' * 20_000 + b'"b":1}',
    ],
)
def test_no_body_breaks_anything(cast: Cast, browser: Client, body: bytes) -> None:
    engineer = Engineer(browser, token_for("trial", "ssf.manage ssf.read"))
    stream = engineer.begin()
    for method, path in EVERY:
        if method in ("get", "delete"):
            continue
        address = path.replace(NOBODYS, stream["stream_id"])
        response = getattr(browser, method)(address, body, content_type="application/json", headers=engineer.headers)
        assert response.status_code in (400, 413), (method, path, response.content)
        assert response["Content-Type"] == "application/problem+json"
    assert Stream.objects.count() == 1
    assert not SecurityEvent.objects.exists()


@pytest.mark.parametrize("query", ["", "?stream_id=", "?stream_id=%00", "?stream_id=" + "x" * 2_000, "?stream_id=é"])
def test_no_query_breaks_anything(cast: Cast, browser: Client, query: str) -> None:
    engineer = Engineer(browser, token_for("trial", "ssf.manage ssf.read"))
    for method, path in (("get", STATUS), ("delete", STREAMS)):
        assert engineer.ask(method, path + query).status_code in (400, 404)


def test_a_thousand_acknowledgements_are_taken_and_more_are_not(cast: Cast, browser: Client) -> None:
    engineer = Engineer(browser, token_for("trial", "ssf.manage ssf.read"))
    stream = engineer.begin()
    assert engineer.poll(stream, ack=["a" * 32] * 1_000)["sets"] == {}
    address = f"/ssf/v1/poll/{stream['stream_id']}"
    assert engineer.ask("post", address, {"ack": ["a" * 32] * 1_001}).status_code == 400
    errs = {f"{number:032}": {"err": "invalid_key"} for number in range(1_001)}
    assert engineer.ask("post", address, {"setErrs": errs}).status_code == 400


def test_an_odd_address_of_a_poll_is_not_there(cast: Cast, browser: Client) -> None:
    engineer = Engineer(browser, token_for("trial", "ssf.read"))
    for stream in ("%00", "x", "a" * 2_000, "%C3%A9", "..%2fstreams"):
        response = engineer.ask("post", f"/ssf/v1/poll/{stream}", {})
        assert response.status_code == 404
        assert response["Content-Type"] == "application/problem+json"

"""Only an answer that is exactly an allow of the contract ever becomes a permit."""

import json
from datetime import timedelta
from typing import Any

import httpx
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from services.sdk import clock
from services.sdk.client import ConsentClient, Credentials
from services.sdk.errors import BadAnswer, BadQuestion, ConsentError, NotConnected, Unreachable
from services.sdk.permits import Permit, Refusal
from services.sdk.reasons import BASES_OF_ALLOWING, REFUSING, Reason
from services.sdk.wire import LARGEST_ANSWER

SOMEBODY = "a2" * 16
JSON = {"content-type": "application/json"}


def an_allow(**context: Any) -> dict[str, Any]:
    """This function will return a well-formed allow, with parts of its context changed or (by ...) left out."""
    whole = {
        "decision_id": "0b6a8f1e-1111-4222-8333-944455556666",
        "reason": "consent",
        "basis": "consent",
        "valid_until": (clock.now() + timedelta(days=30)).isoformat(),
        "permit_expires_at": (clock.now() + timedelta(seconds=20)).isoformat(),
    } | context
    return {"decision": True, "context": {name: value for name, value in whole.items() if value is not ...}}


def ask(body: bytes, status: int = 200, headers: dict[str, str] | None = None) -> Permit | Refusal:
    """This function will have a client ask a ledger that answers every check with this body."""

    def serve(request: httpx.Request) -> httpx.Response:
        if request.url.path == "/o/token/":
            return httpx.Response(200, json={"access_token": "t", "token_type": "Bearer", "expires_in": 600})
        return httpx.Response(status, stream=httpx.ByteStream(body), headers=JSON if headers is None else headers)

    transport = httpx.MockTransport(serve)
    with ConsentClient(
        "https://ledger.test", Credentials("c", "s"), department="library", transport=transport
    ) as client:
        return client.check("library-loans", ["library.loans"], SOMEBODY)["library.loans"]


def sent(answer: Any) -> bytes:
    """This function will encode an answer as the ledger would."""
    return json.dumps(answer).encode()


def test_a_well_formed_allow_becomes_a_permit() -> None:
    permit = ask(sent(an_allow()))
    assert isinstance(permit, Permit)
    assert permit.categories == {"library.loans"}
    assert permit.pairwise_id == SOMEBODY
    assert clock.now() < permit.expires_at <= clock.now() + timedelta(seconds=20)


@pytest.mark.parametrize("reason", sorted(REFUSING))
def test_each_refusal_keeps_its_reason(reason: Reason) -> None:
    answer = ask(sent({"decision": False, "context": {"decision_id": "7", "reason": reason, "basis": None}}))
    assert answer == Refusal("library.loans", reason, "7")
    assert not answer


@pytest.mark.parametrize(("reason", "bases"), sorted(BASES_OF_ALLOWING.items()))
def test_each_ground_goes_with_its_own_bases_only(reason: Reason, bases: frozenset[str]) -> None:
    for basis in frozenset().union(*BASES_OF_ALLOWING.values()):
        body = sent(an_allow(reason=reason, basis=basis))
        if basis in bases:
            assert isinstance(ask(body), Permit)
        else:
            with pytest.raises(BadAnswer):
                ask(body)


def soon(**delta: float) -> str:
    """This function will return a moment this far from now, as text."""
    return (clock.now() + timedelta(**delta)).isoformat()


@pytest.mark.parametrize(
    "answer",
    [
        an_allow() | {"decision": "true"},
        an_allow() | {"decision": 1},
        an_allow() | {"decision": None},
        {"context": an_allow()["context"]},
        {"decision": True},
        {"decision": True, "context": None},
        {"decision": True, "context": [an_allow()["context"]]},
        an_allow(decision_id=...),
        an_allow(decision_id=""),
        an_allow(decision_id=7),
        an_allow(decision_id="x" * 65),
        an_allow(decision_id="a\nb"),
        an_allow(reason=...),
        an_allow(reason="because"),
        an_allow(reason="CONSENT"),
        an_allow(reason=None),
        an_allow(reason=["consent"]),
        an_allow(basis=...),
        an_allow(basis="legitimate_interest"),
        an_allow(basis=["consent"]),
        an_allow(permit_expires_at=...),
        an_allow(permit_expires_at=None),
        an_allow(permit_expires_at=1790000000),
        an_allow(permit_expires_at="soon"),
        an_allow(permit_expires_at=""),
        an_allow(valid_until="2020-01-01T00:00:00Z"),
        an_allow(valid_until="2020-01-01"),
        an_allow(valid_until=5),
        {"decision": False, "context": {"decision_id": "7", "reason": "consent"}},
        {"decision": False, "context": {"reason": "refused"}},
        {"decision": False, "context": {"decision_id": "7", "reason": "unheard_of"}},
        {"decision": False},
        {"evaluations": [an_allow()]},
        [an_allow()],
        [],
        {},
        True,
        None,
        "allow",
    ],
    ids=lambda answer: json.dumps(answer)[:100],
)
def test_what_is_not_an_answer_of_the_contract_counts_for_nothing(answer: Any) -> None:
    with pytest.raises(BadAnswer):
        ask(sent(answer))


@pytest.mark.parametrize("reason", sorted(REFUSING))
def test_an_allow_with_a_refusing_reason_is_no_allow(reason: Reason) -> None:
    with pytest.raises(BadAnswer):
        ask(sent(an_allow(reason=reason)))


@pytest.mark.parametrize(
    "expiry",
    [{"seconds": 0}, {"seconds": -1}, {"days": -1}, {"seconds": 40}, {"minutes": 5}, {"days": 365}],
    ids=str,
)
def test_a_permit_that_is_over_or_would_live_too_long_is_no_permit(expiry: dict[str, float]) -> None:
    with pytest.raises(BadAnswer):
        ask(sent(an_allow(permit_expires_at=soon(**expiry))))


def test_a_permit_from_a_clock_a_little_ahead_still_ends_after_thirty_seconds_here() -> None:
    permit = ask(sent(an_allow(permit_expires_at=soon(seconds=33))))
    assert isinstance(permit, Permit)
    assert permit.expires_at <= clock.now() + timedelta(seconds=30)


def test_a_permit_time_without_a_zone_is_no_time() -> None:
    local = (clock.now() + timedelta(seconds=20)).replace(tzinfo=None).isoformat()
    with pytest.raises(BadAnswer):
        ask(sent(an_allow(permit_expires_at=local)))


@pytest.mark.parametrize(
    ("status", "fault"),
    [
        (201, BadAnswer),
        (204, BadAnswer),
        (301, BadAnswer),
        (302, BadAnswer),
        (307, BadAnswer),
        (400, BadQuestion),
        (401, NotConnected),
        (403, NotConnected),
        (404, BadAnswer),
        (413, BadQuestion),
        (429, Unreachable),
        (500, Unreachable),
        (502, Unreachable),
        (503, Unreachable),
        (599, Unreachable),
    ],
)
def test_an_allow_under_any_status_but_200_counts_for_nothing(status: int, fault: type[ConsentError]) -> None:
    with pytest.raises(fault):
        ask(sent(an_allow()), status, JSON | {"location": "https://ledger.test/access/v1/evaluation"})


@pytest.mark.parametrize(
    "kind", ["text/html", "text/plain", "application/problem+json", "application/jsonp", "", "json"]
)
def test_an_allow_of_another_content_type_counts_for_nothing(kind: str) -> None:
    with pytest.raises(BadAnswer):
        ask(sent(an_allow()), headers={"content-type": kind} if kind else {})


def test_a_charset_beside_the_content_type_is_fine() -> None:
    assert ask(sent(an_allow()), headers={"content-type": "Application/JSON; charset=utf-8"})


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{",
        b"<html>allow</html>",
        b"\xff\xfe",
        sent(an_allow())[:-1],
        sent(an_allow()) + b"{}",
        b'{"decision": false, ' + sent(an_allow())[1:],
        sent(an_allow()).replace(b'"reason"', b'"reason": "refused", "reason"'),
        b'{"decision": NaN}',
        b"[" * 20_000,
        b'{"a":' * 5_000 + b"1" + b"}" * 5_000,
        b'{"decision": ' + b"9" * 5_000 + b"}",
        "﻿".encode() + sent(an_allow()),
    ],
    ids=lambda body: repr(body[:40]),
)
def test_a_body_that_is_not_plain_json_counts_for_nothing(body: bytes) -> None:
    with pytest.raises(BadAnswer):
        ask(body)


def test_an_endless_body_is_not_read_to_its_end() -> None:
    with pytest.raises(BadAnswer, match="too long"):
        ask(sent(an_allow(padding="x" * LARGEST_ANSWER)))


def test_a_compressed_body_is_not_unpacked() -> None:
    with pytest.raises(BadAnswer, match="compressed"):
        ask(sent(an_allow()), headers=JSON | {"content-encoding": "gzip"})


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=10), inner, max_size=3),
    max_leaves=8,
)
contract_words = st.sampled_from(
    [
        *Reason,
        "consent",
        "contract",
        "public_task",
        "7",
        "",
        None,
        True,
        False,
        1,
        "2020-01-01T00:00:00Z",
        "9999-12-31T23:59:59-23:59",
    ]
)
context_members = ("decision_id", "reason", "basis", "valid_until", "permit_expires_at", "law_ref", "notice_version")
contexts = st.fixed_dictionaries({}, optional=dict.fromkeys(context_members, contract_words | json_values))
near_answers = st.fixed_dictionaries(
    {}, optional={"decision": st.booleans() | json_values, "context": contexts | json_values}
)
nearly_allows = st.builds(
    lambda changes, decision: an_allow(**changes) | {"decision": decision}, contexts, st.booleans() | json_values
)


def is_allow(body: bytes) -> bool:
    """This function will say, by rules written apart from the reader's, whether a body is a well-formed allow."""
    try:
        answer = json.loads(body)
    except ValueError:
        return False
    context = answer.get("context") if isinstance(answer, dict) else None
    grounds = {("consent", "consent"), ("contract", "contract"), ("vital", "vital_interests")}
    grounds |= {("law", "public_task"), ("law", "legal_obligation")}
    return (
        isinstance(context, dict)
        and answer.get("decision") is True
        and isinstance(context.get("decision_id"), str)
        and context["decision_id"] != ""
        and any(context.get("reason") == reason and context.get("basis") == basis for reason, basis in grounds)
        and isinstance(context.get("permit_expires_at"), str)
        and context["permit_expires_at"][:10] in {f"{clock.now():%Y-%m-%d}", f"{clock.now() + timedelta(1):%Y-%m-%d}"}
    )


@settings(max_examples=300, deadline=None)
@example(sent(an_allow()))
@given(st.binary(max_size=200) | json_values.map(sent) | near_answers.map(sent) | nearly_allows.map(sent))
def test_no_answer_that_is_not_a_well_formed_allow_ever_yields_a_permit(body: bytes) -> None:
    try:
        answer = ask(body)
    except ConsentError:
        return
    if isinstance(answer, Permit):
        assert is_allow(body)
        assert answer.expires_at <= clock.now() + timedelta(seconds=30)
    else:
        assert json.loads(body)["decision"] is False


@settings(max_examples=100, deadline=None)
@given(
    status=st.integers(200, 599),
    kind=st.text(max_size=20).filter(lambda text: text.isascii() and text.isprintable()),
    body=nearly_allows.map(sent),
)
def test_no_status_and_no_content_type_makes_an_allow_of_another_answer(status: int, kind: str, body: bytes) -> None:
    with pytest.raises(ConsentError):
        ask(body, status, {"content-type": kind})

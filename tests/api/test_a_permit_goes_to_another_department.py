"""Permits: what a recipient of data may show to the source of them in another department, and who gets none."""

import hashlib
import json
from base64 import urlsafe_b64encode
from typing import Any

import pytest
from django.db import connection
from django.test import Client, override_settings
from django.test.utils import CaptureQueriesContext
from joserfc import jwt
from joserfc.jwk import KeySet

from consent.ledger.decision_ids import event_of
from consent.ledger.models import Use
from consent.log.models import Event
from consent.signals.vocabulary import audience_of as audience_of_signals
from consent.tokens.permits import audience_of
from tests.api.authzen import MANY
from tests.api.permits import CATEGORY, GIVEN, RECIPIENT, SOURCE, STRANGER, Hands, claims_of, hands_of
from tests.cast import Cast, token_for
from tests.decisions.doors import ask_http

pytestmark = pytest.mark.django_db


@pytest.fixture
def hands(settled: Cast) -> Hands:
    """The three departments; Aino has said nothing yet."""
    return hands_of(settled)


def test_a_stranger_verifies_a_permit_by_the_published_keys(hands: Hands, settings: Any) -> None:
    hands.says_yes()
    status, answer = hands.ask()
    assert status == 200
    permit, context = answer["context"]["permit"], answer["context"]
    keys = KeySet.import_key_set(Client().get("/.well-known/jwks.json").json())
    read = jwt.decode(permit, keys, algorithms=["ES256"])
    assert (read.header["typ"], read.header["alg"]) == ("permit+jwt", "ES256")
    claims = dict(read.claims)
    issued, ends = claims.pop("iat"), claims.pop("exp")
    assert 0 < ends - issued <= 30
    binding = b"mydata-permit-v1\x00" + context["decision_id"].encode() + b"\x00" + hands.id_of(SOURCE).encode()
    assert claims == {
        "iss": settings.PUBLIC_URL,
        "aud": "urn:mydata:dept:trial",
        "jti": context["decision_id"],
        "department": RECIPIENT,
        "activity": GIVEN,
        "categories": [CATEGORY],
        "notice_version": context["notice_version"],
        "sub_hash": urlsafe_b64encode(hashlib.sha256(binding).digest()).rstrip(b"=").decode(),
    }
    assert audience_of("trial") == audience_of_signals("trial")


@pytest.mark.law("GDPR", "25(1)", "a recipient learns no id of the person but its own from a permit")
def test_a_permit_tells_nobody_by_which_id_the_source_knows_the_person(hands: Hands) -> None:
    hands.says_yes()
    first, second = hands.permit(), hands.permit()
    for department in (SOURCE, RECIPIENT):
        assert hands.id_of(department) not in json.dumps([claims_of(first), claims_of(second)])
    assert claims_of(first)["sub_hash"] != claims_of(second)["sub_hash"]


def test_a_refusal_carries_no_permit(hands: Hands) -> None:
    for step in (lambda: None, lambda: (hands.says_yes(), hands.withdraws())):
        step()
        status, answer = hands.ask()
        assert (status, answer["decision"]) == (200, False)
        assert "permit" not in answer["context"]


def test_who_does_not_ask_for_a_permit_gets_none_and_pays_nothing(hands: Hands) -> None:
    hands.says_yes()
    with CaptureQueriesContext(connection) as without:
        _, answer = hands.ask(context={"reason": "why"})
    assert "permit" not in answer["context"]
    assert not [query for query in without.captured_queries if "tokens_signingkey" in query["sql"]]
    assert not [query for query in without.captured_queries if "registry_datacategory" in query["sql"][:60]]


@pytest.mark.parametrize(
    "changes",
    [
        {"context": {"permit_for": STRANGER}},
        {"context": {"permit_for": RECIPIENT}},
        {"context": {"permit_for": "nobody"}},
        {"resource": {"type": "no.such", "id": "a" * 32}},
        {"resource": {"type": "no.such", "id": "a" * 32}, "context": {"permit_for": "nobody"}},
    ],
)
def test_a_permit_is_for_the_source_and_every_other_name_reads_alike(hands: Hands, changes: dict[str, Any]) -> None:
    hands.says_yes()
    before = Event.objects.count()
    status, answer = hands.ask(**changes)
    assert status == 403
    assert answer == "context.permit_for must be another department, and the source of the resource's category."
    assert Event.objects.count() == before


@pytest.mark.parametrize("name", [None, "", 5, ["trial"], {"id": "trial"}, True, "x" * 65])
def test_a_name_that_is_none_is_a_bad_request(hands: Hands, name: Any) -> None:
    assert hands.ask(context={"permit_for": name})[0] == 400


def test_nobody_gets_a_permit_in_another_name(hands: Hands) -> None:
    hands.says_yes()
    as_source = {"subject": {"type": "department", "id": RECIPIENT}, "resource": {"type": CATEGORY, "id": "a" * 32}}
    assert hands.ask(SOURCE, **as_source)[0] == 403
    assert hands.ask(STRANGER, subject={"type": "department", "id": RECIPIENT})[0] == 403
    assert hands.ask(STRANGER)[1]["decision"] is False


def test_a_token_that_opens_nothing_is_told_nothing_of_sources(hands: Hands) -> None:
    for name in (SOURCE, "nobody"):
        question = hands.question(context={"permit_for": name})
        assert ask_http("unknown", question)[0] == 401
        assert ask_http(token_for(RECIPIENT, "registry:read"), question)[0] == 403


def test_a_batch_has_a_permit_for_each_item_that_is_allowed(hands: Hands) -> None:
    hands.says_yes()
    items: list[dict[str, Any]] = [
        {},
        {"context": {"reason": "no permit wished"}},
        {"context": {"permit_for": "nobody"}},
        {"action": {"name": "school-use"}},
        {},
    ]
    answers = batch(hands, items)
    assert [answer["decision"] for answer in answers] == [True, True, False, False, True]
    assert ["permit" in answer["context"] for answer in answers] == [True, False, False, False, True]
    assert answers[2]["context"]["error"]["status"] == 403
    for answer in (answers[0], answers[4]):
        assert claims_of(answer["context"]["permit"])["jti"] == answer["context"]["decision_id"]


@pytest.mark.parametrize(
    ("semantic", "answered", "recorded"), [("deny_on_first_deny", 2, 1), ("permit_on_first_permit", 1, 1)]
)
def test_a_batch_that_ends_early_records_only_what_it_answers(
    hands: Hands, semantic: str, answered: int, recorded: int
) -> None:
    hands.says_yes()
    before = Use.objects.count()
    items = [{}, {"context": {"permit_for": "nobody"}}, {}]
    assert len(batch(hands, items, {"evaluations_semantic": semantic})) == answered
    assert Use.objects.count() - before == recorded


def test_a_batch_begins_with_a_failure_and_still_finds_the_first_permit(hands: Hands) -> None:
    hands.says_yes()
    items = [{"context": {"permit_for": "nobody"}}, {}, {}]
    answers = batch(hands, items, {"evaluations_semantic": "permit_on_first_permit"})
    assert [answer["decision"] for answer in answers] == [False, True]
    assert "permit" in answers[1]["context"]


def test_without_its_key_the_platform_answers_an_error_and_no_allow(hands: Hands) -> None:
    hands.says_yes()
    hands.permit()
    question = hands.question()
    with override_settings(ROOT_KEY=bytes(32)):
        # Another root key opens neither the signing key nor the person's data key: what matters is that nothing allows.
        status, _, answer = ask_http(hands.tokens[RECIPIENT], question)
    assert status == 500
    assert "permit" not in str(answer)


def test_a_key_that_fails_leaves_the_use_recorded(hands: Hands, monkeypatch: pytest.MonkeyPatch) -> None:
    hands.says_yes()

    def gone(row: object) -> None:
        raise RuntimeError("the key is out of reach")

    monkeypatch.setattr("consent.tokens.signing.opened", gone)
    before = Use.objects.count()
    assert hands.ask()[0] == 500
    assert Use.objects.count() == before + 1


def test_the_permit_is_signed_after_the_use_is_durable(hands: Hands, monkeypatch: pytest.MonkeyPatch) -> None:
    hands.says_yes()
    seen: list[bool] = []
    from consent.tokens.permits import Signer

    real = Signer.sign

    def watched(self: Signer, claims: dict[str, Any]) -> str:
        seen.append(Use.objects.filter(pk=event_of(claims["jti"]), allowed=True).exists())
        return real(self, claims)

    monkeypatch.setattr(Signer, "sign", watched)
    hands.permit()
    assert seen == [True]


def batch(hands: Hands, items: list[dict[str, Any]], options: dict[str, str] | None = None) -> list[Any]:
    """This function will send ``items`` in one request, with the recipient's question as defaults."""
    body = {**hands.question(), "evaluations": items, **({"options": options} if options else {})}
    status, _, answer = ask_http(hands.tokens[RECIPIENT], body, PATH_INFO=MANY)
    assert status == 200, answer
    return list(answer["evaluations"])

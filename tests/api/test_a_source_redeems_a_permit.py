"""A source takes a permit that a recipient showed it: once, for itself, about the right person, while it still may."""

import json
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from joserfc import jws
from joserfc.jwk import ECKey, OctKey

from consent import clock
from consent.core.vocabulary import Reason
from consent.ledger.models import Use
from consent.ledger.queries import uses_of
from consent.log.models import Event
from consent.log.sealing import unseal_text
from consent.people.actions.spend_token import forget_spent_tokens
from consent.people.actors import Actor
from consent.people.models import SpentToken
from consent.registry.actions.load_manifest import load_manifest
from consent.registry.models import ClientApplication
from consent.tokens.actions.make_key import disown_token_key, rotate_token_key
from consent.tokens.keys import ES256, RS256, opened, public_keys, signing_key
from consent.tokens.signing import sign
from tests import trial_manifest
from tests.api.permits import (
    CATEGORY,
    GIVEN,
    RECIPIENT,
    SOURCE,
    STRANGER,
    Hands,
    claims_of,
    compact,
    hands_of,
    publish,
    redeem,
)
from tests.cast import Cast, token_for

pytestmark = pytest.mark.django_db
INACTIVE = {"active": False}
OPERATOR = Actor.system("tests")


@pytest.fixture
def hands(settled: Cast) -> Hands:
    """The three departments; Aino has consented that the school may have the data."""
    hands = hands_of(settled)
    hands.says_yes()
    return hands


@pytest.mark.law("GDPR", "15(1)(c)", "the person sees that the recipient asked and that the source handed over")
def test_a_source_redeems_a_permit_once_and_both_sides_have_left_a_mark(hands: Hands) -> None:
    permit = hands.permit(context={"permit_for": SOURCE, "case": "C-1", "staff_ref": "S-1", "reason": "lesson"})
    answer = hands.redeem(permit)
    claims = claims_of(permit)
    decided = answer.pop("decision_ids")
    assert answer == {"active": True, **claims}
    assert len(decided) == 1
    assert hands.redeem(permit) == INACTIVE
    rows = uses_of(hands.person.subject).rows
    assert [(use.department, use.activity, use.allowed) for use in rows] == [
        (SOURCE, GIVEN, True),
        (RECIPIENT, GIVEN, True),
    ]
    given = Use.objects.get(department=SOURCE, activity=GIVEN)
    said = unseal_text(given.subject, given.event_id, given.recorded_at, bytes(given.sealed or b""))
    assert json.loads(said) == {"case": "C-1", "recipient": RECIPIENT, "staff_ref": "S-1"}


@pytest.mark.law("GDPR", "7(3)", "what was withdrawn after a permit was given is not handed over on it")
def test_a_withdrawal_in_between_makes_the_permit_worthless(hands: Hands) -> None:
    permit = hands.permit()
    hands.withdraws()
    assert hands.redeem(permit) == INACTIVE
    newest = uses_of(hands.person.subject).rows[0]
    assert (newest.department, newest.allowed, newest.reason) == (SOURCE, False, Reason.WITHDRAWN)
    hands.says_yes()
    assert hands.redeem(permit) == INACTIVE, "a permit that was shown is spent, also when the answer was no"
    assert hands.redeem(hands.permit())["active"]


def test_a_recipient_struck_off_in_between_gets_nothing(hands: Hands) -> None:
    permit = hands.permit()
    publish(recipients=[])
    assert hands.redeem(permit) == INACTIVE


@pytest.mark.law("GDPR", "6(1)(d)", "what is handed over in an emergency is flagged for both who ask")
def test_an_emergency_of_the_recipient_is_one_of_the_source(hands: Hands) -> None:
    manifest = trial_manifest.manifest()
    manifest["department"]["code"] = RECIPIENT
    manifest["categories"] = []
    conditions = {"case": True, "staff_ref": True}
    rescue = trial_manifest.activity("school-rescue", "vital_interests", break_glass=True, conditions=conditions)
    manifest["activities"] = [rescue]
    load_manifest(actor=OPERATOR, manifest=manifest)
    emergency = {"permit_for": SOURCE, "break_glass": True, "staff_ref": "S-1", "reason": "Found unconscious"}
    permit = hands.permit(action={"name": "school-rescue"}, context=emergency)
    assert hands.redeem(permit)["active"]
    uses = Use.objects.filter(activity="school-rescue")
    assert [(use.department, use.break_glass) for use in uses.order_by("event_id")] == [
        (RECIPIENT, True),
        (SOURCE, True),
    ]


def test_a_source_beyond_its_quota_is_told_to_wait_and_hands_over_nothing(hands: Hands) -> None:
    ClientApplication.objects.filter(department_id=SOURCE).update(checks_per_person_a_day=1)
    assert hands.redeem(hands.permit())["active"]
    permit = hands.permit()
    response = redeem(hands.tokens[SOURCE], {"permit": permit, "subject": hands.id_of(SOURCE)})
    assert (response.status_code, response["Content-Type"]) == (429, "application/problem+json")
    assert int(response["Retry-After"]) > 0
    ClientApplication.objects.filter(department_id=SOURCE).update(checks_per_person_a_day=None)
    assert hands.redeem(permit) == INACTIVE, "it was shown, so it is spent"


def test_a_permit_is_about_one_person_and_no_other(hands: Hands) -> None:
    permit = hands.permit()
    hands.says_yes(hands.other)
    for subject in (hands.id_of(SOURCE, hands.other), hands.id_of(RECIPIENT), "a" * 32):
        assert hands.redeem(permit, subject) == INACTIVE
    assert hands.redeem(permit)["active"], "showing it with a wrong person has not spent it"


def test_a_permit_is_for_one_source_and_no_other(hands: Hands) -> None:
    permit = hands.permit()
    before = Event.objects.count()
    for department in (STRANGER, RECIPIENT):
        assert hands.redeem(permit, by=department) == INACTIVE
        assert hands.redeem(permit, hands.id_of(SOURCE), by=department) == INACTIVE
    assert Event.objects.count() == before
    assert hands.redeem(permit)["active"]


def test_an_expired_permit_opens_nothing(hands: Hands, monkeypatch: pytest.MonkeyPatch) -> None:
    permit = hands.permit()
    now = clock.now()
    monkeypatch.setattr(clock, "now", lambda: now + timedelta(seconds=31))
    assert hands.redeem(permit) == INACTIVE
    monkeypatch.setattr(clock, "now", lambda: now - timedelta(seconds=60))
    assert hands.redeem(permit) == INACTIVE


def test_permits_outlive_a_rotation_and_die_with_a_key_that_was_stolen(hands: Hands) -> None:
    before, stolen = hands.permit(), hands.permit()
    following = rotate_token_key(actor=OPERATOR, algorithm=ES256, now=True)
    after = hands.permit()
    old, new = (jws.extract_compact(permit.encode()).headers()["kid"] for permit in (before, after))
    assert new == following.key_id != old
    assert hands.redeem(before)["active"]
    assert hands.redeem(after)["active"]
    disown_token_key(actor=OPERATOR, key_id=old)
    assert hands.redeem(stolen) == INACTIVE


def with_claims(permit: str, **changes: Any) -> str:
    """This function will sign with the platform's own key what the platform would never sign."""
    return sign({**claims_of(permit), **changes}, typ="permit+jwt", algorithm=ES256)


def by_another_key(permit: str) -> str:
    """This function will sign with a key of the forger's own, under the id of the platform's."""
    key = signing_key(ES256)
    header = {"alg": "ES256", "kid": key.key_id if key else "", "typ": "permit+jwt"}
    return jws.serialize_compact(header, json.dumps(claims_of(permit)), ECKey.generate_key("P-256"))


def by_the_public_key(permit: str) -> str:
    """This function will take the published key for a shared secret (RFC 8725 §2.1)."""
    public = next(key for key in public_keys() if key["alg"] == ES256)
    header = {"alg": "HS256", "kid": public["kid"], "typ": "permit+jwt"}
    return jws.serialize_compact(header, json.dumps(claims_of(permit)), OctKey.import_key(json.dumps(public)))


def with_header(permit: str, **changes: Any) -> str:
    """This function will change the header and keep payload and signature."""
    _, _, signature = permit.split(".")
    header = jws.extract_compact(permit.encode()).headers() | changes
    return compact(header, claims_of(permit), signature)


def of_type(permit: str, typ: str | None) -> str:
    """This function will sign the same claims as another type of token, or as none."""
    row = signing_key(ES256)
    assert row is not None
    header = {"alg": "ES256", "kid": row.key_id} | ({"typ": typ} if typ else {})
    return jws.serialize_compact(header, json.dumps(claims_of(permit)), opened(row))


FORGERIES: dict[str, Callable[[str], Any]] = {
    "another person's key": by_another_key,
    "no algorithm": lambda permit: compact({"alg": "none", "typ": "permit+jwt"}, claims_of(permit)),
    "no algorithm, signature kept": lambda permit: with_header(permit, alg="none"),
    "the public key as a secret": by_the_public_key,
    "another algorithm in the header": lambda permit: with_header(permit, alg="RS256"),
    "signed by the key of events": lambda permit: sign(claims_of(permit), typ="permit+jwt", algorithm=RS256),
    "type of an event": lambda permit: of_type(permit, "secevent+jwt"),
    "type of any token": lambda permit: of_type(permit, "JWT"),
    "no type": lambda permit: of_type(permit, None),
    "more categories": lambda permit: compact(
        jws.extract_compact(permit.encode()).headers(),
        claims_of(permit) | {"categories": [CATEGORY, "trial.special"]},
        permit.split(".")[2],
    ),
    "another issuer": lambda permit: with_claims(permit, iss="https://elsewhere.example"),
    "another audience": lambda permit: with_claims(permit, aud="urn:mydata:dept:library"),
    "several audiences": lambda permit: with_claims(permit, aud=["urn:mydata:dept:trial", "urn:mydata:dept:library"]),
    "no end": lambda permit: with_claims(permit, exp=None),
    "a distant end": lambda permit: with_claims(permit, exp=claims_of(permit)["exp"] + 60),
    "an end in words": lambda permit: with_claims(permit, exp="2999-01-01"),
    "an endless end": lambda permit: with_claims(permit, exp=10**400),
    "no categories": lambda permit: with_claims(permit, categories=[]),
    "categories that are none": lambda permit: with_claims(permit, categories=[5]),
    "no binding": lambda permit: with_claims(permit, sub_hash=None),
    "a binding beyond ASCII": lambda permit: with_claims(permit, sub_hash="ä" * 43),
    "another decision": lambda permit: with_claims(permit, jti="00000000-0000-4000-8000-000000000000"),
    "no known critical header": lambda permit: with_header(permit, crit=["mydata"]),
    "a critical header that is a number": lambda permit: with_header(permit, crit=5),
    "a key that nobody has": lambda permit: with_header(permit, kid="nobody"),
    "a key of no name": lambda permit: with_header(permit, kid=[]),
    "cut": lambda permit: permit[:-4],
    "longer": lambda permit: permit + "A",
    "dots": lambda permit: "..",
    "words": lambda permit: "this is no permit",
    "beyond ASCII": lambda permit: "ä.ö.å",
    "deep": lambda permit: compact({"alg": "ES256"}, b"[" * 2_000, "AAAA"),
}


@pytest.mark.parametrize("forgery", FORGERIES)
def test_what_was_forged_opens_nothing_and_spends_nothing(hands: Hands, forgery: str) -> None:
    permit = hands.permit()
    forged = FORGERIES[forgery](permit)
    before = Event.objects.count()
    assert hands.redeem(forged) == INACTIVE
    assert Event.objects.count() == before
    assert hands.redeem(permit)["active"]


def test_without_any_key_nothing_is_believed(settled: Cast) -> None:
    assert hands_of(settled).redeem(compact({"alg": "ES256", "kid": "x"}, {}, "AAAA")) == INACTIVE


@pytest.mark.parametrize(
    "body",
    [
        {},
        [],
        "permit",
        {"permit": "a.b.c"},
        {"subject": "a" * 32},
        {"permit": 5, "subject": "a" * 32},
        {"permit": "a.b.c", "subject": ["a" * 32]},
        {"permit": "", "subject": "a" * 32},
        {"permit": "a.b.c", "subject": ""},
        {"permit": "a" * 5_000, "subject": "a" * 32},
        {"permit": "a.b.c", "subject": "a" * 129},
        {"permit": "a.b.c", "subject": "a" * 32, "department": "trial"},
    ],
    ids=str,
)
def test_a_body_that_is_none_is_a_problem_document(hands: Hands, body: Any) -> None:
    response = redeem(hands.tokens[SOURCE], body)
    assert (response.status_code, response["Content-Type"]) == (400, "application/problem+json")


def test_only_who_may_ask_for_decisions_may_redeem(hands: Hands) -> None:
    body = {"permit": hands.permit(), "subject": hands.id_of(SOURCE)}
    assert redeem("unknown", body).status_code == 401
    assert redeem(token_for(SOURCE, "registry:read"), body).status_code == 403
    assert hands.redeem(body["permit"])["active"]


def test_what_nobody_may_believe_costs_no_look_at_anybody(hands: Hands) -> None:
    permit = hands.permit()
    with CaptureQueriesContext(connection) as looked:
        hands.redeem(permit, "a" * 32)
        hands.redeem(permit, by=STRANGER, subject="a" * 32)
    assert not [query["sql"] for query in looked.captured_queries if "ledger_" in query["sql"]]


def test_the_worker_forgets_spent_permits_when_they_are_too_old(hands: Hands, monkeypatch: pytest.MonkeyPatch) -> None:
    hands.redeem(hands.permit())
    assert forget_spent_tokens() == 0
    now = clock.now()
    monkeypatch.setattr(clock, "now", lambda: now + timedelta(minutes=10))
    assert forget_spent_tokens() == 1
    assert SpentToken.objects.count() == 0

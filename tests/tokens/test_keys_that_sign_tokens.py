"""Tokens are signed by keys that a receiver already knows, and by none that somebody else may have."""

from datetime import timedelta
from io import StringIO

import pytest
from cryptography.exceptions import InvalidTag
from django.core.management import CommandError, call_command
from django.db import connection
from django.test import Client, override_settings
from joserfc import jws, jwt
from joserfc.jwk import KeySet

from consent import clock
from consent.people.actors import Actor
from consent.tokens.actions.make_key import KNOWN_AFTER, VERIFIED_WITHIN, disown_token_key, rotate_token_key
from consent.tokens.keys import ES256, RS256, opened, public_keys, signing_key
from consent.tokens.models import SigningKey
from consent.tokens.signing import sign

OPERATOR = Actor.system("tests")
CLAIMS = {"iss": "https://city.example", "aud": "urn:mydata:dept:library", "jti": "1"}


def published() -> KeySet:
    return KeySet.import_key_set(Client().get("/.well-known/jwks.json").json())


def key_of(token: str) -> str:
    return str(jws.extract_compact(token.encode()).headers()["kid"])


@pytest.mark.parametrize("algorithm", [RS256, ES256])
def test_a_department_verifies_a_token_by_the_published_keys(db: None, algorithm: str) -> None:
    token = sign(CLAIMS, typ="secevent+jwt", algorithm=algorithm)
    read = jwt.decode(token, published(), algorithms=[algorithm])
    assert (read.claims, read.header["typ"], read.header["alg"]) == (CLAIMS, "secevent+jwt", algorithm)
    assert key_of(sign(CLAIMS, typ="secevent+jwt", algorithm=algorithm)) == key_of(token)


def test_what_is_published_is_public(db: None) -> None:
    sign(CLAIMS, typ="secevent+jwt")
    sign(CLAIMS, typ="permit+jwt", algorithm=ES256)
    response = Client().get("/.well-known/jwks.json")
    keys = response.json()["keys"]
    assert [sorted(key) for key in keys] == [
        ["alg", "e", "kid", "kty", "n", "use"],
        ["alg", "crv", "kid", "kty", "use", "x", "y"],
    ]
    assert (response["Cache-Control"], response["Content-Type"]) == ("public, max-age=600", "application/jwk-set+json")


def test_who_has_the_database_alone_cannot_sign(db: None) -> None:
    sign(CLAIMS, typ="secevent+jwt")
    row = SigningKey.objects.get()
    assert b'"d"' not in bytes(row.sealed)
    with override_settings(ROOT_KEY=bytes(32)), pytest.raises(InvalidTag):
        opened(row)


def test_a_private_half_moved_to_another_row_does_not_open(db: None) -> None:
    sign(CLAIMS, typ="secevent+jwt")
    row = SigningKey.objects.get()
    row.key_id = "another"
    with pytest.raises(InvalidTag):
        opened(row)


def test_the_next_key_is_published_an_hour_before_it_signs(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    before = sign(CLAIMS, typ="secevent+jwt")
    following = rotate_token_key(actor=OPERATOR, algorithm=RS256)
    assert following.key_id in {key["kid"] for key in public_keys()}
    assert key_of(sign(CLAIMS, typ="secevent+jwt")) == key_of(before)
    later = clock.now() + KNOWN_AFTER + timedelta(seconds=1)
    monkeypatch.setattr(clock, "now", lambda: later)
    after = sign(CLAIMS, typ="secevent+jwt")
    assert key_of(after) == following.key_id
    for token in (before, after):
        jwt.decode(token, published(), algorithms=[RS256])
    much_later = later + VERIFIED_WITHIN
    monkeypatch.setattr(clock, "now", lambda: much_later)
    assert [key["kid"] for key in public_keys()] == [following.key_id]


def test_a_key_is_replaced_twice_within_the_hour_and_one_signs(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    sign(CLAIMS, typ="secevent+jwt")
    rotate_token_key(actor=OPERATOR, algorithm=RS256)
    last = rotate_token_key(actor=OPERATOR, algorithm=RS256)
    assert signing_key(RS256) is not None
    later = clock.now() + KNOWN_AFTER + timedelta(minutes=1)
    monkeypatch.setattr(clock, "now", lambda: later)
    assert signing_key(RS256) == last


def test_a_stolen_key_is_out_of_use_at_once(db: None) -> None:
    stolen = key_of(sign(CLAIMS, typ="secevent+jwt"))
    disown_token_key(actor=OPERATOR, key_id=stolen)
    assert stolen not in {key["kid"] for key in public_keys()}
    assert key_of(sign(CLAIMS, typ="secevent+jwt")) != stolen


def test_an_operator_replaces_keys_by_command(db: None) -> None:
    first = key_of(sign(CLAIMS, typ="secevent+jwt"))
    said = StringIO()
    call_command("rotate_token_key", "--now", stdout=said)
    second = key_of(sign(CLAIMS, typ="secevent+jwt"))
    assert second != first
    assert second in said.getvalue()
    # With "=", since one thumbprint in sixty-four begins with a dash.
    call_command("rotate_token_key", f"--compromised={second}", stdout=said)
    assert key_of(sign(CLAIMS, typ="secevent+jwt")) not in (first, second)
    with pytest.raises(CommandError, match="there is no key"):
        call_command("rotate_token_key", "--compromised", "nobody's")


def test_an_algorithm_that_is_not_ours_signs_nothing(db: None) -> None:
    for algorithm in ("none", "HS256", "RS384"):
        with pytest.raises(ValueError, match="RS256 or ES256"):
            sign(CLAIMS, typ="secevent+jwt", algorithm=algorithm)
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM tokens_signingkey")
        assert cursor.fetchone() == (0,)

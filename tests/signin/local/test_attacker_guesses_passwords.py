"""Guessing is counted: by name, by network and over all, by every process together."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.contrib.auth import hashers
from django.db import connections
from django.test import Client, RequestFactory, override_settings

from consent.people import local_passwords
from consent.people.actions import sign_in_attempts
from consent.people.actions.sign_in_attempts import Attempt, Locked, count_attempt, forget_attempts, forgive_attempt
from consent.people.models import KnownNetwork, SignInAttempt
from consent.signin.network import network_of
from tests.cast import SYSTEM
from tests.decisions.doors import MovedClock
from tests.signin.local.conftest import STAFF, Holder

HOME, FAR = "192.0.2.0/24", "198.51.100.0/24"


def guess(browser: Client, username: str) -> int:
    """This function will try one wrong password and return the answer's status."""
    return browser.post(STAFF, {"username": username, "password": "wrong password here"}).status_code


@pytest.mark.parametrize("username", ["kaarina", "nobody"])
def test_the_sixth_guess_has_to_wait_and_is_told_until_when(holder: Holder, browser: Client, username: str) -> None:
    assert [guess(browser, username) for _ in range(6)] == [401] * 5 + [429]
    answer = browser.post(STAFF, {"username": username, "password": "x"})
    assert answer["Retry-After"] == "31"
    assert "Try again at" in answer.content.decode()


@pytest.mark.law("NIST SP 800-63B-4", "3.2.2", "Failed attempts are limited and the wait grows")
def test_the_wait_grows_and_never_exceeds_a_quarter_of_an_hour(db: None, moved: MovedClock) -> None:
    waits = []
    for _ in range(15):
        answer = count_attempt(actor=SYSTEM, username="kaarina", network=FAR)
        if isinstance(answer, Locked):
            waits.append((answer.until - moved.at).total_seconds())
            moved.at = answer.until
    assert waits == [30, 60, 120, 240, 480]


def test_an_attacker_elsewhere_does_not_lock_the_owner_out(holder: Holder, browser: Client) -> None:
    holder.enrol(Client(REMOTE_ADDR="192.0.2.7"))
    home = Client(REMOTE_ADDR="192.0.2.9")
    count = count_attempt(actor=SYSTEM, username="kaarina", network=HOME)
    assert isinstance(count, Attempt)
    account = local_passwords.Account.objects.get(username="kaarina")
    forgive_attempt(actor=SYSTEM, attempt=count, signed_in=account.pk)
    far = Client(REMOTE_ADDR="198.51.100.1")
    assert [guess(far, "kaarina") for _ in range(6)][-1] == 429
    assert holder.password(home).status_code == 302


def test_one_network_cannot_try_many_names(db: None, moved: MovedClock) -> None:
    answers = [count_attempt(actor=SYSTEM, username=f"name-{number}", network=FAR) for number in range(31)]
    assert [isinstance(answer, Locked) for answer in answers] == [False] * 30 + [True]
    assert isinstance(count_attempt(actor=SYSTEM, username="kaarina", network=HOME), Attempt)


def test_many_networks_together_are_slowed_down(db: None, moved: MovedClock) -> None:
    answers = [count_attempt(actor=SYSTEM, username=f"name-{number}", network=f"net-{number}") for number in range(301)]
    assert isinstance(answers[-1], Locked)
    assert isinstance(answers[-2], Attempt)


def test_many_guesses_at_once_are_no_way_round_the_limit(own_database: str) -> None:
    def attempt(_: int) -> bool:
        try:
            return isinstance(count_attempt(actor=SYSTEM, username="kaarina", network=FAR), Attempt)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(8) as pool:
        taken = list(pool.map(attempt, range(24)))
    assert taken.count(True) == sign_in_attempts.NAME.free


def test_what_is_kept_of_an_attempt_names_nobody_and_goes_after_a_day(db: None, moved: MovedClock) -> None:
    count_attempt(actor=SYSTEM, username="kaarina", network=HOME)
    kept = b"".join(bytes(row.key) for row in SignInAttempt.objects.all())
    assert b"kaarina" not in kept
    assert b"192.0.2" not in kept
    moved.at += timedelta(hours=24, seconds=1)
    assert forget_attempts() == 3
    assert not SignInAttempt.objects.exists()


def test_a_known_network_is_forgotten_after_thirty_days(holder: Holder, moved: MovedClock) -> None:
    attempt = count_attempt(actor=SYSTEM, username="kaarina", network=HOME)
    assert isinstance(attempt, Attempt)
    forgive_attempt(actor=SYSTEM, attempt=attempt, signed_in=holder.given.account)
    moved.at += timedelta(days=30, seconds=1)
    forget_attempts()
    assert not KnownNetwork.objects.exists()


@pytest.mark.parametrize("username", ["kaarina", "nobody", "closed"])
def test_one_slow_hash_is_computed_for_any_name(holder: Holder, monkeypatch: pytest.MonkeyPatch, username: str) -> None:
    computed = []
    encode = hashers.PBKDF2PasswordHasher.encode
    monkeypatch.setattr(
        hashers.PBKDF2PasswordHasher,
        "encode",
        lambda self, *args, **more: computed.append(1) or encode(self, *args, **more),
    )
    if username == "closed":
        username = "kaarina"
        local_passwords.Account.objects.update(is_active=False)
    assert local_passwords.account_of_password(username, "wrong password here") is None
    assert len(computed) == 1


def test_an_attacker_cannot_invent_the_network_they_come_from() -> None:
    invented = RequestFactory().get("/", headers={"x-forwarded-for": "203.0.113.9"}, REMOTE_ADDR="198.51.100.4")
    assert network_of(invented) == FAR
    with override_settings(SECURE_PROXY_SSL_HEADER=("HTTP_X_FORWARDED_PROTO", "https")):
        behind = RequestFactory().get(
            "/", headers={"x-forwarded-for": "203.0.113.9, 192.0.2.77"}, REMOTE_ADDR="10.0.0.1"
        )
        assert network_of(behind) == HOME
        assert network_of(RequestFactory().get("/", headers={"x-forwarded-for": "' OR 1"})) == "unknown"
    assert network_of(RequestFactory().get("/", REMOTE_ADDR="::ffff:192.0.2.1")) == HOME
    assert network_of(RequestFactory().get("/", REMOTE_ADDR="2001:db8:1:2ff::1")) == "2001:db8:1:200::/56"

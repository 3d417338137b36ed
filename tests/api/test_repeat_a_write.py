"""A department's software repeats a write: it is done once, whatever happens in between."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier
from typing import Any

import pytest
from django.conf import settings as django_settings
from django.db import connections
from django.test import Client

from consent import clock
from consent.core.keys import derive
from consent.people.models import SpentToken
from consent.registry.kept_answers import KEPT_FOR, forget_answers
from consent.registry.models import ClientApplication, KeptAnswer
from tests.api.conftest import bearer
from tests.cast import Cast, token_for

pytestmark = pytest.mark.urls("tests.api.repeated_write")
AT_ONCE = 8
PROBLEMS = f"{django_settings.PUBLIC_URL}/api/problems/"


def write(token: str, key: str | None = "one", body: str = "{}", path: str = "/api/v1/write") -> Any:
    headers = bearer(token) | ({} if key is None else {"Idempotency-Key": key})
    browser = Client(raise_request_exception=False)
    return browser.post(path, body, content_type="application/json", headers=headers)


@pytest.fixture
def token(db: None, settled: Cast) -> str:
    """A living token of the trial department."""
    return token_for("trial", "consent:read")


@pytest.mark.law("IETF httpapi-idempotency-key-header-07", "2", "A write repeated under its key is answered, not done")
def test_a_repeated_write_is_answered_again_and_not_done_again(token: str) -> None:
    first, again = write(token), write(token)
    assert (first.status_code, again.status_code) == (201, 201)
    assert first.content == again.content
    assert first.json()["said"] == "ä\n"
    assert again["Content-Type"] == first["Content-Type"] == "application/json"
    assert again["Location"] == first["Location"] == "/here"
    assert "Idempotent-Replayed" not in first
    assert again["Idempotent-Replayed"] == "true"
    assert again["Cache-Control"] == "no-store"
    assert SpentToken.objects.count() == 1
    assert write(token, "two").json() != first.json()


@pytest.mark.parametrize("key", [None, "", "two words", "ä", "\x7f", "x" * 256])
def test_a_write_without_a_fit_key_is_refused_and_not_done(token: str, key: str | None) -> None:
    refused = write(token, key)
    assert refused.status_code == 400
    assert refused.json()["type"] == PROBLEMS + "idempotency-key-missing/"
    assert (SpentToken.objects.count(), KeptAnswer.objects.count()) == (0, 0)


@pytest.mark.parametrize(
    ("body", "path"), [('{"said": "b"}', "/api/v1/write"), ("{}", "/api/v1/write/again"), ("{}", "/api/v1/write?a=1")]
)
def test_a_key_that_served_another_request_is_refused(token: str, body: str, path: str) -> None:
    write(token)
    refused = write(token, body=body, path=path)
    assert refused.status_code == 409
    assert refused.json()["type"] == PROBLEMS + "idempotency-key-reused/"
    assert SpentToken.objects.count() == 1


def test_another_clients_key_of_the_same_name_is_another_key(token: str) -> None:
    colleague = token_for("trial", "consent:read")
    assert write(token).content != write(colleague, body='{"said": "b"}').content
    assert SpentToken.objects.count() == 2


@pytest.mark.parametrize(("fate", "status"), [("raise", 409), ("break", 500), ("refuse", 422)])
def test_what_fails_leaves_neither_row_nor_answer_and_may_be_tried_again(token: str, fate: str, status: int) -> None:
    for _ in range(2):
        assert write(token, body=f'{{"fate": "{fate}"}}').status_code == status
    assert (SpentToken.objects.count(), KeptAnswer.objects.count()) == (0, 0)
    assert write(token, body='{"said": "the key is free still"}').status_code == 201


def test_nothing_is_replayed_to_a_client_that_was_shut_out(token: str) -> None:
    write(token)
    ClientApplication.objects.update(disabled=True)
    assert write(token).status_code == 401
    ClientApplication.objects.update(disabled=False, allowed_scopes="registry:read")
    assert write(token).status_code == 403


def test_a_thief_of_the_database_reads_no_answer_and_moves_none(token: str) -> None:
    body = '{"said": "mfbdzrdjw7ccrkf3sq5ucvs6kmiedy4q"}'
    write(token, body=body)
    row = KeptAnswer.objects.get()
    assert b"mfbdzrdjw7" not in bytes(row.sealed)
    other = token_for("trial", "consent:read")
    KeptAnswer.objects.update(client=ClientApplication.objects.latest("pk"))
    moved = write(other, body=body)
    assert (moved.status_code, moved.json()["type"]) == (409, PROBLEMS + "idempotency-answer-lost/")


def test_an_answer_under_a_root_key_that_is_gone_is_said_to_be_lost(token: str, settings: Any) -> None:
    write(token)
    settings.ROOT_KEY = derive(settings.ROOT_KEY, "another")
    lost = write(token)
    assert (lost.status_code, lost.json()["type"]) == (409, PROBLEMS + "idempotency-answer-lost/")
    assert SpentToken.objects.count() == 1


def test_a_key_is_forgotten_after_thirty_days_even_before_the_worker_comes(token: str) -> None:
    first = write(token)
    KeptAnswer.objects.update(kept_at=clock.now() - KEPT_FOR + timedelta(minutes=1))
    assert forget_answers() == 0
    assert write(token).content == first.content
    KeptAnswer.objects.update(kept_at=clock.now() - KEPT_FOR)
    assert write(token, body='{"said": "b"}').status_code == 201
    assert forget_answers() == 0, "the key is in use again"
    KeptAnswer.objects.update(kept_at=clock.now() - KEPT_FOR)
    assert forget_answers() == 1
    assert KeptAnswer.objects.count() == 0


def test_many_at_once_with_one_key_write_once_and_are_told_the_same(own_database: str, settled: Cast) -> None:
    token = token_for("trial", "consent:read")
    start = Barrier(AT_ONCE)

    def knock(_: int) -> Any:
        try:
            start.wait(timeout=30)
            return write(token, body='{"fate": "slow"}')
        finally:
            connections.close_all()

    with ThreadPoolExecutor(AT_ONCE) as pool:
        answers = list(pool.map(knock, range(AT_ONCE)))
    assert [each.status_code for each in answers] == [201] * AT_ONCE
    assert len({each.content for each in answers}) == 1
    assert sum("Idempotent-Replayed" not in each for each in answers) == 1
    assert SpentToken.objects.count() == 1

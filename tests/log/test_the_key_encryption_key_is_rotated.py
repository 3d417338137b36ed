"""The key that wraps data keys is rotated: everything still opens, and the old wrapping is worth nothing any more."""

import base64
import os
from io import StringIO
from typing import Any

import psycopg
import pytest
from cryptography.hazmat.primitives.keywrap import InvalidUnwrap
from django.core.management import CommandError, call_command
from environ import Env

from consent.core.keys import unwrap
from consent.log import rewrapping
from consent.log.key_config import read
from consent.log.keys import existing_key, kek
from consent.log.models import DataKey
from consent.log.rewrapping import rewrap_data_keys
from tests.cast import Cast, assemble_with_consent
from tests.databases import url_of

FIRST, SECOND = os.urandom(32), os.urandom(32)


@pytest.fixture
def city(own_database: str, settings: Any) -> Cast:
    """The cast, every key wrapped under version 1."""
    settings.KEY_ENCRYPTION_KEYS = {1: FIRST}
    return assemble_with_consent()


def opened(city: Cast) -> list[bytes]:
    """This function will return every data key of the city, opened."""
    return [existing_key((key.subject, key.year)) for key in DataKey.objects.order_by("pk")]


def test_the_same_data_keys_open_under_the_new_key_and_the_old_one_can_be_destroyed(city: Cast, settings: Any) -> None:
    before = opened(city)
    old = {bytes(key.wrapped) for key in DataKey.objects.all()}
    settings.KEY_ENCRYPTION_KEYS = {1: FIRST, 2: SECOND}
    assert rewrap_data_keys() == len(before)
    assert rewrap_data_keys() == 0
    settings.KEY_ENCRYPTION_KEYS = {2: SECOND}
    assert opened(city) == before
    assert set(DataKey.objects.values_list("kek_version", flat=True)) == {2}
    for wrapped in old:
        with pytest.raises(InvalidUnwrap):
            unwrap(SECOND, wrapped)
    with pytest.raises(LookupError, match="version 1"):
        kek(1)


def test_a_crash_half_way_leaves_keys_that_all_open(city: Cast, settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    before = opened(city)
    settings.KEY_ENCRYPTION_KEYS = {1: FIRST, 2: SECOND}
    monkeypatch.setattr(rewrapping, "BATCH", 2)

    def crash(_: int) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        rewrap_data_keys(crash)
    assert set(DataKey.objects.values_list("kek_version", flat=True)) == {1, 2}
    assert opened(city) == before
    rewrap_data_keys()
    assert opened(city) == before


def test_a_key_that_is_missing_is_named_and_nothing_changes(city: Cast, settings: Any) -> None:
    settings.KEY_ENCRYPTION_KEYS = {2: SECOND}
    with pytest.raises(CommandError, match="version 1 is not here"):
        call_command("rotate_kek", stdout=StringIO())
    assert set(DataKey.objects.values_list("kek_version", flat=True)) == {1}


def test_keys_of_before_there_were_versions_move_away_from_the_root_key(own_database: str, settings: Any) -> None:
    settings.KEY_ENCRYPTION_KEYS = {}
    city = assemble_with_consent()
    before = opened(city)
    settings.KEY_ENCRYPTION_KEYS, settings.KEY_ENCRYPTION_FROM_ROOT = {2: SECOND}, True
    out = StringIO()
    call_command("rotate_kek", stdout=out)
    assert "under version 2" in out.getvalue()
    settings.KEY_ENCRYPTION_FROM_ROOT = False
    assert opened(city) == before


@pytest.mark.parametrize(
    ("role", "statement"),
    [
        ("default", "UPDATE log_datakey SET wrapped = wrapped"),
        ("owner", "UPDATE log_datakey SET wrapped = wrapped"),
        ("eraser", "UPDATE log_datakey SET subject = gen_random_uuid()"),
        ("eraser", "UPDATE log_datakey SET year = 1999"),
        ("eraser", "UPDATE log_datakey SET created_at = now()"),
    ],
)
def test_nobody_changes_more_of_a_key_than_its_wrapping(
    city: Cast, own_database: str, role: str, statement: str
) -> None:
    with (
        psycopg.connect(url_of(role, own_database), autocommit=True) as attacker,
        pytest.raises((psycopg.errors.RestrictViolation, psycopg.errors.InsufficientPrivilege)),
    ):
        attacker.execute(statement)


@pytest.mark.parametrize("text", ["x", "1:", "1:AAAA", "0:{k}", "1:{k},1:{k}", "-1:{k}", "40000:{k}", "1:{k}!"])
def test_a_key_that_cannot_be_read_is_refused_without_repeating_it(text: str, monkeypatch: pytest.MonkeyPatch) -> None:
    key = base64.b64encode(FIRST).decode()
    monkeypatch.setenv("KEY_ENCRYPTION_KEYS", text.replace("{k}", key))
    keys, _, problems = read(Env())
    assert keys == {}
    assert problems
    assert key not in str(problems)

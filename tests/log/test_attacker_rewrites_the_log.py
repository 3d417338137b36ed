"""Whoever has the whole database in hand, and no key of the city, changes nothing unnoticed."""

import os
import random
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.db import Error as DatabaseFailure
from django.db import connection, transaction
from django.test import override_settings
from pytest_django.plugin import DjangoDbBlocker

from consent.core.errors import DomainError
from consent.log import fork_guard
from consent.log.actions.rotate_key import rotate_key
from consent.log.checks import append_only_models
from consent.log.models import Log
from consent.log.verification.faults import Fault, FaultKind
from consent.log.verification.run import verify_everything
from consent.log.verification.verdict import Verdict
from consent.rights.actions.erase_resident import erase_resident
from tests import databases
from tests.cast import SYSTEM, assemble_with_consent, enrol, years_ago
from tests.log import tampering
from tests.log.histories import cosign_latest, live, record_uses
from tests.log.sequencing import sequence_all
from tests.log.tampering import WAYS, NothingToDo, Tampering
from tests.log.test_attacker_rewrites_events import user_and_password
from tests.log.witness_key import write_policy

SEEDS = 1_000 if os.environ.get("FULL") == "1" else 40


def live_a_year() -> None:
    """This function will make a log of more than two tiles with events of every kind, an erasure and two keys."""
    draw = random.Random(4)
    cast = assemble_with_consent()
    pia = enrol("Pia", years_ago(30), 921)
    everybody = [cast.aino.subject, cast.saara.subject, cast.eino.subject, pia.subject, None]
    live(cast, draw, 12)
    record_uses(everybody, draw, 180)
    sequence_all()
    cosign_latest()
    live(cast, draw, 8)
    erase_resident(actor=SYSTEM, subject=pia.subject)
    sequence_all()
    rotate_key(actor="tests", log=Log.objects.get())
    sequence_all()
    for size in (120, 70, 140):
        record_uses(everybody[:3], draw, size)
        live(cast, draw, 3)
        sequence_all()
    cosign_latest()
    record_uses(everybody[:3], draw, 5)  # these wait


@pytest.fixture(scope="module")
def year(
    database_template: str,
    django_db_setup: None,
    django_db_blocker: DjangoDbBlocker,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[Path]:
    """A city that has lived a year; the tests then work as the owner of its tables, the guards switched off."""
    home = tmp_path_factory.mktemp("year")
    where = override_settings(
        LOG_ORIGIN="city.test/log",
        GUARD_DIR=home / "guard",
        LOG_KEYS_DIR=home / "log-keys",
        LOG_SIGNING_KEY_FILE=None,
        LOG_WITNESS_POLICY=write_policy(home / "policy"),
    )
    shared = str(connection.settings_dict["NAME"])
    with databases.clone(database_template, "year") as name, django_db_blocker.unblock(), where:
        databases.point_django_at(name)
        try:
            live_a_year()
            connection.close()
            connection.settings_dict.update(user_and_password("owner"))
            with connection.cursor() as cursor:
                for table in append_only_models():
                    cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
                cursor.execute("ALTER TABLE log_leaf DROP CONSTRAINT log_leaf_entry")
                cursor.execute("ANALYZE")
            yield home
        finally:
            connection.close()
            connection.settings_dict.update(user_and_password("default"))
            databases.point_django_at(shared)


def tampered(way: str, seed: int) -> tuple[Tampering, Verdict]:
    """This function will tamper in one way, verify, and undo it; it draws again until there is something to change."""
    draw = random.Random(seed)
    while True:
        with transaction.atomic():
            try:
                with transaction.atomic():
                    done = getattr(tampering, way)(draw)
            except (NothingToDo, DatabaseFailure, DomainError):
                transaction.set_rollback(True)
                continue
            verdict = verify_everything(processes=1)
            transaction.set_rollback(True)
        return done, verdict


def names(fault: Fault | None, done: Tampering) -> bool:
    """This function will tell whether a fault is at the place where somebody tampered."""
    if fault is None:
        return False
    if done.index is None or fault.index is None:
        return fault.index == done.index
    return fault.index <= done.index < (fault.until or fault.index + 1)


def caught(way: str, seed: int) -> Fault:
    """This function will tamper, and assert that the first fault is where it must be."""
    done, verdict = tampered(way, seed)
    told = [fault.as_data() for fault in verdict.faults[:5]]
    assert not verdict.whole, f"nobody noticed: {done}"
    assert names(verdict.first_bad, done), f"{done} was found elsewhere: {told}"
    assert verdict.first_bad is not None
    return verdict.first_bad


def test_the_year_that_nobody_touched_is_whole(year: Path) -> None:
    verdict = verify_everything(processes=1)
    assert verdict.faults == []
    said = verdict.as_data()
    assert said["whole"]
    assert said["leaves"] == said["size"] > 520
    assert said["erased"] > 5
    assert (said["checkpoints"] > 8, said["cosignatures"] >= 2, said["pending"] == 5) == (True, True, True)


@pytest.mark.slow
@pytest.mark.law(
    "GDPR", "5(2)", "a record that was changed, dropped, added or moved is found, with the first place named"
)
@pytest.mark.parametrize("seed", range(SEEDS))
def test_whatever_is_changed_is_found_where_it_was_changed(year: Path, seed: int) -> None:
    caught(WAYS[seed % len(WAYS)].__name__, seed)


@pytest.mark.parametrize(
    ("way", "kinds"),
    [
        ("flip_payload", {FaultKind.PAYLOAD_CHANGED}),
        ("flip_leaf", {FaultKind.LEAF_CHANGED, FaultKind.EVENT_MISSING}),
        ("flip_tile", {FaultKind.TILE_CHANGED}),
        ("flip_checkpoint", {FaultKind.CHECKPOINT_CHANGED, FaultKind.CHECKPOINT_MISSING}),
        ("flip_cosignature", {FaultKind.COSIGNATURE_CHANGED}),
        ("rewrite_all", {FaultKind.TREE_CHANGED}),
        ("cut_tail", {FaultKind.REWOUND, FaultKind.PAYLOAD_MISSING}),
        ("fork", {FaultKind.FORKED}),
        ("change_projection", {FaultKind.PROJECTION_CHANGED}),
        ("change_right_to_act", {FaultKind.PROJECTION_CHANGED}),
        ("invent_right_to_act", {FaultKind.PROJECTION_CHANGED}),
        ("take_turn", {FaultKind.NOT_SEQUENCED}),
        ("drop_key", {FaultKind.KEY_MISSING}),
        ("drop_from_manifest", {FaultKind.PAYLOAD_MISSING}),
        ("excuse_by_a_successor", {FaultKind.PAYLOAD_CHANGED}),
    ],
)
def test_the_fault_is_called_by_its_name(year: Path, way: str, kinds: set[FaultKind]) -> None:
    assert caught(way, seed=99).kind in kinds


@pytest.mark.parametrize("harm", ["lost", "cut short", "set back"])
def test_a_guard_that_was_tampered_with_is_no_guard(year: Path, harm: str) -> None:
    (file,) = (year / "guard").glob("*.json")
    kept = file.read_bytes()
    try:
        if harm == "lost":
            file.unlink()
        elif harm == "cut short":
            file.write_bytes(kept[:-20])
        else:
            with connection.cursor() as cursor:
                cursor.execute("SELECT note FROM log_signedcheckpoint ORDER BY size LIMIT 1")
                fork_guard.replace(fork_guard.Highest.of(cursor.fetchone()[0]))
        verdict = verify_everything(processes=1)
    finally:
        file.write_bytes(kept)
    assert [fault.kind for fault in verdict.faults] == [FaultKind.GUARD_CHANGED]


def test_a_database_that_never_heard_of_its_log_is_caught(year: Path) -> None:
    with transaction.atomic():
        for table in ("log_log", "log_leaf", "log_tile", "log_signedcheckpoint", "log_cosignature"):
            tampering.sql(f"DELETE FROM {table}")
        verdict = verify_everything(processes=1)
        transaction.set_rollback(True)
    assert verdict.first_bad is not None
    assert (verdict.first_bad.kind, verdict.first_bad.index) == (FaultKind.REWOUND, 0)


@pytest.mark.parametrize("spoilt", ["replace(vkey, '+', '-')", "overlay(vkey placing 'x' from 1 for 1)", "''"])
def test_a_key_that_was_spoilt_takes_nothing_from_the_other_keys(year: Path, spoilt: str) -> None:
    with transaction.atomic():
        ((event, index),) = tampering.sql(
            "SELECT k.event_id, l.index FROM log_keychange k JOIN log_leaf l ON l.event_id = k.event_id"
            " WHERE k.change = 'began' ORDER BY 1 DESC LIMIT 1"
        )
        tampering.sql(f"UPDATE log_keychange SET vkey = {spoilt} WHERE event_id = %s", event)
        verdict = verify_everything(processes=1)
        transaction.set_rollback(True)
    assert verdict.first_bad is not None
    assert (verdict.first_bad.kind, verdict.first_bad.index) == (FaultKind.PAYLOAD_CHANGED, index)

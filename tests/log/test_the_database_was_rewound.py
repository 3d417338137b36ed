"""Yesterday's database, another's, a rewritten one: none goes on, until an operator begins a successor for all."""

from collections.abc import Callable
from io import StringIO
from pathlib import Path
from typing import Any

import psycopg
import pytest
from django.core.exceptions import ImproperlyConfigured
from django.core.management import CommandError, call_command
from django.db import connection

from consent.core.checkpoints import parse_note
from consent.core.errors import Conflict
from consent.log import fork_guard
from consent.log.actions.begin_log import begin_first_log, begin_successor
from consent.log.checks import check_guard
from consent.log.guard import refuse_a_rewritable_log
from consent.log.models import Leaf, Log, LogBegan, Pending, SignedCheckpoint
from consent.log.refusals import LogForked, LogRefused, LogRewound, OriginDiffers, StoredBytesDiffer
from consent.log.sequencer import sequence_batch
from tests.log.check_log import check_log
from tests.log.facts import record_looks
from tests.log.sequencing import begun_log, sequence_all

ORIGIN = "city.test/log"
Owner = psycopg.Connection[tuple[object, ...]]
pytestmark = pytest.mark.usefixtures("log_keys")


@pytest.fixture
def rewrite(owner_connection: Owner) -> Callable[..., None]:
    """Runs statements as the tables' owner with every trigger lifted, as a restore or an intruder would."""

    def run(*statements: str) -> None:
        connection.close()
        tables = ("log_event", "log_leaf", "log_tile", "log_signedcheckpoint", "log_log", "log_logbegan",
                  "log_keychange", "ledger_staffview")  # fmt: skip
        for table in tables:
            owner_connection.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
        for statement in statements:
            owner_connection.execute(statement)
        for table in tables:
            owner_connection.execute(f"ALTER TABLE {table} ENABLE TRIGGER USER")
            for name in ("mydata_row", "mydata_truncate", "mydata_delete"):
                if name != "mydata_delete" or table == "ledger_staffview":
                    owner_connection.execute(f"ALTER TABLE {table} ENABLE ALWAYS TRIGGER {name}")

    return run


def rewound_to(index: int, checkpoint: int) -> tuple[str, ...]:
    """This function will return what brings back a database of ``index`` leaves, signed up to ``checkpoint``."""
    later = f"SELECT event_id FROM log_leaf WHERE log_number = 1 AND index >= {index}"
    return (
        f"DELETE FROM ledger_staffview WHERE event_id IN ({later})",
        f"DELETE FROM log_event WHERE id IN ({later})",
        f"DELETE FROM log_leaf WHERE log_number = 1 AND index >= {index}",
        f"DELETE FROM log_tile WHERE (index + 1) * 256 > {index} AND level = 0",
        f"DELETE FROM log_signedcheckpoint WHERE size > {checkpoint}",
        "DELETE FROM log_pending",
    )


def refused(kind: type[LogRefused]) -> str:
    """This function will assert that nothing at all goes on, and return what is said about it."""
    before = (Leaf.objects.count(), SignedCheckpoint.objects.count(), fork_guard.known())
    with pytest.raises(kind) as refusal:
        sequence_all()
    assert (Leaf.objects.count(), SignedCheckpoint.objects.count(), fork_guard.known()) == before
    assert [problem.id for problem in check_guard(databases=["default"])] == ["log.E003"]
    with pytest.raises(ImproperlyConfigured):
        refuse_a_rewritable_log()
    return str(refusal.value)


def begin(*arguments: str) -> str:
    """This function will run the operator's command and return what it printed."""
    out = StringIO()
    call_command("begin_log", *arguments, "--operator", "Rauha Rekisteri", stdout=out)
    return out.getvalue()


def test_yesterdays_database_is_refused_and_a_successor_goes_on(
    own_database: str, rewrite: Callable[..., None]
) -> None:
    record_looks(3)
    good = sequence_all()
    record_looks(300)
    lost = sequence_all()
    rewrite(*rewound_to(good.size, good.size))
    record_looks(2)
    assert "begin_log" in refused(LogRewound)
    said = begin()
    assert "Rauha Rekisteri" in said
    assert f"\n    {good.size}\n" in said
    assert f"\n    {lost.size}\n" in said
    newest = sequence_all()
    assert newest.log_number == 2
    assert newest.size == 4
    check_log()
    began = LogBegan.objects.get(log_number=2)
    assert Leaf.objects.get(log_number=2, index=0).event_id == began.event_id
    assert (began.origin, began.operator) == (f"{ORIGIN}/2", "Rauha Rekisteri")
    assert parse_note(began.after).size == good.size
    assert parse_note(began.highest) == parse_note(lost.note)
    refuse_a_rewritable_log()
    record_looks(5)
    assert sequence_all().size == 9
    check_log()


def test_what_was_not_signed_yet_in_the_restored_state_goes_on_in_the_successor(
    own_database: str, rewrite: Callable[..., None]
) -> None:
    record_looks(3)
    good = sequence_all()
    tail = record_looks(270)
    sequence_all()
    record_looks(10)
    sequence_all()
    rewrite(*rewound_to(good.size + 270, good.size))
    refused(LogRewound)
    begin()
    newest = sequence_all()
    assert newest.size == 272
    assert set(tail) <= set(Leaf.objects.filter(log_number=2).values_list("event_id", flat=True))
    check_log()


def test_a_kept_checkpoint_that_the_database_reaches_is_what_the_successor_follows(
    own_database: str, rewrite: Callable[..., None], tmp_path: Path
) -> None:
    record_looks(3)
    first = sequence_all()
    record_looks(3)
    kept = sequence_all()
    record_looks(3)
    lost = sequence_all()
    rewrite(*rewound_to(kept.size + 1, first.size))
    file = tmp_path / "kept"
    file.write_text(kept.note, encoding="utf-8")
    begin("--after", str(file))
    began = LogBegan.objects.get(log_number=2)
    assert (began.after, began.highest) == (kept.note, lost.note)
    assert sequence_all().size == 3
    check_log()


@pytest.mark.parametrize("text", ["", "city.test/log\n5\n", "no checkpoint at all"])
def test_a_file_that_is_no_checkpoint_of_this_log_begins_nothing(
    own_database: str, rewrite: Callable[..., None], tmp_path: Path, text: str
) -> None:
    record_looks(3)
    good = sequence_all()
    record_looks(3)
    sequence_all()
    rewrite(*rewound_to(good.size, good.size))
    file = tmp_path / "other"
    file.write_text(text or good.note.replace("city.test", "else.test"), encoding="utf-8")
    with pytest.raises(CommandError, match="checkpoint"):
        begin("--after", str(file))
    assert Log.objects.count() == 1


def test_a_database_without_any_log_is_refused_when_the_guard_knows_one(
    own_database: str, rewrite: Callable[..., None]
) -> None:
    record_looks(3)
    lost = sequence_all()
    rewrite("DELETE FROM log_log", "DELETE FROM log_logbegan", "DELETE FROM log_keychange", *rewound_to(0, 0))
    with pytest.raises(LogRewound):
        begin_first_log(actor="tests")
    refused(LogRewound)
    begin()
    began = LogBegan.objects.get()
    assert (began.log_number, began.after, began.highest) == (2, "", lost.note)
    sequence_all()
    check_log()


def test_a_successor_may_be_rewound_too(own_database: str, rewrite: Callable[..., None]) -> None:
    record_looks(3)
    good = sequence_all()
    record_looks(3)
    sequence_all()
    rewrite(*rewound_to(good.size, good.size))
    begin()
    second = sequence_all()
    own = "SELECT event_id FROM log_leaf WHERE log_number = 2"
    rewrite(
        f"DELETE FROM log_event WHERE id IN ({own})",
        "DELETE FROM log_leaf WHERE log_number = 2",
        "DELETE FROM log_signedcheckpoint WHERE log_number = 2",
        "DELETE FROM log_log WHERE number = 2",
        "DELETE FROM log_logbegan WHERE log_number = 2",
        "DELETE FROM log_keychange WHERE log_number = 2",
    )
    assert f"{ORIGIN}/2" in refused(LogRewound)
    begin()
    third = LogBegan.objects.latest("log_number")
    assert (third.log_number, third.origin) == (3, f"{ORIGIN}/3")
    assert (parse_note(third.after).origin, third.highest) == (ORIGIN, second.note)
    sequence_all()
    check_log()


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE log_tile SET root = sha256('other') WHERE level = 0 AND index = 0",
        "UPDATE log_leaf SET entry = sha256('other') WHERE index = 300",
        "UPDATE log_signedcheckpoint SET root = sha256('other')",
    ],
)
def test_another_history_of_the_same_size_is_refused(
    own_database: str, rewrite: Callable[..., None], statement: str
) -> None:
    record_looks(302)
    sequence_all()
    rewrite(statement)
    record_looks(1)
    assert "verify_log" in refused(LogForked)


def test_a_rewritten_leaf_ends_the_log_before_it_and_the_rest_goes_on_in_the_successor(
    own_database: str, rewrite: Callable[..., None]
) -> None:
    record_looks(3)
    good = sequence_all()
    record_looks(3)
    sequence_all()
    rewrite("UPDATE log_leaf SET entry = sha256('other') WHERE index = 6")
    refused(LogForked)
    log = begin_successor(actor="tests")
    assert parse_note(LogBegan.objects.get(log_number=log.number).after).size == good.size
    assert sequence_all().size == 5
    assert Leaf.objects.filter(log_number=2).count() == 5


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE log_leaf SET entry = sha256('other') WHERE index = 310",
        "UPDATE log_event SET commitment = sha256('x') WHERE id = (SELECT event_id FROM log_leaf WHERE index = 310)",
        "DELETE FROM log_leaf WHERE index = 310",
        "UPDATE log_tile SET hashes = hashes || '' , root = sha256('other') WHERE index = 1",
        "DELETE FROM log_tile WHERE index = 1",
    ],
)
def test_what_was_changed_between_writing_and_signing_is_not_signed(
    own_database: str, rewrite: Callable[..., None], monkeypatch: pytest.MonkeyPatch, statement: str
) -> None:
    record_looks(10)
    before = sequence_all()
    record_looks(700)
    log, highest = begun_log()
    monkeypatch.setattr("consent.log.sequencer.sign_stored", lambda log, highest: highest)
    sequence_batch(log, highest)
    monkeypatch.undo()
    rewrite(statement)
    with pytest.raises(StoredBytesDiffer):
        sequence_all()
    assert SignedCheckpoint.objects.latest("size").size == before.size
    assert fork_guard.highest(ORIGIN) == highest


def test_leaves_that_go_under_a_living_leader_are_not_replaced(own_database: str, rewrite: Callable[..., None]) -> None:
    record_looks(5)
    sequence_all()
    log, highest = begun_log()
    rewrite("DELETE FROM log_leaf WHERE index >= 4")
    record_looks(3)
    with pytest.raises(LogRewound):
        sequence_batch(log, highest)
    assert (Leaf.objects.count(), Pending.objects.count()) == (4, 3)


def test_there_is_nothing_to_mend_in_a_sound_database(own_database: str) -> None:
    begin()
    record_looks(3)
    sequence_all()
    with pytest.raises(CommandError, match="nothing to mend"):
        begin()
    with pytest.raises(Conflict):
        begin_first_log(actor="tests")
    assert Log.objects.count() == 1
    check_log()


def test_a_copy_of_the_database_does_not_sign_under_another_name(own_database: str, settings: Any) -> None:
    record_looks(3)
    sequence_all()
    settings.LOG_ORIGIN = "rehearsal.test/log"
    assert "LOG_ORIGIN" in refused(OriginDiffers)
    with pytest.raises(CommandError, match="LOG_ORIGIN"):
        begin()

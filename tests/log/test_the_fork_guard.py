"""The guard's file is compared and swapped; lost, cut off, altered or behind, it is never taken for an empty one."""

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from io import StringIO
from pathlib import Path

import psycopg
import pytest
from django.core.management import CommandError, call_command

from consent.core.checkpoints import Checkpoint, encode
from consent.core.notes import sign, signatures
from consent.log import fork_guard, leadership
from consent.log.actions.rotate_key import declare_compromised
from consent.log.fork_guard import Highest
from consent.log.models import Log, SignedCheckpoint
from consent.log.reconciling import refuse_a_rewound_database
from consent.log.refusals import GuardDamaged, GuardMissing, GuardMoved, LogForked, LogRewound, NotLeader
from consent.log.sequencer import sequence_batch
from consent.log.signing_keys import current_key, vkeys
from tests.databases import url_of
from tests.log.check_log import check_log
from tests.log.facts import record_looks
from tests.log.sequencing import begun_log, sequence_all

ORIGIN = "city.test/log"
pytestmark = pytest.mark.usefixtures("log_keys")


def adopt(file: Path) -> str:
    """This function will run the operator's command and return what it printed."""
    out = StringIO()
    call_command("begin_log", "--adopt", str(file), stdout=out)
    return out.getvalue()


@pytest.fixture
def two_checkpoints(db: None) -> list[SignedCheckpoint]:
    """A log that has been signed twice."""
    record_looks(3)
    first = sequence_all()
    record_looks(3)
    return [first, sequence_all()]


def test_the_file_is_written_for_its_owner_only(two_checkpoints: list[SignedCheckpoint], log_keys: Path) -> None:
    file = fork_guard.guard_file(ORIGIN)
    assert file.stat().st_mode & 0o077 == 0
    assert (log_keys / "guard").stat().st_mode & 0o077 == 0
    assert json.loads(file.read_text())["size"] == two_checkpoints[1].size
    assert [path.name for path in file.parent.iterdir() if path.suffix == ".writing"] == []


def test_a_swap_needs_what_is_stored(two_checkpoints: list[SignedCheckpoint]) -> None:
    first, second = (Highest.of(one.note) for one in two_checkpoints)
    with pytest.raises(GuardMoved):
        fork_guard.advance(first, second)
    with pytest.raises(GuardMoved):
        fork_guard.advance(None, second)
    with pytest.raises(LogRewound):
        fork_guard.advance(second, first)
    other = Highest(ORIGIN, second.size, bytes(32), second.note)
    with pytest.raises(LogForked):
        fork_guard.advance(second, other)
    assert fork_guard.highest(ORIGIN) == second


def test_a_second_process_is_refused_while_one_leads(own_database: str) -> None:
    record_looks(3)
    sequence_all()
    record_looks(3)
    log, highest = begun_log()
    with leading_elsewhere(own_database), pytest.raises(NotLeader):
        sequence_batch(log, highest)
    sequence_batch(log, highest)
    check_log()


@contextmanager
def leading_elsewhere(database: str) -> Iterator[None]:
    """This function will hold the lead on another connection."""
    lead = [leadership._ROOM, leadership._LEADER]
    with psycopg.connect(url_of("default", database), autocommit=True) as other:
        other.execute("SELECT pg_advisory_lock(%s, %s)", lead)
        yield
        other.execute("SELECT pg_advisory_unlock(%s, %s)", lead)


@pytest.mark.django_db
def test_two_that_both_believe_to_lead_cannot_both_sign(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(leadership, "require_lead", lambda: None)
    record_looks(3)
    log, highest = begun_log()
    record_looks(3)
    sequence_batch(log, highest)
    signed = SignedCheckpoint.objects.count()
    record_looks(3)
    with pytest.raises(GuardMoved):
        sequence_batch(log, highest)
    assert SignedCheckpoint.objects.count() == signed
    sequence_all()
    check_log()


def spoil_empty(file: Path) -> None:
    """Cut off to nothing."""
    file.write_bytes(b"")


def spoil_half(file: Path) -> None:
    """Cut off in the middle."""
    data = file.read_bytes()
    file.write_bytes(data[: len(data) // 2])


def spoil_size(file: Path) -> None:
    """A size that the note does not have."""
    file.write_text(json.dumps(json.loads(file.read_text()) | {"size": 3}))


def spoil_note(file: Path) -> None:
    """One character of the note."""
    data = json.loads(file.read_text())
    file.write_text(json.dumps(data | {"note": data["note"].replace("\n\n", "\nx\n\n", 1)}))


def spoil_signature(file: Path) -> None:
    """A signature that none of the city's keys made."""
    data = json.loads(file.read_text())
    (line,) = signatures(data["note"])
    forged = replace(line, value=bytes(64))
    file.write_text(json.dumps(data | {"note": data["note"].replace(line.line, forged.line)}))


def spoil_type(file: Path) -> None:
    """Something that is JSON and no object."""
    file.write_text("[1, 2]")


def spoil_name(file: Path) -> None:
    """The file of another log."""
    data = json.loads(file.read_text())
    file.write_text(json.dumps(data | {"origin": "else.test/log"}))


SPOILING = [spoil_empty, spoil_half, spoil_size, spoil_note, spoil_signature, spoil_type, spoil_name]


@pytest.mark.parametrize("spoil", SPOILING)
def test_a_damaged_file_is_refused_until_somebody_vouches(
    two_checkpoints: list[SignedCheckpoint], spoil: Callable[[Path], None], tmp_path: Path
) -> None:
    file = fork_guard.guard_file(ORIGIN)
    spoil(file)
    record_looks(1)
    with pytest.raises(GuardDamaged, match="--adopt"):
        sequence_all()
    kept = tmp_path / "kept"
    kept.write_text(two_checkpoints[0].note, encoding="utf-8")
    assert f"size {two_checkpoints[1].size}" in adopt(kept)
    assert file.with_suffix(".replaced").exists()
    assert sequence_all().size == two_checkpoints[1].size + 1
    check_log()


def test_a_missing_file_is_refused_until_somebody_vouches(
    two_checkpoints: list[SignedCheckpoint], tmp_path: Path
) -> None:
    fork_guard.guard_file(ORIGIN).unlink()
    record_looks(1)
    with pytest.raises(GuardMissing, match="--adopt"):
        sequence_all()
    with pytest.raises(CommandError, match="GUARD_DIR"):
        call_command("begin_log")
    kept = tmp_path / "kept"
    kept.write_text(two_checkpoints[1].note, encoding="utf-8")
    adopt(kept)
    sequence_all()
    check_log()


def test_a_guard_that_was_rewound_itself_is_refused(two_checkpoints: list[SignedCheckpoint], tmp_path: Path) -> None:
    first, second = (Highest.of(one.note) for one in two_checkpoints)
    fork_guard.replace(first)
    with pytest.raises(GuardMissing):
        sequence_all()
    kept = tmp_path / "kept"
    kept.write_text(first.note, encoding="utf-8")
    adopt(kept)
    assert fork_guard.highest(ORIGIN) == second
    with pytest.raises(CommandError, match="nothing larger"):
        adopt(kept)


def test_a_forged_checkpoint_is_not_adopted(two_checkpoints: list[SignedCheckpoint], tmp_path: Path) -> None:
    fork_guard.guard_file(ORIGIN).unlink()
    kept = tmp_path / "kept"
    kept.write_text(two_checkpoints[1].note.replace("\n8\n", "\n9\n"), encoding="utf-8")
    with pytest.raises(CommandError, match="not one that this log has signed"):
        adopt(kept)
    assert fork_guard.highest(ORIGIN) is None


def test_a_thief_of_an_old_key_cannot_talk_an_operator_into_a_log_that_never_was(
    two_checkpoints: list[SignedCheckpoint], tmp_path: Path
) -> None:
    log, _ = begun_log()
    stolen, size = current_key(log), two_checkpoints[0].size
    declare_compromised(actor="tests", log=log, key_id=vkeys(log)[0].key_id, trusted_size=size)
    sequence_all()
    forged = tmp_path / "forged"
    forged.write_text(sign(encode(Checkpoint(ORIGIN, 10**9, b"x" * 32)), ORIGIN, stolen), encoding="utf-8")
    fork_guard.guard_file(ORIGIN).unlink()
    with pytest.raises(CommandError, match="not one that this log has signed"):
        adopt(forged)
    fork_guard.replace(Highest.of(sign(encode(Checkpoint(ORIGIN, 10**6, b"y" * 32)), ORIGIN, current_key(log))))
    with pytest.raises(CommandError, match="not one that this log has signed"):
        call_command("begin_log", "--after", str(forged), stdout=StringIO())
    assert Log.objects.count() == 1


def test_looking_never_disturbs(two_checkpoints: list[SignedCheckpoint]) -> None:
    record_looks(5)
    refuse_a_rewound_database()
    assert SignedCheckpoint.objects.count() == 2 + SignedCheckpoint.objects.filter(size=2).count()


@pytest.mark.django_db
def test_a_full_volume_signs_nothing_and_loses_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    record_looks(3)
    before = sequence_all()
    record_looks(3)
    log, highest = begun_log()

    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("consent.log.fork_guard.os.fsync", full)
    with pytest.raises(OSError, match="No space"):
        sequence_batch(log, highest)
    assert SignedCheckpoint.objects.latest("size").size == before.size
    monkeypatch.undo()
    sequence_all()
    check_log()

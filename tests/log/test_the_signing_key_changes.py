"""A new key takes over without a pause; what the old one signed verifies forever, and no further than it is trusted."""

import threading
from datetime import timedelta
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from consent import clock
from consent.core.checkpoints import parse_note, verify_checkpoint
from consent.core.errors import Conflict, NotFound
from consent.core.notes import parse_vkey, signatures
from consent.log.actions.rotate_key import declare_compromised, rotate_key
from consent.log.models import KeyChange, Log, SignedCheckpoint
from consent.log.refusals import KeyMissing, StoredBytesDiffer
from consent.log.signing_keys import signing_vkey, trusted_vkeys, vkeys
from consent.log.tree_queries import inclusion
from tests.log.check_log import check_log
from tests.log.facts import record_looks
from tests.log.sequencing import sequence_all


@pytest.fixture
def log(db: None, log_keys: Path) -> Log:
    """A log that has been signed."""
    record_looks(3)
    sequence_all()
    return Log.objects.get()


def signer(checkpoint: SignedCheckpoint) -> str:
    """This function will return the id of the key that signed a checkpoint."""
    (line,) = signatures(checkpoint.note)
    return line.key_id.hex()


def test_the_private_key_is_its_owners_only_and_not_in_the_database(log: Log, log_keys: Path) -> None:
    (file,) = (log_keys / "log-keys").iterdir()
    assert file.stat().st_mode & 0o077 == 0
    assert (log_keys / "log-keys").stat().st_mode & 0o077 == 0
    assert b"PRIVATE KEY" in file.read_bytes()
    assert parse_vkey(signing_vkey(log)).name == log.origin


def test_a_new_key_signs_the_last_good_checkpoint_and_goes_on(log: Log) -> None:
    (event_id,) = record_looks(1)
    last = sequence_all()
    receipt = inclusion(event_id)
    old = signing_vkey(log)
    out = StringIO()
    call_command("rotate_log_key", "--operator", "Rauha", stdout=out)
    new = signing_vkey(log)
    assert new in out.getvalue()
    assert new != old
    retired, begun = vkeys(log)
    assert (retired.vkey, retired.signs, begun.vkey, begun.signs) == (old, False, new, True)
    assert verify_checkpoint(begun.checkpoint, [new]) == parse_note(last.note)
    assert signer(sequence_all()) == parse_vkey(new).key_id.hex()
    assert inclusion(event_id) == receipt, "an old receipt is as good as it was"
    assert set(trusted_vkeys(log, last.size)) == {old, new}
    assert KeyChange.objects.filter(operator="Rauha").count() == 2
    check_log()


def test_rotation_and_signing_do_not_cross(own_database: str, log_keys: Path) -> None:
    record_looks(3)
    sequence_all()
    log = Log.objects.get()
    failures: list[BaseException] = []

    def rotate() -> None:
        try:
            for _ in range(5):
                rotate_key(actor="tests", log=log)
        except BaseException as failure:
            failures.append(failure)
        finally:
            connection.close()

    thread = threading.Thread(target=rotate)
    thread.start()
    while thread.is_alive():
        record_looks(2)
        sequence_all()
    thread.join()
    sequence_all()
    assert failures == []
    ends = {key.key_id: key.retired_at for key in vkeys(log)}
    assert len(ends) == 6
    for checkpoint in SignedCheckpoint.objects.all():
        end = ends[signer(checkpoint)]
        assert end is None or checkpoint.signed_at <= end, "nothing is signed by a retired key"
    check_log()


def test_a_lost_private_key_stops_signing_and_a_rotation_heals_it(log: Log, log_keys: Path) -> None:
    for file in (log_keys / "log-keys").iterdir():
        file.unlink()
    record_looks(1)
    before = SignedCheckpoint.objects.count()
    with pytest.raises(KeyMissing, match="rotate_log_key"):
        sequence_all()
    assert SignedCheckpoint.objects.count() == before
    rotate_key(actor="tests", log=log)
    sequence_all()
    check_log()


def test_a_key_that_an_operator_brought_is_used(log: Log, log_keys: Path, settings: Any) -> None:
    old = signing_vkey(log)
    first = next((log_keys / "log-keys").iterdir())
    brought = log_keys / "brought.pem"
    settings.LOG_KEYS_DIR = log_keys / "other"
    rotate_key(actor="tests", log=log)
    made = next((log_keys / "other").iterdir())
    made.rename(brought)
    with pytest.raises(KeyMissing):
        sequence_all()
    settings.LOG_SIGNING_KEY_FILE = brought
    sequence_all()
    assert old != signing_vkey(log)
    assert first.exists()
    check_log()


def test_no_key_is_made_where_none_may_be(log: Log, settings: Any, tmp_path: Path) -> None:
    settings.DEMO = False
    settings.LOG_KEYS_DIR = tmp_path / "not-mounted"
    with pytest.raises(KeyMissing, match="not there"):
        rotate_key(actor="tests", log=log)
    settings.LOG_KEYS_DIR = None
    with pytest.raises(CommandError, match="no LOG_KEYS_DIR"):
        call_command("rotate_log_key")
    assert KeyChange.objects.count() == 1


def test_a_compromise_splits_what_is_believed(log: Log) -> None:
    good = sequence_all()
    record_looks(1)
    doubtful = sequence_all()
    lost = vkeys(log)[0]
    out = StringIO()
    call_command("log_key_compromised", "--key", lost.key_id, "--trusted-size", str(good.size), stdout=out)
    new = signing_vkey(log)
    assert new in out.getvalue()
    assert trusted_vkeys(log, good.size) == [lost.vkey, new]
    assert trusted_vkeys(log, doubtful.size) == [new]
    begun = vkeys(log)[1]
    assert verify_checkpoint(begun.checkpoint, [new]) == parse_note(good.note), "the last that is still good"
    newest = sequence_all()
    assert newest.size == doubtful.size + 2
    assert signer(newest) == begun.key_id
    check_log(since_key_was_lost=True)


def test_receipts_of_the_doubtful_time_are_proven_anew_whatever_the_clock_says(
    log: Log, monkeypatch: pytest.MonkeyPatch
) -> None:
    good = sequence_all()
    (doubtful,) = record_looks(1)
    sequence_all()
    declare_compromised(actor="tests", log=log, key_id=vkeys(log)[0].key_id, trusted_size=good.size)
    earlier = clock.now() - timedelta(hours=1)
    monkeypatch.setattr(clock, "now", lambda: earlier)
    sequence_all()
    found = inclusion(doubtful)
    assert found is not None
    assert [one.key_id.hex() for one in signatures(found.checkpoint_note)] == [vkeys(log)[1].key_id]


def test_a_compromise_of_an_old_key_leaves_the_new_one_alone(log: Log) -> None:
    size = sequence_all().size
    old = vkeys(log)[0]
    rotate_key(actor="tests", log=log)
    new = signing_vkey(log)
    sequence_all()
    assert declare_compromised(actor="tests", log=log, key_id=old.key_id, trusted_size=size) is None
    assert signing_vkey(log) == new
    sequence_all()
    check_log()


def test_trust_is_only_ever_narrowed(log: Log) -> None:
    size, key = sequence_all().size, vkeys(log)[0].key_id
    with pytest.raises(NotFound):
        declare_compromised(actor="tests", log=log, key_id="00000000", trusted_size=0)
    for impossible in (-1, size + 1):
        with pytest.raises(Conflict):
            declare_compromised(actor="tests", log=log, key_id=key, trusted_size=impossible)
    declare_compromised(actor="tests", log=log, key_id=key, trusted_size=2)
    with pytest.raises(Conflict):
        declare_compromised(actor="tests", log=log, key_id=key, trusted_size=2)
    declare_compromised(actor="tests", log=log, key_id=key.upper(), trusted_size=0)
    assert vkeys(log)[0].trusted_size == 0


def test_an_unbelievable_checkpoint_is_not_handed_on(log: Log) -> None:
    newest = SignedCheckpoint.objects.latest("size")
    forged = newest.note.replace(newest.note.split()[-1], "A" * 88)
    record_looks(1)
    SignedCheckpoint.objects.create(
        log_number=1, size=newest.size + 1, root=bytes(32), note=forged, signed_at=newest.signed_at
    )
    with pytest.raises(StoredBytesDiffer):
        rotate_key(actor="tests", log=log)
    assert KeyChange.objects.count() == 1

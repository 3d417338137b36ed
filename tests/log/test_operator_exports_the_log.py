"""An operator puts the log on a static server, stops in between, and goes on; and verifies it from the command line."""

import json
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from consent.core.checkpoints import Checkpoint, encode, verify_checkpoint
from consent.core.notes import sign
from consent.core.tile_tree import TileTree
from consent.core.tiles import decode_tile, tile_path
from consent.log import exporting
from consent.log.models import Leaf, Log, SignedCheckpoint
from consent.log.signing_keys import current_key
from tests.log.facts import record_looks
from tests.log.sequencing import sequence_all

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("log_keys")]


def export(folder: Path) -> str:
    """This function will run the command and return what it said."""
    said = StringIO()
    call_command("export_log", str(folder), stdout=said)
    return said.getvalue()


def test_the_folder_bears_out_its_own_checkpoint(tmp_path: Path) -> None:
    record_looks(520)
    sequence_all()
    export(tmp_path / "out")
    note = (tmp_path / "out/checkpoint").read_text()
    checkpoint = verify_checkpoint(note, (tmp_path / "out/key").read_text().splitlines())

    def read(level: int, index: int, width: int) -> list[bytes]:
        return decode_tile((tmp_path / "out" / tile_path(level, index, width)).read_bytes(), width)

    assert TileTree(read, checkpoint.size).root() == checkpoint.root
    assert not list((tmp_path / "out").rglob("*.writing"))


def test_what_is_there_is_kept_and_what_is_new_is_added(tmp_path: Path) -> None:
    record_looks(300)
    sequence_all()
    assert " 0 kept" in export(tmp_path)
    before = (tmp_path / "tile/0/000").stat().st_mtime_ns
    record_looks(300)
    sequence_all()
    export(tmp_path)
    assert (tmp_path / "tile/0/000").stat().st_mtime_ns == before
    assert (tmp_path / "tile/0/001").exists()
    assert " 0 files written" in export(tmp_path)


def test_an_export_that_was_stopped_leaves_the_old_checkpoint_and_goes_on(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    record_looks(10)
    old = sequence_all().note
    export(tmp_path)
    record_looks(600)
    new = sequence_all().note
    with monkeypatch.context() as patch, pytest.raises(KeyboardInterrupt):
        patch.setattr(exporting, "root", _stopped)
        export(tmp_path)
    assert (tmp_path / "checkpoint").read_text() == old
    export(tmp_path)
    assert (tmp_path / "checkpoint").read_text() == new


def _stopped(*_: object) -> bytes:
    raise KeyboardInterrupt


def test_a_folder_of_another_log_is_not_written_over(tmp_path: Path) -> None:
    record_looks(300)
    sequence_all()
    export(tmp_path)
    (tmp_path / "tile/0/000").write_bytes(bytes(8192))
    with pytest.raises(CommandError, match="another log"):
        export(tmp_path)


def test_a_tree_that_is_not_the_signed_one_is_not_published(tmp_path: Path) -> None:
    record_looks(3)
    sequence_all()
    Leaf.objects.create(log_number=1, index=5, event_id=9_000_000, entry=bytes(32))
    log, last = Log.objects.get(), SignedCheckpoint.objects.latest("size")
    note = sign(encode(Checkpoint(log.origin, 6, bytes(last.root))), log.origin, current_key(log))
    SignedCheckpoint.objects.create(log_number=1, size=6, root=last.root, note=note, signed_at=last.signed_at)
    with pytest.raises(CommandError, match="do not give the root"):
        export(tmp_path)
    assert not (tmp_path / "checkpoint").exists()


def test_before_the_log_begins_there_is_nothing_to_export(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="no log yet"):
        export(tmp_path)


def test_the_verdict_is_told_in_words_and_in_json(tmp_path: Path) -> None:
    record_looks(3)
    (tmp_path / "trusted").write_text(sequence_all().note)
    record_looks(3)
    sequence_all()
    words, data = StringIO(), StringIO()
    call_command("verify_log", stdout=words)
    call_command("verify_log", "--json", "--since", str(tmp_path / "trusted"), stdout=data)
    assert "The log is whole up to its signed size 8." in words.getvalue()
    said = json.loads(data.getvalue())
    assert (said["whole"], said["size"], said["leaves"], said["since"], said["first_bad"]) == (True, 8, 8, 5, None)


def test_a_log_that_is_not_whole_fails_the_command_and_names_the_place() -> None:
    record_looks(3)
    sequence_all()
    Leaf.objects.create(log_number=1, index=5, event_id=9_000_000, entry=bytes(32))
    words, data = StringIO(), StringIO()
    with pytest.raises(SystemExit) as stopped:
        call_command("verify_log", stdout=words)
    assert stopped.value.code == 1
    assert "index 5, event 9000000: event_missing" in words.getvalue()
    with pytest.raises(SystemExit):
        call_command("verify_log", "--json", stdout=data)
    first = json.loads(data.getvalue())["first_bad"]
    assert (first["index"], first["kind"], first["event_id"]) == (5, "event_missing", 9_000_000)


@pytest.mark.parametrize("content", [None, "no checkpoint\n"])
def test_a_checkpoint_file_that_is_none_is_refused(tmp_path: Path, content: str | None) -> None:
    record_looks(1)
    sequence_all()
    if content is not None:
        (tmp_path / "since").write_text(content)
    with pytest.raises(CommandError):
        call_command("verify_log", "--since", str(tmp_path / "since"))
    assert Log.objects.exists()

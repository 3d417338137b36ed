"""The receiver's memory on the disk: what it says is there stays there, what a crash cut short never was."""

import stat
from pathlib import Path

import pytest

from services.sdk import journal as journals
from services.sdk.journal import FileJournal


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Where the journal lies."""
    return tmp_path / "signals.journal"


def test_it_remembers_over_a_restart(path: Path) -> None:
    first = FileJournal(path)
    for jti in ("a", "b", "c"):
        first.handled(jti)
    first.acknowledged(["a", "c"])
    second = FileJournal(path)
    assert second.waiting() == ["b"]
    assert [second.knows(jti) for jti in ("a", "b", "c", "d")] == [True, True, True, False]


def test_only_its_owner_reads_it(path: Path) -> None:
    FileJournal(path).handled("a")
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


@pytest.mark.parametrize("cut", range(1, 6))
def test_a_line_that_a_crash_cut_short_is_no_line(path: Path, cut: int) -> None:
    first = FileJournal(path)
    first.handled("aaaa")
    first.handled("bbbb")
    path.write_bytes(path.read_bytes()[:-cut])
    second = FileJournal(path)
    assert second.waiting() == ["aaaa"]
    second.handled("cccc")
    assert FileJournal(path).waiting() == ["aaaa", "cccc"], "the half line did not grow into the next one"


def test_it_stays_small_and_forgets_nothing_that_waits(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(journals, "KEPT", 10)
    journal = FileJournal(path)
    journal.handled("waits")
    for number in range(100):
        journal.handled(f"j{number}")
        journal.acknowledged([f"j{number}"])
    assert len(path.read_text().splitlines()) <= 60
    again = FileJournal(path)
    assert again.waiting() == ["waits"]
    assert again.knows("j99")
    assert not again.knows("j0")


def test_a_crash_while_it_is_rewritten_leaves_the_old_one(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    journal = FileJournal(path)
    journal.handled("a")

    def crash(self: Path, target: Path) -> None:
        raise OSError

    with monkeypatch.context() as broken:
        broken.setattr(Path, "replace", crash)
        with pytest.raises(OSError):
            journal._rewrite()
    assert FileJournal(path).waiting() == ["a"]
    journal._rewrite()
    assert FileJournal(path).waiting() == ["a"]

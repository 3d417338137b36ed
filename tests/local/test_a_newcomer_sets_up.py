"""The first thing `make` does: a virtual environment that is true to the pinned requirements, or advice."""

import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from deploy.local import venv


@pytest.fixture
def clone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A clone in a path with spaces that needs no packages."""
    path = tmp_path / "a clone"
    path.mkdir()
    (path / "requirements.txt").write_text("# nothing\n")
    (path / "requirements-dev.txt").write_text("-r requirements.txt\n")
    monkeypatch.setattr(venv, "CLONE", path)
    return path


@pytest.fixture
def installed(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The requirement files that were installed, in order; nothing is fetched, and environments are made quickly."""
    files: list[str] = []

    def make(folder: Path) -> bool:
        shutil.rmtree(folder, ignore_errors=True)
        (folder / "bin").mkdir(parents=True)
        (folder / "bin" / "python").symlink_to(sys.executable)
        (folder / "made-with").write_text(venv._version_of(folder))
        return True

    monkeypatch.setattr(venv, "_make", make)

    def install(_folder: Path, file: str) -> bool:
        files.append(file)
        return True

    monkeypatch.setattr(venv, "_install", install)
    return files


def saying(said: str) -> Callable[..., subprocess.CompletedProcess[str]]:
    """This function will return a stand-in for a program that fails with these words."""

    def run(command: list[str], **_options: Any) -> subprocess.CompletedProcess[str]:
        return subprocess.CompletedProcess(command, 1, stdout=said, stderr="")

    return run


def test_an_environment_is_really_made_where_the_path_has_spaces(clone: Path) -> None:
    assert venv._make(clone / ".venv")
    assert venv._usable(clone / ".venv")


def test_packages_are_installed_once_and_again_only_when_a_pin_changes(clone: Path, installed: list[str]) -> None:
    assert [venv.main([]), venv.main([])] == [0, 0]
    assert installed == ["requirements.txt"]
    (clone / "requirements.txt").write_text("# nothing yet\nDjango==5.2.19\n")
    assert venv.main([]) == 0
    assert installed == ["requirements.txt"] * 2


def test_tools_are_added_when_needed_and_kept(clone: Path, installed: list[str]) -> None:
    for arguments in ([], ["--dev"], [], ["--dev"]):
        assert venv.main(arguments) == 0
    assert installed == ["requirements.txt", "requirements-dev.txt"]


def test_an_environment_of_another_python_or_a_broken_one_is_made_again(clone: Path, installed: list[str]) -> None:
    venv.main([])
    (clone / ".venv" / "made-with").write_text("3 9\n")
    venv.main([])
    (clone / ".venv" / "bin" / "python").unlink()
    assert venv.main([]) == 0
    assert len(installed) == 3


def test_a_failed_installation_is_tried_again_next_time(
    clone: Path, installed: list[str], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    with monkeypatch.context() as broken:
        broken.setattr(venv, "_install", lambda _folder, _file: False)
        assert venv.main([]) == 1
    assert "make clean" in capsys.readouterr().err
    assert venv.main([]) == 0
    assert installed == ["requirements.txt"]


def test_debians_python_without_venv_gets_advice(
    clone: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    said = "The virtual environment was not created successfully because ensurepip is not available."
    monkeypatch.setattr(subprocess, "run", saying(said))
    assert venv.main([]) == 1
    assert "apt install python3-venv" in capsys.readouterr().err
    assert not (clone / ".venv").exists()


def test_a_python_that_is_too_old_is_refused_with_advice(
    clone: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys, "version_info", (3, 10, 12))
    assert venv.main([]) == 1
    assert "PYTHON=python3.12" in capsys.readouterr().err

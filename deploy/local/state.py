"""Where the servers of one MYDATA_HOME keep their data, and the record of it in that home."""

import json
import os
import secrets
import shutil
from dataclasses import dataclass
from pathlib import Path

from deploy.local.errors import ADVICE_HOME, DataUnusable, explained
from deploy.local.files import make_directory, write_private
from deploy.local.paths import SYSTEM_STATE, clone_state
from deploy.local.processes import is_alive

RECORD = "postgres.json"


@dataclass(frozen=True)
class State:
    """The directory of one home's clusters, and the one for copies of PostgreSQL's programs."""

    directory: Path
    binaries: Path


def ensure_home(home: Path) -> None:
    """
    This function will make a home that only its owner can enter; one that exists keeps its mode.

    :raises DataUnusable: when it cannot be made or written.
    """
    with explained(home):
        home.parent.mkdir(parents=True, exist_ok=True)
        make_directory(home, 0o700)
        if not os.access(home, os.W_OK | os.X_OK):
            raise DataUnusable(f"{home} cannot be written by this user.", ADVICE_HOME)


def find_state(home: Path) -> State | None:
    """
    This function will return what a home's record says, None when there is no record that is this home's own.

    :raises DataUnusable: when another user made it.
    """
    try:
        record = json.loads((home / RECORD).read_text(encoding="utf-8"))
        recorded_home, directory, uid = Path(record["home"]), Path(record["state"]), int(record["uid"])
    except (OSError, ValueError, KeyError, TypeError):
        return None
    if uid != os.geteuid():
        raise DataUnusable(
            f"{home} was made by another user (uid {uid}).",
            "Work as that user, or choose MYDATA_HOME=/path of your own.",
        )
    # A clone that was moved keeps its data; one that was copied must not share the original's server.
    if recorded_home != home and (recorded_home / RECORD).exists():
        return None
    inside = home / "postgres"
    if not directory.is_relative_to(SYSTEM_STATE):
        directory = inside
    binaries = directory.parent / "binaries" if directory.is_relative_to(SYSTEM_STATE) else inside / "binaries"
    return State(directory, binaries) if directory.is_dir() else None


def make_state(home: Path) -> State:
    """
    This function will return where a home's clusters live, and make and record it the first time.

    :raises DiskFull: when there is no room.
    :raises DataUnusable: when a directory cannot be made.
    """
    ensure_home(home)
    if found := find_state(home):
        return found
    if os.geteuid() == 0:
        base = clone_state()
        _forget_earlier(base, home)
        directory = base / secrets.token_hex(4)
        binaries = base / "binaries"
    else:
        directory = home / "postgres"
        binaries = directory / "binaries"
        if directory.is_dir():  # made for a home that this one is a copy of
            with explained(directory):
                shutil.rmtree(directory)
    with explained(directory):
        directory.parent.parent.mkdir(parents=True, exist_ok=True)
        for path in (directory.parent.parent, directory.parent, directory, binaries):
            if path.is_relative_to(SYSTEM_STATE) or path.is_relative_to(directory):
                make_directory(path, 0o755)
        (directory / "home").write_text(str(home), encoding="utf-8")
        record = {"home": str(home), "state": str(directory), "uid": os.geteuid()}
        write_private(home / RECORD, json.dumps(record))
    return State(directory, binaries)


def _forget_earlier(base: Path, home: Path) -> None:
    """Remove what an earlier home at the same path left behind: nobody can open it without that home's secrets."""
    for mark in base.glob("*/home"):
        if mark.read_text(encoding="utf-8") == str(home) and not _serving(mark.parent):
            shutil.rmtree(mark.parent, ignore_errors=True)


def _serving(directory: Path) -> bool:
    for file in directory.glob("*/data/postmaster.pid"):
        first = file.read_text(encoding="utf-8", errors="replace").partition("\n")[0]
        if first.isdigit() and is_alive(int(first)):
            return True
    return False

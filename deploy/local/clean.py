"""The command behind `make clean`: stops this clone's servers and removes what they kept, inside the clone and out."""

import os
import shutil
import signal
import sys
from contextlib import suppress
from pathlib import Path

from deploy.local import processes, server
from deploy.local.errors import LocalError
from deploy.local.instance import RECORD as INSTANCE
from deploy.local.instance import end_leftovers, load_instance
from deploy.local.paths import CAMPAIGN, CLONE, SYSTEM_STATE, clone_state, home
from deploy.local.socket_directory import remove_directory
from deploy.local.state import RECORD as STATE
from deploy.local.state import find_state

OURS = ("secrets", "credentials", "demo", "guard", "log-keys", "logs", "static", "postgres", "test", "faults", "bench",
        "messages", STATE, INSTANCE, "steps.json", "run.lock")  # fmt: skip


def main() -> int:
    """This function will clean MYDATA_HOME and return the exit status."""
    try:
        clean(home())
    except LocalError as error:
        print(error, file=sys.stderr)
        return 1
    return 0


def clean(base: Path) -> None:
    """
    This function will stop what runs for a home and remove the home's files, and the servers' outside it.

    What somebody else put into the home is left there.

    :raises LocalError: when the home was made by another user.
    """
    for replay in (base / CAMPAIGN).glob("*/"):
        clean(replay)
    _remove_if_empty(base / CAMPAIGN)
    state = find_state(base)
    _stop_city(base)
    for directory in {*_outside(base), *((state.directory,) if state else ())}:
        _stop_servers(directory)
        shutil.rmtree(directory)
    if os.geteuid() == 0 and clone_state().is_dir() and not list(clone_state().glob("*/home")):
        shutil.rmtree(clone_state())
        _remove_if_empty(SYSTEM_STATE)
    if base == CLONE / ".mydata":
        shutil.rmtree(base, ignore_errors=True)
    for name in OURS:
        path = base / name
        if path.is_dir():
            shutil.rmtree(path)
        else:
            path.unlink(missing_ok=True)
    _remove_if_empty(base)


def _outside(base: Path) -> list[Path]:
    """What servers run by root keep outside the clone, for this home or for one that is gone."""
    if os.geteuid() != 0:
        return []
    marks = {mark.parent: Path(mark.read_text(encoding="utf-8")) for mark in clone_state().glob("*/home")}
    return [directory for directory, owner in marks.items() if owner == base or not owner.exists()]


def _stop_city(base: Path) -> None:
    instance = load_instance(base)
    if instance.is_running() and instance.supervisor:
        print(f"Stopping the city on {instance.url} …")
        processes.send(instance.supervisor[0], signal.SIGTERM)
        processes.wait_until(lambda: not instance.is_running(), 40.0)
    end_leftovers(instance)


def _stop_servers(directory: Path) -> None:
    for data in directory.glob("*/data"):
        if pid := server.running_pid(data):
            server.stop(data, pid)
        server.clear_lingering(data)
        remove_directory(data.parent / "socket")


def _remove_if_empty(path: Path) -> None:
    with suppress(OSError):
        path.rmdir()


if __name__ == "__main__":
    sys.exit(main())

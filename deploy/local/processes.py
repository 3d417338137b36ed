"""Questions about processes: from /proc on Linux, from psutil elsewhere."""

import os
import signal
import sys
import time
from collections.abc import Callable, Iterable
from contextlib import suppress
from pathlib import Path

_PROC = Path("/proc") if sys.platform.startswith("linux") else None


def is_alive(pid: int) -> bool:
    """This function will tell whether a process runs; a zombie that nobody has reaped does not."""
    return identity(pid) is not None


def identity(pid: int) -> str | None:
    """This function will return the moment a process began, which tells it from a later one of the same number."""
    if _PROC:
        try:
            fields = (_PROC / str(pid) / "stat").read_text(errors="replace").rpartition(")")[2].split()
        except OSError:
            return None
        return None if fields[0] in "ZXx" else fields[19]
    import psutil  # type: ignore[import-untyped,unused-ignore]

    try:
        process = psutil.Process(pid)
        return None if process.status() == psutil.STATUS_ZOMBIE else str(process.create_time())
    except psutil.Error:
        return None


def working_directory(pid: int) -> str | None:
    """This function will return a process's current directory, or None when it is gone or not ours to see."""
    if _PROC:
        try:
            return os.readlink(_PROC / str(pid) / "cwd")
        except OSError:
            return None
    import psutil

    try:
        return str(psutil.Process(pid).cwd())
    except psutil.Error:
        return None


def name(pid: int) -> str:
    """This function will return the name of the program a process runs, empty when it is gone."""
    if _PROC:
        try:
            return (_PROC / str(pid) / "comm").read_text(errors="replace").strip()
        except OSError:
            return ""
    import psutil

    try:
        return str(psutil.Process(pid).name())
    except psutil.Error:
        return ""


def working_in(directory: Path, program: str) -> list[int]:
    """This function will return every process of a program whose current directory is this one."""
    wanted = os.path.realpath(directory)
    if _PROC:
        pids: Iterable[int] = (int(entry.name) for entry in _PROC.iterdir() if entry.name.isdigit())
    else:
        import psutil

        pids = psutil.pids()
    return [pid for pid in pids if working_directory(pid) == wanted and name(pid) == program and is_alive(pid)]


def send(pid: int, number: signal.Signals, *, group: bool = False) -> None:
    """This function will signal a process (or its whole group) and not mind when it is already gone."""
    with suppress(ProcessLookupError, PermissionError):  # macOS says EPERM of a group of zombies
        (os.killpg if group else os.kill)(pid, number)


def wait_until(condition: Callable[[], bool], seconds: float) -> bool:
    """This function will wait for a condition to hold, looking every 20 ms, and tell whether it came to."""
    deadline = time.monotonic() + seconds
    while not condition():
        if time.monotonic() >= deadline:
            return False
        time.sleep(0.02)
    return True

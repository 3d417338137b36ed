"""The server process itself: start, look, stop, and clear away what a killed one left."""

import signal
import subprocess
from pathlib import Path

from deploy.local import processes
from deploy.local.binaries import Binaries
from deploy.local.errors import ADVICE_HOME, ADVICE_SPACE, DataUnusable, DiskFull, LocalError, StartFailed
from deploy.local.server_user import ServerUser

START_SECONDS = 90.0
_UNUSABLE = (
    *("could not open", "could not create", "could not access", "could not locate a valid checkpoint", "PANIC"),
    *("has wrong ownership", "invalid permissions", "Permission denied", "Read-only file system"),
)
_started: dict[int, subprocess.Popen[bytes]] = {}  # our own children, to be reaped when they end


def running_pid(data: Path) -> int | None:
    """This function will return the pid of the server that works in this data directory, None when there is none."""
    lines = _pid_file(data)
    if not lines or not lines[0].strip().isdigit():
        return None
    pid = int(lines[0])
    if child := _started.get(pid):
        child.poll()
    # The number alone proves nothing: after a crash another program may have got it.
    if not processes.is_alive(pid) or processes.working_directory(pid) != str(data.resolve()):
        return None
    return pid


def start(binaries: Binaries, user: ServerUser, data: Path, log: Path, options: dict[str, str]) -> int:
    """
    This function will start the server and return its pid once it takes connections.

    :param options: settings of PostgreSQL, which win over its configuration file.
    :raises DiskFull: when it says so.
    :raises DataUnusable: when the data directory cannot be used.
    :raises StartFailed: with the end of its log, for any other reason.
    """
    command = [str(binaries.directory / "postgres"), "-D", str(data)]
    for name, value in options.items():
        command += ["-c", f"{name}={value}"]
    with log.open("ab") as output:
        output.truncate(0)
        process = subprocess.Popen(command, stdout=output, stderr=output, **user.popen_options())
    _started[process.pid] = process
    try:
        processes.wait_until(lambda: process.poll() is not None or _is_ready(data, process.pid), START_SECONDS)
        if process.poll() is not None:
            raise explain(log_tail(log), data)
        if not _is_ready(data, process.pid):
            raise StartFailed(f"PostgreSQL did not come up in {START_SECONDS:.0f} seconds.", f"Its log: {log}")
    except BaseException:  # Ctrl-C too: a server that is half up is nobody's
        stop(data, process.pid)
        raise
    return process.pid


def stop(data: Path, pid: int) -> None:
    """This function will stop the server: politely, then at once, then by force, and wait until nothing is left."""

    def gone() -> bool:
        if child := _started.get(pid):
            child.poll()
        return not processes.is_alive(pid)

    for number, seconds in ((signal.SIGINT, 20.0), (signal.SIGQUIT, 5.0), (signal.SIGKILL, 5.0)):
        processes.send(pid, number)
        if processes.wait_until(gone, seconds):
            break
    _started.pop(pid, None)
    clear_lingering(data)


def clear_lingering(data: Path) -> None:
    """
    This function will end the processes of a server whose first process was killed, and remove its stale pid file.

    A new server refuses to start while one of them lives. Every process of a server works in its data directory.
    """
    for number in (signal.SIGQUIT, signal.SIGKILL):
        left = processes.working_in(data, "postgres")
        for pid in left:
            processes.send(pid, number)
        if not left or processes.wait_until(lambda: not processes.working_in(data, "postgres"), 1.5):
            break
    (data / "postmaster.pid").unlink(missing_ok=True)


def log_tail(log: Path, lines: int = 12) -> str:
    """This function will return the last lines of a log."""
    try:
        return "\n".join(log.read_text(encoding="utf-8", errors="replace").splitlines()[-lines:])
    except OSError:
        return ""


def explain(said: str, data: Path) -> LocalError:
    """This function will turn what PostgreSQL's programs said into an error with advice."""
    if "No space left on device" in said or "Disk quota exceeded" in said:
        return DiskFull(f"The disk that holds {data} is full. PostgreSQL said:\n{said}", ADVICE_SPACE)
    if any(phrase in said for phrase in _UNUSABLE):
        return DataUnusable(f"PostgreSQL cannot use {data}. It said:\n{said}", ADVICE_HOME)
    return StartFailed(f"PostgreSQL did not start. It said:\n{said}", ADVICE_HOME)


def _pid_file(data: Path) -> list[str]:
    try:
        return (data / "postmaster.pid").read_text(encoding="utf-8", errors="replace").splitlines()
    except OSError:
        return []


def _is_ready(data: Path, pid: int) -> bool:
    lines = _pid_file(data)
    return len(lines) >= 8 and lines[0].strip() == str(pid) and lines[7].strip() == "ready"

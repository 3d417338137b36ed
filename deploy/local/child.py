"""One child process that is kept alive."""

import signal
import subprocess
import time
from contextlib import suppress
from pathlib import Path

from deploy.local import processes
from deploy.local.paths import CLONE
from deploy.local.programs import Program
from deploy.local.server import log_tail

CALM_SECONDS = 60.0  # after so long alive, an end is a new accident and not the same one again
FIRST_PAUSE, LONGEST_PAUSE = 0.3, 30.0


class Child:
    """A program, its log file, and how long to pause before it is started once more."""

    def __init__(self, program: Program, logs: Path) -> None:
        self.name = program.name
        self.log = logs / f"{program.name}.log"
        self._program = program
        self._process: subprocess.Popen[bytes] | None = None
        self._started = self._next_start = 0.0
        self._pause = FIRST_PAUSE

    def start(self) -> None:
        """This function will start the program in a session of its own, so that Ctrl-C reaches the supervisor only."""
        with self.log.open("ab") as output:
            self._process = subprocess.Popen(
                self._program.command,
                cwd=CLONE,
                env=self._program.environment | {"PYTHONUNBUFFERED": "1"},
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=output,
                start_new_session=True,
            )
        self._started = time.monotonic()

    def record(self) -> tuple[int, str] | None:
        """This function will return pid and identity while the program lives."""
        if self._process is None or self._process.poll() is not None:
            return None
        identity = processes.identity(self._process.pid)
        return (self._process.pid, identity) if identity else None

    def revive(self) -> str | None:
        """
        This function will start the program again when it has ended and its pause is over.

        :return: what happened, for the terminal; None when nothing did.
        """
        if self._process is not None:
            if (status := self._process.poll()) is None:
                return None
            self._kill_group()  # workers of a server that was killed still hold its port
            self._process = None
            lived = time.monotonic() - self._started
            self._pause = FIRST_PAUSE if lived > CALM_SECONDS else min(self._pause * 2, LONGEST_PAUSE)
            self._next_start = time.monotonic() + self._pause
            return f"{self.name} ended ({_words(status)}); again in {self._pause:.1f} s.\n{log_tail(self.log, 6)}"
        if time.monotonic() >= self._next_start:
            self.start()
            return f"{self.name} is started again."
        return None

    def ask_to_stop(self) -> None:
        """This function will ask the program to finish."""
        if self._process is not None:
            processes.send(self._process.pid, signal.SIGTERM)

    def finish(self, seconds: float) -> None:
        """This function will wait for the end, force it after so many seconds, and leave none of its processes."""
        if self._process is None:
            return
        with suppress(subprocess.TimeoutExpired):
            self._process.wait(max(seconds, 0.0))
        self._kill_group()
        self._process.wait()
        self._process = None

    def _kill_group(self) -> None:
        if self._process is not None:
            processes.send(self._process.pid, signal.SIGKILL, group=True)


def _words(status: int) -> str:
    return f"killed by {signal.Signals(-status).name}" if status < 0 else f"exit status {status}"

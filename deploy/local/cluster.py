"""One embedded PostgreSQL of one MYDATA_HOME: `run`, `test`, `faults` and so on, each with its own data and locks."""

import shutil
import signal
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from deploy.local import processes, server
from deploy.local.binaries import find_binaries
from deploy.local.databases import PORT, Databases, checked
from deploy.local.errors import Busy, explained
from deploy.local.files import make_directory
from deploy.local.initialise import examine, initialise
from deploy.local.locks import FileLock
from deploy.local.roles import SUPERUSER, load_passwords, role_statements
from deploy.local.server_user import server_user
from deploy.local.socket_directory import clear_directory, remove_directory, socket_directory
from deploy.local.state import find_state, make_state

_T = TypeVar("_T")


class Cluster(Databases):
    """
    A PostgreSQL server that belongs to this clone alone and is reached over a socket only.

    :param home: MYDATA_HOME, an absolute path; made when missing.
    :param name: which of the home's servers. Those whose name begins with `test` do not wait for the disk.
    """

    def __init__(self, home: Path, name: str) -> None:
        self.home, self.name = home, checked(name)
        self._user = server_user()
        self._in_use: FileLock | None = None
        self._directory: Path | None = None  # known since the start, also when somebody removes the home meanwhile

    def start(self) -> bool:
        """
        This function will bring the server up, and make it the first time.

        :return: whether it was this call that started it.
        :raises LocalError: whatever stands in the way, with advice.
        """
        state = make_state(self.home)
        with explained(state.directory):
            make_directory(state.directory / self.name, 0o755)
            self._directory = state.directory / self.name
            return self._alone(self._start)

    def stop(self) -> None:
        """This function will stop the server, whoever uses it, and leave no process and no socket."""
        if self._exists():
            self._alone(self._stop)

    def hold(self) -> bool:
        """
        This function will start the server if need be and keep it up until `release`, also for other holders.

        :return: whether it was this call that started it.
        """
        started = self.start()
        self._in_use = FileLock(self.directory / "in-use.lock")
        self._in_use.acquire(shared=True)
        return self.start() or started  # again: the last other holder may have stopped it in between

    def release(self) -> None:
        """This function will stop the server unless somebody else still holds it."""
        held, self._in_use = self._in_use, None
        if held is not None and self._exists():

            def stop_when_last() -> None:
                if held.acquire():  # only the last holder gets it alone
                    self._stop()

            self._alone(stop_when_last)
            held.release()

    def pid(self) -> int | None:
        """This function will return the pid of the server's first process, None when it is not running."""
        return server.running_pid(self.data) if self._exists() else None

    def is_running(self) -> bool:
        """This function will tell whether the server's first process is alive."""
        return self.pid() is not None

    def kill9(self) -> None:
        """This function will kill the server's first process as a crash would, for tests of what happens then."""
        if pid := self.pid():
            processes.send(pid, signal.SIGKILL)
            processes.wait_until(lambda: not self.is_running(), 10.0)

    def destroy(self) -> None:
        """This function will stop the server and delete its data."""
        if self._exists():
            self.stop()
            shutil.rmtree(self.directory)

    @property
    def directory(self) -> Path:
        """What this server keeps: data, log, passwords, locks."""
        if self._directory is not None and self._directory.is_dir():
            return self._directory
        return make_state(self.home).directory / self.name

    @property
    def data(self) -> Path:
        """PostgreSQL's own data directory."""
        return self.directory / "data"

    @property
    def programs(self) -> Path:
        """The directory of PostgreSQL's programs: psql, pg_dump and so on."""
        return find_binaries(make_state(self.home).binaries, self._user).directory

    def _start(self) -> bool:
        if self.is_running():
            return False
        directory, data = self.directory, self.data
        binaries = find_binaries(make_state(self.home).binaries, self._user)
        passwords = load_passwords(directory / "passwords.json")
        durable = not self.name.startswith("test")
        if data.exists():
            examine(binaries, self._user, data)
            server.clear_lingering(data)
        else:
            (directory / "has-roles").unlink(missing_ok=True)
            initialise(binaries, self._user, directory, passwords[SUPERUSER], durable=durable)
        socket = socket_directory(directory / "socket", self._user)
        clear_directory(socket)
        server.start(binaries, self._user, data, directory / "server.log", _options(socket, durable))
        if not (directory / "has-roles").exists():
            self.sql(role_statements(passwords))
            (directory / "has-roles").touch()
        return True

    def _stop(self) -> None:
        if pid := server.running_pid(self.data):
            server.stop(self.data, pid)
        elif self.data.exists():
            server.clear_lingering(self.data)
        remove_directory(self.directory / "socket")

    def _alone(self, work: Callable[[], _T]) -> _T:
        lock = FileLock(self.directory / "lifecycle.lock")
        if not lock.acquire(wait=180.0):
            raise Busy(f"Another command is starting or stopping the embedded PostgreSQL `{self.name}`.", "Try again.")
        try:
            return work()
        finally:
            lock.release()

    def _exists(self) -> bool:
        if self._directory is not None and self._directory.is_dir():
            return True
        state = find_state(self.home)
        return state is not None and (state.directory / self.name).is_dir()


def _options(socket: Path, durable: bool) -> dict[str, str]:
    options = {
        "unix_socket_directories": str(socket),
        "unix_socket_permissions": "0700",
        "listen_addresses": "",
        "port": str(PORT),
        "max_connections": "200",
        "log_min_error_statement": "panic",  # a failing statement may hold a resident's data
        "log_timezone": "UTC",
        "timezone": "UTC",
    }
    if not durable:  # only what is made anew by every test run
        options.update(fsync="off", full_page_writes="off")
    return options

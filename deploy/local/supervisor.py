"""Keeps a city's programs and its database alive, and stops all of them."""

import time
from collections.abc import Callable
from contextlib import suppress
from http.client import HTTPConnection, HTTPException
from pathlib import Path

from deploy.local import processes
from deploy.local.child import LONGEST_PAUSE, Child
from deploy.local.cluster import Cluster
from deploy.local.errors import LocalError, StartFailed
from deploy.local.instance import Instance
from deploy.local.ports import HOST
from deploy.local.server import log_tail

READY_SECONDS = 60.0
STOP_SECONDS = 8.0


class Supervisor:
    """
    The children of one `make run`.

    :param server: the embedded PostgreSQL, None when the city uses another database.
    :param say: prints one line for the person at the terminal.
    """

    def __init__(self, home: Path, instance: Instance, server: Cluster | None, say: Callable[[str], None]) -> None:
        self._home, self._instance, self._server, self._say = home, instance, server, say
        self._children: list[Child] = []
        self._server_pause, self._next_server_start = 1.0, 0.0

    def start(self, children: list[Child]) -> None:
        """
        This function will start the programs and wait until both servers answer.

        :raises StartFailed: with the end of its log, when one of them does not.
        """
        ports = {"web": self._instance.port, "api": self._instance.api_port}
        for child in children:
            self._children.append(child)
            child.start()
        self._record()
        for child in children:
            if (port := ports.get(child.name)) and not _comes_up(child, port):
                raise StartFailed(
                    f"The {child.name} server does not answer. Its log ends:\n{log_tail(child.log)}",
                    f"All of it: {child.log}",
                )

    def watch(self, until: Callable[[], bool] = lambda: False) -> None:
        """This function will bring back whatever ends, until it is interrupted or ``until`` holds."""
        while not until():
            self._revive_server()
            news = [line for child in self._children if (line := child.revive())]
            for line in news:
                self._say(line)
            if news:
                self._record()
            time.sleep(0.3)

    def stop(self) -> None:
        """This function will stop every program, then the database; nothing is left running."""
        for child in self._children:
            child.ask_to_stop()
        deadline = time.monotonic() + STOP_SECONDS
        for child in self._children:
            child.finish(deadline - time.monotonic())
        if self._server is not None:
            self._server.stop()
            self._server.release()
        self._instance.supervisor, self._instance.children = None, {}
        with suppress(OSError):  # the home may be gone by now; what ran is not
            self._instance.save(self._home)

    def _revive_server(self) -> None:
        if self._server is None or self._server.is_running() or time.monotonic() < self._next_server_start:
            return
        try:
            self._server.start()
        except LocalError as error:
            self._say(f"PostgreSQL is down and does not start; again in {self._server_pause:.0f} s.\n{error}")
            self._next_server_start = time.monotonic() + self._server_pause
            self._server_pause = min(self._server_pause * 2, LONGEST_PAUSE)
        else:
            self._say("PostgreSQL had ended and is started again.")
            self._server_pause = 1.0

    def _record(self) -> None:
        self._instance.children = {child.name: record for child in self._children if (record := child.record())}
        self._instance.save(self._home)


def _comes_up(child: Child, port: int) -> bool:
    processes.wait_until(lambda: answers(port) or child.record() is None, READY_SECONDS)
    return child.record() is not None and answers(port)


def answers(port: int) -> bool:
    """This function will tell whether the city says on this port that it is well."""
    connection = HTTPConnection(HOST, port, timeout=5)
    try:
        connection.request("GET", "/healthz")
        return connection.getresponse().status == 200
    except (OSError, HTTPException):
        return False
    finally:
        connection.close()

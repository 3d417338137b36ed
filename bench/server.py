"""The measured server: the command line of the city's own API process, serving ``bench.wsgi``."""

import http.client
import json
import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bench.paths import NOTHING
from deploy.local.instance import Instance
from deploy.local.paths import CLONE
from deploy.local.ports import HOST
from deploy.local.programs import city_programs

START_SECONDS = 60.0


@dataclass(frozen=True, slots=True)
class Server:
    """A server that is up; load on it comes from processes of their own."""

    port: int
    token: str

    def start_load(self, path: str, bodies: Sequence[str], **job: Any) -> "subprocess.Popen[str]":
        """This function will start load and return its process; ``job`` as in ``bench.load``."""
        process = subprocess.Popen(
            [sys.executable, "-m", "bench.load"],
            cwd=CLONE,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        asked = {"host": HOST, "port": self.port, "path": path, "token": self.token, "bodies": list(bodies), **job}
        if process.stdin is None:
            raise RuntimeError("the load takes its job from standard input")
        process.stdin.write(json.dumps(asked))
        process.stdin.close()
        process.stdin = None
        return process

    def load(self, path: str, bodies: Sequence[str], **job: Any) -> dict[str, float]:
        """This function will put load on the server and return rps, p50, p99 (ms) and errors."""
        return read_load(self.start_load(path, bodies, **job))


def read_load(process: "subprocess.Popen[str]") -> dict[str, float]:
    """
    This function will wait for a load to end and return what it saw.

    :raises RuntimeError: when it broke off.
    """
    output, _ = process.communicate(timeout=600)
    if process.returncode:
        raise RuntimeError("the load broke off")
    seen: dict[str, float] = json.loads(output)
    return seen


@contextmanager
def running_server(token: str) -> Iterator[Server]:
    """
    This function will run the server for as long as the context lasts.

    :raises RuntimeError: with the end of its log, when it does not come up.
    """
    instance = Instance(port=_free_port(), api_port=_free_port())
    program = next(program for program in city_programs(instance, {}) if program.name == "api")
    command = (*program.command[:-1], "bench.wsgi:application")
    with tempfile.NamedTemporaryFile(suffix=".log") as log:
        process = subprocess.Popen(
            command, cwd=CLONE, env=program.environment, stdout=log, stderr=log, start_new_session=True
        )
        try:
            _wait(process, instance.api_port, Path(log.name))
            yield Server(instance.api_port, token)
        finally:
            process.terminate()
            with suppress(subprocess.TimeoutExpired):
                process.wait(15)
            with suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
            process.wait()


def _wait(process: "subprocess.Popen[bytes]", port: int, log: Path) -> None:
    end = time.monotonic() + START_SECONDS
    while process.poll() is None and time.monotonic() < end:
        with suppress(OSError, http.client.HTTPException):
            connection = http.client.HTTPConnection(HOST, port, timeout=5)
            connection.request("GET", NOTHING)
            if connection.getresponse().status == 200:
                return
        time.sleep(0.1)
    raise RuntimeError("The server did not come up:\n" + log.read_text(errors="replace")[-2_000:])


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        return int(probe.getsockname()[1])

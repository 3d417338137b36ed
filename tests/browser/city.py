"""A running city for the browser: a database of its own, the demonstration's people, all three processes."""

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

import httpx

from deploy.local.instance import Instance
from deploy.local.programs import Program, city_programs
from tests.databases import url_of

ROOT = Path(__file__).resolve().parent.parent.parent
PATIENCE_SECONDS = 30.0
# What belongs to the tests alone and would make the city behave differently.
OF_THE_TESTS = ("PYTEST_RUNNING", "PYTEST_CURRENT_TEST", "STATIC_ROOT")


@dataclass(frozen=True)
class City:
    """Where people (``url``) and departments (``api_url``) reach it, and where its files and logs are."""

    url: str
    api_url: str
    home: Path


def addresses(database: str) -> dict[str, str]:
    """This function will return the variables that lead a city to ``database``, for each of its roles."""
    return {
        "DATABASE_URL": url_of("default", database),
        "DATABASE_OWNER_URL": url_of("owner", database),
        "DATABASE_ERASER_URL": url_of("eraser", database),
    }


@contextmanager
def running_city(home: Path, databases: Mapping[str, str]) -> Iterator[City]:
    """This function will prepare and serve a city and stop it in the end.

    ``home`` is an empty directory; ``databases`` are the DATABASE_URL variables of an empty or migrated database.
    """
    instance = Instance(*free_ports())
    values = {
        "DEMO": "1",
        "LOG_FORMAT": "json",
        "MYDATA_HOME": str(home),
        "PUBLIC_URL": instance.url,
        "CONSENT_API_URL": instance.api_url,
        "SERVICE_CREDENTIALS_DIR": str(home / "credentials"),
        "DEMO_EXTRACT": str(home / "demo" / "extract.json"),
        **databases,
    }
    environment = {name: value for name, value in os.environ.items() if name not in OF_THE_TESTS} | values
    subprocess.run([sys.executable, "-m", "deploy.local.steps"], cwd=ROOT, env=environment, check=True)
    with _served(instance, environment, home):
        yield City(url=instance.url, api_url=instance.api_url, home=home)


@contextmanager
def _served(instance: Instance, environment: dict[str, str], home: Path) -> Iterator[None]:
    running = []
    try:
        for program in city_programs(instance, environment):
            with (home / f"{program.name}.log").open("wb") as log:
                running.append(_started(program, log))
        for url in (instance.url, instance.api_url):
            _wait_for(f"{url}/readiness")
        yield
    finally:
        for process in running:
            process.terminate()
        for process in running:
            with suppress(subprocess.TimeoutExpired):
                process.wait(10)
            process.kill()


def _started(program: Program, log: BinaryIO) -> "subprocess.Popen[bytes]":
    variables = {name: value for name, value in program.environment.items() if name not in OF_THE_TESTS}
    return subprocess.Popen(program.command, cwd=ROOT, env=variables, stdout=log, stderr=log, start_new_session=True)


def _wait_for(url: str) -> None:
    deadline = time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < deadline:
        with suppress(httpx.TransportError):
            if httpx.get(url).status_code == httpx.codes.OK:
                return
        time.sleep(0.1)
    raise RuntimeError(f"{url} did not answer within {PATIENCE_SECONDS:.0f} s")


def free_ports() -> tuple[int, int]:
    """This function will return two ports that nobody listens on."""
    with socket.socket() as one, socket.socket() as two:
        one.bind(("127.0.0.1", 0))
        two.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1]), int(two.getsockname()[1])

"""A whole city as `make run` serves it, in a home of its own, to be hurt."""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import pytest

from deploy.local.clean import clean
from deploy.local.cluster import Cluster
from deploy.local.instance import load_instance
from deploy.local.locks import FileLock
from tests.browser.city import free_ports
from tests.databases import ROOT

PATIENCE_SECONDS = 120.0
# What the tests' own database and secrets are called: the city makes its own.
NOT_INHERITED = ("DATABASE_", "SECRET_KEY", "ROOT_KEY", "MYDATA_HOME", "STATIC_ROOT", "PUBLIC_URL", "PYTEST", "PROCESS")


@dataclass(frozen=True)
class RunningCity:
    """Addresses, home and database server of a city under its supervisor."""

    url: str
    api_url: str
    home: Path
    environment: dict[str, str]

    @property
    def server(self) -> Cluster:
        """The embedded PostgreSQL."""
        return Cluster(self.home, "run")

    def manage(self, *arguments: str) -> str:
        """This function will run a management command against the living city and return what it printed."""
        command = [sys.executable, "manage.py", *arguments]
        ran = subprocess.run(
            command, cwd=ROOT, env=self.environment, capture_output=True, text=True, timeout=120, check=True
        )
        return ran.stdout

    def register(self, department: str, scopes: str) -> str:
        """This function will register a client and return an access token of it, got as a department gets one."""
        client = json.loads(self.manage("register_client", "--department", department, "--scopes", scopes, "--json"))
        answer = httpx.post(
            f"{self.api_url}/o/token/",
            data={"grant_type": "client_credentials", "scope": scopes},
            auth=(client["client_id"], client["client_secret"]),
        )
        return str(answer.raise_for_status().json()["access_token"])

    def check(self, token: str, pairwise_id: str, activity: str = "library-loans", **changes: Any) -> httpx.Response:
        """This function will ask whether the library may use somebody's loans."""
        question = {
            "subject": {"type": "department", "id": "library"},
            "action": {"name": activity},
            "resource": {"type": "library.loans", "id": pairwise_id},
        }
        headers = {"Authorization": f"Bearer {token}"}
        return httpx.post(f"{self.api_url}/access/v1/evaluation", json=question | changes, headers=headers, timeout=20)

    def sign_in(self, persona: str) -> httpx.Client:
        """This function will return a browser's cookies after signing in as one of the demonstration's people."""
        client = httpx.Client(base_url=self.url, follow_redirects=True, timeout=20)
        client.get("/demo/login/")
        token = client.cookies["csrftoken"]
        client.post("/demo/login/", data={"persona": persona, "csrfmiddlewaretoken": token}).raise_for_status()
        return client


@contextmanager
def kept_away(city: RunningCity) -> Iterator[None]:
    """This function will kill PostgreSQL and keep the supervisor from starting it, by the lock it would start under."""
    lock = FileLock(city.server.directory / "lifecycle.lock")
    assert lock.acquire(wait=30)
    try:
        city.server.kill9()
        yield
    finally:
        lock.release()


def eventually(holds: Callable[[], bool], seconds: float = PATIENCE_SECONDS) -> None:
    """This function will wait until ``holds`` is true, and fail when it has not become so in time."""
    deadline = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < deadline, "it did not recover in time"
        time.sleep(0.2)


@pytest.fixture(scope="package")
def faulty_city(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningCity]:
    """The city; whatever a test breaks must be whole again when the test ends."""
    home = tmp_path_factory.mktemp("faults") / "home"
    port, api_port = free_ports()
    kept = {name: value for name, value in os.environ.items() if not name.startswith(NOT_INHERITED)}
    environment = kept | {"MYDATA_HOME": str(home), "PORT": str(port), "API_PORT": str(api_port), "LOG_FORMAT": "json"}
    supervisor = subprocess.Popen(
        [sys.executable, "-m", "deploy.local.run"],
        cwd=ROOT,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        start_new_session=True,
    )
    try:
        eventually(lambda: supervisor.poll() is not None or _answers(f"http://127.0.0.1:{port}/readiness"))
        assert supervisor.poll() is None, supervisor.communicate()[0]
        eventually(lambda: len(load_instance(home).children) == 3)
        yield RunningCity(f"http://127.0.0.1:{port}", f"http://127.0.0.1:{api_port}", home, environment)
    finally:
        supervisor.send_signal(signal.SIGINT)
        supervisor.communicate(timeout=60)
        clean(home)


def _answers(url: str) -> bool:
    try:
        return httpx.get(url, timeout=5).status_code == httpx.codes.OK
    except httpx.TransportError:
        return False

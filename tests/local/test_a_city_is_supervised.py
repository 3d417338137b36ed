"""`make run` refuses what cannot work before it does any, brings back what dies, and ends everything it began."""

import os
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from deploy.local import processes
from deploy.local.child import Child
from deploy.local.cluster import Cluster
from deploy.local.errors import LocalError, PortTaken, StartFailed
from deploy.local.instance import Instance, end_leftovers, load_instance
from deploy.local.locks import FileLock
from deploy.local.paths import CLONE
from deploy.local.ports import chosen_ports, require_free
from deploy.local.programs import Program, city_programs
from deploy.local.stopping import StopAsked
from deploy.local.supervisor import Supervisor

SERVER = """
import sys
from http.server import BaseHTTPRequestHandler, HTTPServer
class Well(BaseHTTPRequestHandler):
    def do_GET(self):
        self.send_response(200)
        self.end_headers()
HTTPServer(("127.0.0.1", int(sys.argv[1])), Well).serve_forever()
"""


def free_port() -> int:
    """This function will return a port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture
def taken_port() -> Iterator[int]:
    """A port that somebody listens on."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen()
        yield int(listener.getsockname()[1])


@pytest.fixture
def instance() -> Instance:
    """A city on two free ports."""
    return Instance(free_port(), free_port())


def children(folder: Path, instance: Instance) -> list[Child]:
    """This function will return stand-ins for a city's three programs."""
    environment = dict(os.environ)
    answer = (sys.executable, "-c", SERVER)
    programs = [
        Program("api", (*answer, str(instance.api_port)), environment),
        Program("web", (*answer, str(instance.port)), environment),
        Program("worker", (sys.executable, "-c", "import time; time.sleep(600)"), environment),
    ]
    return [Child(program, folder) for program in programs]


def command(home: Path, *arguments: str, **variables: str) -> subprocess.CompletedProcess[str]:
    """This function will run one of the ground's commands on a home."""
    environment = {"PATH": os.environ["PATH"], "MYDATA_HOME": str(home)} | variables
    return subprocess.run(
        [sys.executable, "-m", *arguments], cwd=CLONE, env=environment, capture_output=True, text=True, check=False
    )


def test_a_taken_port_is_named_with_advice_before_any_work_is_done(home: Path, taken_port: int) -> None:
    done = command(home, "deploy.local.run", PORT=str(taken_port))
    assert done.returncode == 1
    assert f"PORT {taken_port} cannot be used" in done.stdout
    assert "make run" in done.stdout
    assert not (home / "postgres.json").exists()


def test_the_api_port_is_looked_at_too(taken_port: int) -> None:
    with pytest.raises(PortTaken) as refusal:
        require_free("API_PORT", taken_port)
    assert "API_PORT=" in refusal.value.advice


@pytest.mark.parametrize("port", ["0", "70000", "http", "-1", "٣"])
def test_what_is_no_port_is_said_to_be_none(monkeypatch: pytest.MonkeyPatch, port: str) -> None:
    monkeypatch.setenv("PORT", port)
    with pytest.raises(LocalError, match="is no port"):
        chosen_ports()


def test_a_second_run_in_the_same_clone_says_where_the_first_one_is(home: Path, instance: Instance) -> None:
    home.mkdir()
    instance.save(home)
    lock = FileLock(home / "run.lock")
    assert lock.acquire()
    done = command(home, "deploy.local.run")
    lock.release()
    assert done.returncode == 0
    assert f"already running: {instance.url}" in done.stdout


def test_no_program_of_the_city_gets_the_owners_key_and_only_the_worker_the_erasers_and_the_logs(
    instance: Instance, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DATABASE_OWNER_URL", "inherited")
    values = {"DATABASE_URL": "a", "DATABASE_OWNER_URL": "o", "DATABASE_ERASER_URL": "e", "LOG_KEYS_DIR": "k"}
    got = {program.name: program.environment for program in city_programs(instance, values)}
    assert [name for name, variables in got.items() if "DATABASE_OWNER_URL" in variables] == []
    assert [name for name, variables in got.items() if "DATABASE_ERASER_URL" in variables] == ["worker"]
    assert [name for name, variables in got.items() if "LOG_KEYS_DIR" in variables] == ["worker"]
    assert {name: variables["PROCESS"] for name, variables in got.items()} == {name: name for name in got}


def test_whatever_is_killed_comes_back_and_stopping_ends_all_of_it(
    tmp_path: Path, home: Path, server: Cluster, instance: Instance
) -> None:
    server.hold()
    said: list[str] = []
    supervisor = Supervisor(home, instance, server, said.append)
    started = children(tmp_path, instance)
    supervisor.start(started)
    first = {name: pid for name, (pid, _identity) in load_instance(home).children.items()}
    server.kill9()
    os.kill(first["worker"], signal.SIGKILL)

    def everything_is_back() -> bool:
        now = {name: pid for name, (pid, _identity) in load_instance(home).children.items()}
        return server.is_running() and "worker" in now and now["worker"] != first["worker"]

    # The watch runs in this thread, as it does for real, until it is asked to stop.
    stopper = threading.Thread(
        target=lambda: (processes.wait_until(everything_is_back, 20), os.kill(os.getpid(), signal.SIGUSR1))
    )
    previous = signal.signal(signal.SIGUSR1, lambda number, _frame: (_ for _ in ()).throw(StopAsked(number)))
    try:
        stopper.start()
        with pytest.raises(StopAsked):
            supervisor.watch()
    finally:
        signal.signal(signal.SIGUSR1, previous)
        stopper.join()
        last = load_instance(home).leftovers()
        supervisor.stop()
    assert len(last) == 3
    assert [pid for pid in last if processes.is_alive(pid)] == []
    assert not server.is_running()
    assert any("worker ended (killed by SIGKILL)" in line for line in said)
    assert any("PostgreSQL had ended and is started again" in line for line in said)


def test_a_server_that_does_not_come_up_is_reported_with_its_log(
    tmp_path: Path, home: Path, instance: Instance
) -> None:
    home.mkdir()
    broken = Program("web", (sys.executable, "-c", "raise SystemExit('the reason')"), dict(os.environ))
    supervisor = Supervisor(home, instance, None, print)
    with pytest.raises(StartFailed, match="the reason"):
        supervisor.start([Child(broken, tmp_path)])
    supervisor.stop()


def test_what_a_killed_supervisor_left_is_ended_and_nothing_else(
    tmp_path: Path, home: Path, instance: Instance
) -> None:
    home.mkdir()
    left = Child(Program("worker", (sys.executable, "-c", "import time; time.sleep(600)"), dict(os.environ)), tmp_path)
    left.start()
    record = left.record()
    assert record
    instance.children = {"worker": record, "web": (os.getpid(), "another process of the same number")}
    instance.save(home)
    end_leftovers(load_instance(home))
    assert not processes.is_alive(record[0])
    left.finish(1)

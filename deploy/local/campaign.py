"""The command behind `make campaign`: an API, a worker and an emulated gateway for one replay, in a home of its own."""

import os
import secrets
import signal
import subprocess
import sys
from argparse import ArgumentParser
from pathlib import Path

from rich.console import Console

from deploy.local import processes
from deploy.local.child import Child
from deploy.local.cluster import Cluster
from deploy.local.environment import ensure_database, environment, is_set, names_a_database
from deploy.local.errors import LocalError, StartFailed
from deploy.local.files import make_directory, write_private
from deploy.local.instance import Instance, end_leftovers, load_instance
from deploy.local.locks import FileLock
from deploy.local.paths import CAMPAIGN, CLONE, home
from deploy.local.ports import free_ports
from deploy.local.programs import Program, city_programs
from deploy.local.state import ensure_home
from deploy.local.stopping import StopAsked, ignore_signals, raise_when_asked_to_stop
from deploy.local.supervisor import Supervisor

COMMAND = "replay_campaign"
console = Console(highlight=False, soft_wrap=True, stderr=True)


def main(arguments: list[str]) -> int:
    """This function will serve one replay, run it and return its exit status. Killed and run again, it goes on."""
    base = home() / CAMPAIGN / _which(arguments)
    raise_when_asked_to_stop()
    try:
        ensure_home(base)
        lock = FileLock(base / "run.lock")
        if not lock.acquire():
            console.print("A campaign is being replayed here already.")
            return 1
        return _serve(base, arguments)
    except LocalError as error:
        console.print(f"[red]✗[/] {error.problem}", markup=True)
        if error.advice:
            console.print(f"  {error.advice}", markup=False)
        return 1
    except StopAsked:
        return 130


def _which(arguments: list[str]) -> str:
    """Each crowd has a home of its own: what the command does not understand it says itself."""
    reader = ArgumentParser(add_help=False)
    reader.add_argument("--families", default="5500")
    reader.add_argument("--seed", default="2021")
    known, _ = reader.parse_known_args(arguments)
    return "-".join(part if part.isascii() and part.isdigit() else "0" for part in (known.seed, known.families))[:40]


def _serve(base: Path, arguments: list[str]) -> int:
    end_leftovers(load_instance(base))
    port, api_port = free_ports(2)
    instance = Instance(port, api_port)
    instance.supervisor = (os.getpid(), processes.identity(os.getpid()) or "")
    server = None if names_a_database() else Cluster(base, "run")
    supervisor = Supervisor(base, instance, server, lambda line: console.print(line, markup=False))
    replay: subprocess.Popen[bytes] | None = None
    try:
        values = _prepared(base, instance, server)
        gateway = _gateway(base, values, instance)
        logs = base / "logs"
        make_directory(logs, 0o700)
        serving = [program for program in city_programs(instance, values | gateway) if program.name != "web"]
        supervisor.start([Child(program, logs) for program in serving])
        # Only now: what it has kept for the platform it brings at once.
        supervisor.start([Child(_emulator(values | gateway, instance), logs)])
        replay = subprocess.Popen(
            [sys.executable, "manage.py", COMMAND, *arguments], cwd=CLONE, env={**os.environ, **values, **gateway}
        )
        running = replay
        supervisor.watch(until=lambda: running.poll() is not None)
        return running.returncode
    finally:
        ignore_signals()
        if replay is not None and replay.poll() is None:
            processes.send(replay.pid, signal.SIGTERM)
            replay.wait()
        supervisor.stop()


def _prepared(base: Path, instance: Instance, server: Cluster | None) -> dict[str, str]:
    if server is not None:
        server.hold()
        ensure_database(server, base)
    instance.save(base)
    values = environment(base, server, instance)
    values = {name: value for name, value in values.items() if name == "MYDATA_HOME" or not is_set(name)}
    for step in (("migrate", "--verbosity", "0"), ("publish_registry", "--verbosity", "0")):
        ran = subprocess.run(
            [sys.executable, "manage.py", *step], cwd=CLONE, env={**os.environ, **values, "PROCESS": "all"}
        )
        if ran.returncode:
            raise StartFailed("The campaign could not be prepared; the lines above say why.")
    return values


def _gateway(base: Path, values: dict[str, str], instance: Instance) -> dict[str, str]:
    """How the platform and the emulator speak to each other. People's nights are not waited for."""
    folder = Path(values["MYDATA_HOME"]) / "secrets"
    make_directory(folder, 0o700)
    files = {name: folder / name.lower() for name in ("SMS_API_TOKEN", "SMS_GATEWAY_SECRET")}
    for file in files.values():
        if not file.exists():
            write_private(file, secrets.token_urlsafe(32))
    return {
        **{f"{name}_FILE": str(file) for name, file in files.items()},
        "SMS_BACKEND": "consent.messaging.backends.helsinki.HelsinkiBackend",
        "SMS_API_URL": f"http://127.0.0.1:{instance.port}",
        "SMS_SENDER": "16120",
        "SMS_PER_SECOND": os.environ.get("SMS_PER_SECOND") or "1000",
        "SMS_CONNECTIONS": "16",
        "SMS_QUIET_HOURS": "none",
    }


def _emulator(values: dict[str, str], instance: Instance) -> Program:
    command = (sys.executable, "manage.py", "sms_emulator", "--port", str(instance.port))
    return Program(
        "gateway", (*command, "--platform", instance.api_url, "--retry-seconds", "1"), {**os.environ, **values}
    )

"""The command behind `make run`: a whole city on this machine, until Ctrl-C."""

import os
import signal
import subprocess
import sys
from pathlib import Path

from rich.console import Console

from deploy.local import processes
from deploy.local.child import Child
from deploy.local.cluster import Cluster
from deploy.local.environment import ensure_database, environment, is_set, names_a_database
from deploy.local.errors import LocalError, StartFailed
from deploy.local.files import make_directory
from deploy.local.instance import Instance, end_leftovers, load_instance
from deploy.local.locks import FileLock
from deploy.local.paths import CLONE, home
from deploy.local.ports import chosen_ports, require_free
from deploy.local.programs import city_programs
from deploy.local.state import ensure_home
from deploy.local.stopping import StopAsked, ignore_signals, raise_when_asked_to_stop
from deploy.local.supervisor import Supervisor

console = Console(highlight=False, soft_wrap=True)


def main() -> int:
    """This function will serve a city and return the exit status."""
    base = home()
    raise_when_asked_to_stop()
    try:
        ensure_home(base)
        lock = FileLock(base / "run.lock")
        if not lock.acquire():
            running = load_instance(base)
            console.print(f"This clone's city is already running: {running.url}")
            console.print("Stop it with Ctrl-C where it was started. Another clone, with another PORT, can run beside.")
            return 0
        return _serve(base)
    except LocalError as error:
        console.print(f"[red]✗[/] {error.problem}", markup=True)
        if error.advice:
            console.print(f"  {error.advice}", markup=False)
        return 1
    except StopAsked:
        return 130


def _serve(base: Path) -> int:
    instance = Instance(*chosen_ports())
    patience = 5.0 if end_leftovers(load_instance(base)) else 0.0
    for name, port in (("PORT", instance.port), ("API_PORT", instance.api_port)):
        require_free(name, port, patience)
    instance.supervisor = (os.getpid(), processes.identity(os.getpid()) or "")
    server = None if names_a_database() else Cluster(base, "run")
    supervisor = Supervisor(base, instance, server, lambda line: console.print(line, markup=False))
    try:
        _prepare_and_start(base, instance, server, supervisor)
        _welcome(base, instance)
        supervisor.watch()
    except StopAsked:
        console.print("\nStopping…")
    finally:
        ignore_signals()
        supervisor.stop()
    console.print("Stopped; nothing is left running.")
    return 0


def _prepare_and_start(base: Path, instance: Instance, server: Cluster | None, supervisor: Supervisor) -> None:
    if server is not None:
        with console.status("PostgreSQL…"):
            server.hold()
            ensure_database(server, base)
        console.print("[green]✓[/] PostgreSQL", markup=True)
    instance.save(base)
    # What a person chose wins (CITY_NAME, PUBLIC_URL, a database …); the home is spelled out all the same.
    values = environment(base, server, instance)
    values = {name: value for name, value in values.items() if name == "MYDATA_HOME" or not is_set(name)}
    _take_steps(values)
    logs = base / "logs"
    make_directory(logs, 0o700)
    children = []
    for program in city_programs(instance, values):
        child = Child(program, logs)
        if child.log.exists():
            child.log.replace(child.log.with_suffix(".previous.log"))
        children.append(child)
    with console.status("Web, API and worker…"):
        supervisor.start(children)
    console.print("[green]✓[/] Web, API and worker", markup=True)


def _take_steps(values: dict[str, str]) -> None:
    process = subprocess.Popen(
        [sys.executable, "-m", "deploy.local.steps"],
        cwd=CLONE,
        env={**os.environ, **values, "PROCESS": "all"},
        start_new_session=True,
    )
    try:
        status = process.wait()
    except StopAsked:
        processes.send(process.pid, signal.SIGTERM, group=True)
        try:
            process.wait(5)
        except subprocess.TimeoutExpired:
            processes.send(process.pid, signal.SIGKILL, group=True)
            process.wait()
        raise
    if status:
        raise StartFailed("The city could not be prepared; the step above says why.")


def _welcome(base: Path, instance: Instance) -> None:
    console.print(
        f"\n  [bold]{instance.url}[/]\n\n"
        f"  Sign in       {instance.url}/demo/login/  as Aino (a parent), or as the librarian\n"
        f"  Departments   {instance.api_url}/api/docs/\n"
        f"  Sandbox       {base / 'demo' / 'sandbox.json'}  clients to try the API with (docs/integrate/)\n"
        f"  Logs          {base / 'logs'}\n"
        "  Ctrl-C stops everything.\n",
        markup=True,
    )


if __name__ == "__main__":
    sys.exit(main())

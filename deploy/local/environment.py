"""What the settings read, when nobody named a database: this clone's own server, in demonstration mode."""

import atexit
import os
import shutil
import signal
import sys
from pathlib import Path

from deploy.local.cluster import Cluster
from deploy.local.demo_secrets import secret_files
from deploy.local.files import make_directory
from deploy.local.instance import Instance, load_instance
from deploy.local.paths import home

DATABASE = "mydata"
STEPS = "steps.json"


def names_a_database() -> bool:
    """This function will tell whether the environment says which database to use."""
    return bool(os.environ.get("DATABASE_URL") or os.environ.get("DATABASE_URL_FILE"))


def is_wanted() -> bool:
    """
    This function will tell whether a command should use the embedded server.

    Never with DEMO=0: a city in production that forgot its DATABASE_URL must stop, not begin a demonstration.
    """
    return not names_a_database() and os.environ.get("DEMO", "1").lower() not in ("0", "false", "no", "off")


def prepare(process: str | None = None, *, cluster: str = "run") -> Cluster | None:
    """
    This function will make the environment complete for one command, without changing what is set in it already.

    The embedded server is started when it is not up, and stopped when this process ends, unless others still use it.

    :param process: value for PROCESS: all, web, api or worker.
    :param cluster: which of the clone's servers.
    :return: the server, None when the environment already names a database.
    :raises LocalError: whatever stands in the way, with advice.
    """
    if process:
        os.environ.setdefault("PROCESS", process)
    if not is_wanted():
        return None
    base = home()
    server = Cluster(base, cluster)
    _end_tidily()
    atexit.register(server.release)
    if server.hold():
        print(f"Started the embedded PostgreSQL of {base} for this command.", file=sys.stderr)
    files = files_home(base, cluster)
    ensure_database(server, files)
    instance = load_instance(base) if cluster == "run" else None
    for name, value in environment(files, server, instance).items():
        if name == "MYDATA_HOME" or not is_set(name):
            os.environ[name] = value
    # so that `manage.py dbshell` finds psql
    os.environ["PATH"] = os.pathsep.join([os.environ.get("PATH", os.defpath), str(server.programs)])
    return server


def is_set(name: str) -> bool:
    """This function will tell whether the environment gives a value, or `NAME` itself when it is `NAME_FILE`."""
    return bool(os.environ.get(name) or os.environ.get(name.removesuffix("_FILE")))


def files_home(base: Path, cluster: str) -> Path:
    """This function will return where a cluster's city keeps its files: tests never touch the running city's."""
    return base if cluster == "run" else base / cluster


def environment(files: Path, server: Cluster | None, instance: Instance | None) -> dict[str, str]:
    """
    This function will return every variable that the settings of a demonstration need.

    :param files: the directory for secrets, credentials, static files and the demo extract; made when missing.
    :param server: whose addresses to give; None leaves the database out.
    :param instance: where the city is served; None leaves its addresses out.
    """
    make_directory(files, 0o700)
    values = server.urls(DATABASE).environment() if server else {}
    values |= {"DEMO": "1", "MYDATA_HOME": str(files)}
    if instance:
        values |= {"PUBLIC_URL": instance.url, "CONSENT_API_URL": instance.api_url}
    return values | {f"{name}_FILE": str(file) for name, file in secret_files(files).items()}


def ensure_database(server: Cluster, files: Path) -> bool:
    """
    This function will create the city's database if it is not there, and forget files that spoke of an earlier one.

    :return: whether it was created now.
    """
    created = server.create_database(DATABASE)
    if created:
        for stale in ("credentials", "demo", "guard", "log-keys"):
            shutil.rmtree(files / stale, ignore_errors=True)
        (files / STEPS).unlink(missing_ok=True)
    return created


def _end_tidily() -> None:
    """Let `kill` and a closed terminal end this process through its exit functions, which stop the server."""
    for number in (signal.SIGTERM, signal.SIGHUP):
        if signal.getsignal(number) == signal.SIG_DFL:
            signal.signal(number, lambda received, _frame: sys.exit(128 + received))

"""The three processes of a city, as commands. The numbers follow what was measured on two cores."""

import os
import sys
from dataclasses import dataclass

from deploy.local.instance import Instance
from deploy.local.ports import HOST

_owner = ("DATABASE_OWNER_URL", "DATABASE_OWNER_URL_FILE")  # migrations only
_eraser = ("DATABASE_ERASER_URL", "DATABASE_ERASER_URL_FILE")  # erasure and retention only, which are the worker's
_signing = ("LOG_KEYS_DIR", "LOG_SIGNING_KEY_FILE")  # the log's private keys, which are the worker's
WSGI = "consent.wsgi:application"


@dataclass(frozen=True)
class Program:
    """One process to keep alive: its name is also its PROCESS and the name of its log."""

    name: str
    command: tuple[str, ...]
    environment: dict[str, str]


def city_programs(instance: Instance, values: dict[str, str]) -> list[Program]:
    """
    This function will return the programs of a city; each gets the database roles it needs and no more.

    :param values: what the settings read, beside this process's own environment.
    """
    working = {name: value for name, value in (os.environ | values).items() if name not in _owner}
    served = {name: value for name, value in working.items() if name not in _eraser + _signing}
    worker = (sys.executable, "manage.py", "worker")
    return [
        Program("api", _server(instance.api_port, "API", workers=2, threads=16), served | {"PROCESS": "api"}),
        Program("web", _server(instance.port, "WEB", workers=2, threads=4), served | {"PROCESS": "web"}),
        Program("worker", worker, working | {"PROCESS": "worker"}),
    ]


def _server(port: int, prefix: str, *, workers: int, threads: int) -> tuple[str, ...]:
    """
    Granian, WSGI. Without `--blocking-threads` it would keep hundreds of threads, each with a database connection.

    WEB_WORKERS, WEB_THREADS, API_WORKERS and API_THREADS change the numbers.
    """
    count = os.environ.get(f"{prefix}_WORKERS") or str(workers)
    blocking = os.environ.get(f"{prefix}_THREADS") or str(threads)
    return (
        *(sys.executable, "-m", "granian", "--interface", "wsgi", "--host", HOST, "--port", str(port)),
        *("--http", "1", "--no-ws", "--workers", count, "--blocking-threads", blocking),
        *("--blocking-threads-idle-timeout", "600", "--backlog", "1024", "--backpressure", "128"),
        *("--respawn-failed-workers", "--respawn-interval", "1", "--workers-kill-timeout", "5"),
        *("--no-access-log", "--log-level", "warning", WSGI),
    )

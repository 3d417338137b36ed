"""Test databases: the owner role migrates one template, every test run works on a clone as the app role.

Append-only tables refuse TRUNCATE, so nothing is ever flushed: what a test must commit, it commits to a clone of its
own, which is dropped afterwards. A clone takes about a tenth of a second.
"""

import fcntl
import hashlib
import itertools
import os
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import psycopg
from django.conf import settings
from django.core.management import call_command
from django.db import connections

ROOT = Path(__file__).resolve().parent.parent
_numbers = itertools.count(1)
ALIASES = ("default", "owner", "eraser")
SCHEMA_SOURCES = ("consent/*/migrations/*.py", "services/*/migrations/*.py", "consent/log/*.py", "requirements.txt")


def url_of(alias: str, database: str) -> str:
    """This function will return the address of ``database`` for the role of ``alias``."""
    name = "DATABASE_URL" if alias == "default" else f"DATABASE_{alias.upper()}_URL"
    parts = urlsplit(os.environ[name])
    # urlunsplit would drop the empty authority's slashes only when there is no user, and there always is.
    return urlunsplit(parts._replace(path=f"/{database}"))


def environment_of(database: str) -> dict[str, str]:
    """This function will return this process's environment with every role's address pointing at ``database``."""
    names = {alias: "DATABASE_URL" if alias == "default" else f"DATABASE_{alias.upper()}_URL" for alias in ALIASES}
    return os.environ | {name: url_of(alias, database) for alias, name in names.items()}


def owner_sql(statement: str, database: str = "postgres") -> None:
    """This function will run one statement as the owner role, outside any transaction."""
    with psycopg.connect(url_of("owner", database), autocommit=True) as connection:
        connection.execute(statement)


def point_django_at(database: str) -> None:
    """This function will make every alias of this process use ``database`` from its next connection on."""
    leave()
    for alias in ALIASES:
        settings.DATABASES[alias]["NAME"] = database
        connections[alias].settings_dict["NAME"] = database


def leave() -> None:
    """This function will close this thread's connections, and that of the thread which decides for all others."""
    from consent.api.access.ledger_source import TOGETHER  # needs a Django that is set up

    TOGETHER.rest()
    connections.close_all()


def template() -> str:
    """This function will return the name of a migrated, empty template, made once for this state of the schema."""
    digest = hashlib.sha256()
    for pattern in SCHEMA_SOURCES:
        for source in sorted(ROOT.glob(pattern)):
            digest.update(source.read_bytes())
    name = f"mydata_template_{digest.hexdigest()[:12]}"
    lock = Path(tempfile.gettempdir()) / f"{name}.{os.getuid()}.lock"
    with lock.open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        if not _exists(name):
            unfinished = f"{name}_making"
            drop(unfinished)
            owner_sql(f"CREATE DATABASE {unfinished}")
            point_django_at(unfinished)
            call_command("migrate", verbosity=0)
            connections.close_all()
            owner_sql(f"ALTER DATABASE {unfinished} RENAME TO {name}")
    return name


def _exists(database: str) -> bool:
    with psycopg.connect(url_of("owner", "postgres")) as connection:
        found = connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [database]).fetchone()
    return found is not None


def drop(database: str, patience: float = 10.0) -> None:
    """This function will drop a database if it is there, waiting up to ``patience`` seconds for others to leave it.

    The owner's role may not end the app's sessions, so one that has just been closed is given time to go.
    """
    deadline = time.monotonic() + patience
    while True:
        try:
            return owner_sql(f"DROP DATABASE IF EXISTS {database}")
        except psycopg.errors.ObjectInUse:
            if time.monotonic() > deadline:
                raise
            time.sleep(0.05)


@contextmanager
def clone(source: str, label: str) -> Iterator[str]:
    """This function will lend a clone of ``source``; it is dropped in the end."""
    name = f"mydata_{label}_{os.getpid()}_{next(_numbers)}"
    drop(name)
    owner_sql(f"CREATE DATABASE {name} TEMPLATE {source}")
    # The rights on a database itself are not cloned with what is in it.
    owner_sql(f"REVOKE TEMPORARY ON DATABASE {name} FROM PUBLIC")
    try:
        yield name
    finally:
        drop(name)

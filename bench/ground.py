"""The ground under the measurements: a server that waits for its disk, and a database of one's own on it."""

import base64
import os
import secrets
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from urllib.parse import urlsplit, urlunsplit

import psycopg

from deploy.local.environment import prepare

URLS = ("DATABASE_URL", "DATABASE_OWNER_URL", "DATABASE_ERASER_URL")


class CannotMeasure(Exception):
    """What is missing, in words for the terminal."""


@contextmanager
def own_database() -> Iterator[str]:
    """
    This function will make an empty database, point the environment of this process and its children at it, and drop
    it in the end. The clone's own server named ``bench`` is used when the environment names no database.

    :raises CannotMeasure: when a database is named without its owner's address.
    """
    os.environ.setdefault("DEMO", "1")
    prepare(cluster="bench")
    for name, value in (
        ("SECRET_KEY", secrets.token_urlsafe(60)),
        ("ROOT_KEY", base64.b64encode(secrets.token_bytes(32)).decode()),
    ):
        if not os.environ.get(name) and not os.environ.get(f"{name}_FILE"):
            os.environ[name] = value
    urls = {name: os.environ[name] for name in URLS if os.environ.get(name)}
    if not {"DATABASE_URL", "DATABASE_OWNER_URL"} <= urls.keys():
        raise CannotMeasure("DATABASE_OWNER_URL is not set: the owner's role makes a database to measure in.")
    database = f"mydata_bench_{os.getpid()}"
    owner = urls["DATABASE_OWNER_URL"]
    _sql(owner, f"CREATE DATABASE {database}")
    try:
        os.environ.update({name: in_database(url, database) for name, url in urls.items()})
        yield database
    finally:
        _drop(owner, database)


def in_database(url: str, database: str) -> str:
    """This function will return the address of another database of the same server and role."""
    return urlunsplit(urlsplit(url)._replace(path=f"/{database}"))


@contextmanager
def clone(source: str, label: str) -> Iterator[str]:
    """This function will lend a copy of a database that nobody is connected to; it is dropped in the end."""
    owner, database = os.environ["DATABASE_OWNER_URL"], f"{source}_{label}"
    _sql(owner, f"CREATE DATABASE {database} TEMPLATE {source}")
    try:
        yield database
    finally:
        _drop(owner, database)


def tidy(database: str) -> None:
    """This function will do what autovacuum does within minutes; without it the first plans are guesses."""
    _sql(in_database(os.environ["DATABASE_OWNER_URL"], database), "VACUUM ANALYZE")


def _sql(url: str, statement: str) -> None:
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(statement)


def _drop(owner: str, database: str) -> None:
    # The owner's role may not end the app's sessions, and one that was just closed takes a moment to go.
    for _ in range(100):
        with suppress(psycopg.errors.ObjectInUse):
            _sql(owner, f"DROP DATABASE IF EXISTS {database}")
            return
        time.sleep(0.1)
    print(f"The database {database} is still in use and was left behind.")

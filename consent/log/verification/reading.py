"""Reading rows as they are stored, by the thousand and without making a model instance of each."""

import struct
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from functools import cache
from itertools import count
from typing import Any

import psycopg
from django.db import connection, transaction
from django.db.models import Model
from psycopg.rows import namedtuple_row, tuple_row

BEGIN_OF_TIME = datetime(2000, 1, 1, tzinfo=UTC)  # PostgreSQL counts its microseconds from here
_MICROSECOND = timedelta(microseconds=1)
_MOMENT = struct.Struct(">q")
_names = count(1)


def fetch(statement: str, values: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
    """This function will return the rows of a statement as tuples, read in PostgreSQL's binary form."""
    connection.ensure_connection()
    with psycopg.Cursor(connection.connection, row_factory=tuple_row) as cursor:
        # Planned for the values at hand: a plan for any range of leaves would read the whole table for each.
        return cursor.execute(statement, values, binary=True, prepare=False).fetchall()


def fetch_rows(model: type[Model], event_ids: Sequence[int]) -> list[Any]:
    """This function will return a payload table's rows of these events, with the attributes that its encoder reads."""
    connection.ensure_connection()
    with psycopg.Cursor(connection.connection, row_factory=namedtuple_row) as cursor:
        statement = f"SELECT {_columns(model)} FROM {quoted(model)} WHERE event_id = ANY(%s)"  # noqa: S608
        return cursor.execute(statement, [list(event_ids)], binary=True, prepare=False).fetchall()


def stream(statement: str, values: Sequence[Any] = (), size: int = 5_000) -> Iterator[tuple[Any, ...]]:
    """This function will yield the rows of a statement through a server-side cursor, inside a transaction."""
    connection.ensure_connection()
    name = f"mydata_verification_{next(_names)}"
    with psycopg.ServerCursor(connection.connection, name, row_factory=tuple_row) as cursor:
        cursor.itersize = size
        yield from cursor.execute(statement, values, binary=True)


def stored_moment(at: datetime) -> bytes:
    """This function will return the bytes in which PostgreSQL stores a moment: ``timestamptz_send`` of it."""
    return _MOMENT.pack((at - BEGIN_OF_TIME) // _MICROSECOND)


def moment_stored(stored: bytes) -> datetime:
    """This function will return the moment of these bytes; raises ``OverflowError`` for one that no datetime can be."""
    return BEGIN_OF_TIME + timedelta(microseconds=_MOMENT.unpack(stored)[0])


def quoted(model: type[Model]) -> str:
    """This function will return the name of a model's table, quoted."""
    return str(connection.ops.quote_name(model._meta.db_table))


@cache
def _columns(model: type[Model]) -> str:
    quote = connection.ops.quote_name
    return ", ".join(f"{quote(str(field.column))} AS {quote(field.attname)}" for field in model._meta.concrete_fields)


@contextmanager
def one_moment() -> Iterator[str]:
    """This function will let all that is read inside be of one moment, and give the name by which others may join it.

    Inside a transaction that somebody else began it reads what that one sees, and the name is empty.
    """
    if connection.in_atomic_block:
        yield ""
        return
    with transaction.atomic():
        _read_only()
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_export_snapshot()")
            (name,) = cursor.fetchone()
        yield name


def join_moment(name: str) -> None:
    """This function will let all that this connection reads until it is closed be of another one's moment."""
    connection.set_autocommit(False)
    _read_only(name)


def _read_only(snapshot: str = "") -> None:
    with connection.cursor() as cursor:
        cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        if snapshot:
            cursor.execute("SET TRANSACTION SNAPSHOT %s", [snapshot])
        # Five million leaves take longer than any page may.
        cursor.execute("SET LOCAL statement_timeout = 0; SET LOCAL idle_in_transaction_session_timeout = 0")

"""The floor of everything that is recorded: one row inserted and committed by itself, on the same connection."""

from uuid import uuid4

from django.conf import settings
from django.db import connections
from psycopg import Cursor

from consent.ledger.facts import raw_connection

NAME = "one bare INSERT and COMMIT"
_TABLE = """
CREATE TABLE IF NOT EXISTS bench_floor (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, at timestamptz NOT NULL, subject uuid NOT NULL,
    department text NOT NULL, activity text NOT NULL, leaf bytea NOT NULL
);
CREATE INDEX IF NOT EXISTS bench_floor_of_subject ON bench_floor (subject, id);
"""
_INSERT = "INSERT INTO bench_floor (at, subject, department, activity, leaf) VALUES (now(), %s, %s, %s, %s)"


def make_table() -> None:
    """This function will make the table of bare rows in the database that is measured, once."""
    app = str(settings.DATABASES["default"]["USER"])
    with connections["owner"].cursor() as cursor:
        cursor.execute(f'{_TABLE} GRANT INSERT ON bench_floor TO "{app}"')
    connections["owner"].close()


def insert() -> None:
    """This function will insert one row; outside a transaction block PostgreSQL commits it by itself."""
    # Nothing durable can be cheaper on this connection.
    with Cursor(raw_connection()) as cursor:
        cursor.execute(_INSERT, (uuid4(), "library", "library-recommendations", bytes(32)), prepare=True)

"""Nobody rewrites a fact: not the app's role, not the role that owns the tables."""

from typing import Any
from urllib.parse import urlsplit

import psycopg
import pytest
from django.core.checks import Error
from django.core.exceptions import ImproperlyConfigured
from django.db import connection

from consent.log.checks import append_only_models, check_rights, check_triggers
from consent.log.guard import refuse_a_rewritable_log
from tests.cast import Cast, token_for
from tests.databases import url_of
from tests.decisions.doors import ask_http

ATTACKS = ("UPDATE {table} SET {column} = {column}", "DELETE FROM {table}", "TRUNCATE {table} CASCADE")
Connection = psycopg.Connection[Any]


@pytest.fixture
def facts(own_database: str, settled: Cast) -> None:
    """Committed facts of every kind to attack."""
    ask_http(token_for("trial"), {
        "subject": {"type": "department", "id": "trial"},
        "action": {"name": "trial-task"},
        "resource": {"type": "trial.plain", "id": settled.aino.pairwise_id},
    })  # fmt: skip


def guarded_tables() -> list[Any]:
    """This function will list every append-only table with its guard and a column of it."""
    return [
        pytest.param(table, model.append_only, model._meta.concrete_fields[0].column, id=table)
        for table, model in append_only_models().items()
    ]


def _attempt(connection: Connection, statement: str) -> None:
    with pytest.raises((psycopg.errors.RestrictViolation, psycopg.errors.InsufficientPrivilege)):
        connection.execute(statement)


@pytest.mark.parametrize("attack", ATTACKS)
@pytest.mark.parametrize(("table", "guard", "column"), guarded_tables())
@pytest.mark.law("GDPR", "5(1)(f)", "what was recorded cannot be changed, by the program's own role either")
def test_as_the_app_role(
    facts: None, app_connection: Connection, table: str, guard: str, column: str, attack: str
) -> None:
    before = app_connection.execute(f"SELECT count(*) FROM {table}").fetchone()
    _attempt(app_connection, attack.format(table=table, column=column))
    assert app_connection.execute(f"SELECT count(*) FROM {table}").fetchone() == before


@pytest.mark.parametrize("attack", ATTACKS)
@pytest.mark.parametrize("table", ["log_event", "log_datakey", "ledger_use", "registry_notice"])
def test_as_the_owner_of_the_tables(facts: None, owner_connection: Connection, table: str, attack: str) -> None:
    found = owner_connection.execute(f"SELECT count(*) FROM {table}").fetchone()
    assert found is not None
    assert found[0] > 0, "a row trigger only bites where there is a row"
    column = append_only_models()[table]._meta.pk.column  # type: ignore[union-attr]
    _attempt(owner_connection, attack.format(table=table, column=column))
    assert owner_connection.execute(f"SELECT count(*) FROM {table}").fetchone() == found


def test_an_upsert_is_no_way_around(facts: None, app_connection: Connection) -> None:
    _attempt(
        app_connection,
        "INSERT INTO log_event (id, kind, recorded_at, commitment) SELECT id, 'forged', recorded_at, commitment"
        " FROM log_event ON CONFLICT (id) DO UPDATE SET kind = 'forged'",
    )


@pytest.mark.parametrize(
    "statement",
    [
        "ALTER TABLE log_event DISABLE TRIGGER ALL",
        "DROP TRIGGER mydata_row ON log_event",
        "SET session_replication_role = replica",
        "ALTER TABLE log_event OWNER TO CURRENT_USER",
        "DROP TABLE log_event",
        "CREATE TABLE public.intruder (id integer)",
    ],
)
def test_the_app_role_cannot_lift_the_guard(app_connection: Connection, statement: str) -> None:
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        app_connection.execute(statement)


def test_the_eraser_deletes_payloads_and_nothing_else(facts: None, own_database: str) -> None:
    with psycopg.connect(url_of("eraser", own_database), autocommit=True) as eraser:
        _attempt(eraser, "DELETE FROM log_event")
        _attempt(eraser, "UPDATE ledger_use SET allowed = true")
        _attempt(eraser, "INSERT INTO log_pending (event_id) VALUES (1)")
        assert eraser.execute("DELETE FROM ledger_use").rowcount > 0


def test_a_guard_that_was_switched_off_is_reported(own_database: str, owner_connection: Connection) -> None:
    assert check_triggers(databases=["default"]) == []
    owner_connection.execute("ALTER TABLE ledger_use ENABLE TRIGGER mydata_row")
    owner_connection.execute("ALTER TABLE log_event DISABLE TRIGGER mydata_truncate")
    found = check_triggers(databases=["default"])
    assert {(problem.id, problem.obj._meta.db_table) for problem in found} == {  # type: ignore[union-attr]
        ("log.E001", "ledger_use"),
        ("log.E001", "log_event"),
    }
    assert all(isinstance(problem, Error) for problem in found)


def test_a_commitment_has_thirty_two_bytes(app_connection: Connection) -> None:
    with pytest.raises(psycopg.errors.CheckViolation):
        app_connection.execute(
            "INSERT INTO log_event (id, kind, recorded_at, commitment) VALUES (1, 'x', now(), '\\x00')"
        )


def test_the_tests_themselves_work_as_the_app_role(own_database: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_user = pg_get_userbyid(relowner) FROM pg_class WHERE relname = 'log_event'")
        assert cursor.fetchone() == (False,)


def test_a_temporary_table_cannot_take_a_facts_place(app_connection: Connection) -> None:
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        app_connection.execute("CREATE TEMPORARY TABLE ledger_use (LIKE public.ledger_use)")


def test_the_citys_own_connection_looks_for_temporary_tables_last(own_database: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SHOW search_path")
        assert cursor.fetchone() == ("public,pg_temp",)


def test_a_role_that_could_rewrite_the_log_is_reported(own_database: str, owner_connection: Connection) -> None:
    assert check_rights(databases=["default"]) == []
    refuse_a_rewritable_log()
    role = connection.settings_dict["USER"]
    owner_connection.execute(f"GRANT UPDATE ON log_event TO {role}")
    assert [problem.id for problem in check_rights(databases=["default"])] == ["log.E002"]
    with pytest.raises(ImproperlyConfigured, match="UPDATE on log_event"):
        refuse_a_rewritable_log()


def test_a_city_that_runs_as_the_owner_does_not_serve(own_database: str) -> None:
    connection.close()
    connection.settings_dict.update(user_and_password("owner"))
    try:
        with pytest.raises(ImproperlyConfigured, match="owns log_event"):
            refuse_a_rewritable_log()
    finally:
        connection.close()
        connection.settings_dict.update(user_and_password("default"))


def test_a_database_that_is_away_is_no_reason_not_to_start(own_database: str) -> None:
    connection.close()
    there = connection.settings_dict["NAME"]
    connection.settings_dict["NAME"] = "no_such_database"
    try:
        refuse_a_rewritable_log()
    finally:
        connection.settings_dict["NAME"] = there


def user_and_password(alias: str) -> dict[str, str]:
    """This function will return who ``alias`` is to the database."""
    parts = urlsplit(url_of(alias, "any"))
    return {"USER": str(parts.username), "PASSWORD": str(parts.password)}

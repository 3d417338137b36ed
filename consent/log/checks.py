"""System check that every append-only table still has its triggers, and has them always on."""

from collections.abc import Sequence
from typing import Any

from django.apps import AppConfig, apps
from django.conf import settings
from django.core.checks import CheckMessage, Error
from django.db import connections, models

from consent.log import append_only
from consent.log.refusals import LogRefused

EXPECTED = {
    "event": {append_only.ROW_TRIGGER, append_only.TRUNCATE_TRIGGER},
    "payload": {append_only.ROW_TRIGGER, append_only.DELETE_TRIGGER, append_only.TRUNCATE_TRIGGER},
}
_ALWAYS_ON = """
SELECT c.relname, array_remove(array_agg(t.tgname::text) FILTER (WHERE t.tgenabled = 'A'), NULL)
FROM pg_class c LEFT JOIN pg_trigger t ON t.tgrelid = c.oid AND NOT t.tgisinternal
WHERE c.relname = ANY(%s) AND c.relkind = 'r' AND pg_table_is_visible(c.oid) GROUP BY c.relname
"""


_RIGHTS = """
SELECT c.relname, pg_has_role(current_user, c.relowner, 'USAGE'),
    array_remove(ARRAY[
        CASE WHEN has_table_privilege(c.oid, 'UPDATE') THEN 'UPDATE' END,
        CASE WHEN has_table_privilege(c.oid, 'DELETE') THEN 'DELETE' END,
        CASE WHEN has_table_privilege(c.oid, 'TRUNCATE') THEN 'TRUNCATE' END], NULL)
FROM pg_class c WHERE c.relname = ANY(%s) AND c.relkind = 'r' AND pg_table_is_visible(c.oid)
"""


def append_only_models() -> dict[str, type[models.Model]]:
    """This function will return the models that declare ``append_only``, by table name."""
    return {model._meta.db_table: model for model in apps.get_models() if hasattr(model, "append_only")}


def check_triggers(
    app_configs: Sequence[AppConfig] | None = None, databases: Sequence[str] | None = None, **_: Any
) -> list[CheckMessage]:
    """This function will report each append-only table whose triggers are missing or not ENABLE ALWAYS.

    A table that has not been migrated yet is passed over: it holds nothing.
    """
    guarded = append_only_models()
    found: list[CheckMessage] = []
    for alias in databases or ():
        with connections[alias].cursor() as cursor:
            cursor.execute(_ALWAYS_ON, [list(guarded)])
            rows = cursor.fetchall()
        for table, triggers in rows:
            missing = EXPECTED[guarded[table].append_only] - set(triggers or ())  # type: ignore[attr-defined]
            if missing:
                found.append(
                    Error(
                        f"{table} can be rewritten: {', '.join(sorted(missing))} is missing or not ALWAYS on.",
                        hint="Find out who changed it, then run `python manage.py migrate` on a fresh copy to compare.",
                        obj=guarded[table],
                        id="log.E001",
                    )
                )
    return found


def check_rights(
    app_configs: Sequence[AppConfig] | None = None, databases: Sequence[str] | None = None, **_: Any
) -> list[CheckMessage]:
    """This function will report each append-only table that the running city's own role could rewrite."""
    if "default" not in (databases or ()):
        return []
    guarded = append_only_models()
    with connections["default"].cursor() as cursor:
        cursor.execute(_RIGHTS, [list(guarded)])
        rows = cursor.fetchall()
    return [
        Error(
            f"DATABASE_URL's role {'owns' if owns else 'may ' + ', '.join(rights) + ' on'} {table}.",
            hint="Give the city a role of its own, set DATABASE_OWNER_URL to the owner's, and run `manage.py migrate`.",
            obj=guarded[table],
            id="log.E002",
        )
        for table, owns, rights in rows
        if owns or rights
    ]


def check_guard(
    app_configs: Sequence[AppConfig] | None = None, databases: Sequence[str] | None = None, **_: Any
) -> list[CheckMessage]:
    """This function will report a database that is behind or different from what the fork guard says was signed.

    A process without ``GUARD_DIR`` cannot know; a database that has not been migrated yet holds nothing.
    """
    from consent.log.reconciling import refuse_a_rewound_database

    if "default" not in (databases or ()) or settings.GUARD_DIR is None:
        return []
    with connections["default"].cursor() as cursor:
        cursor.execute("SELECT to_regclass('log_leaf') IS NOT NULL")
        if not cursor.fetchone()[0]:
            return []
    try:
        refuse_a_rewound_database()
    except LogRefused as refusal:
        return [Error(str(refusal), id="log.E003")]
    return []

"""System check that every append-only table still has its triggers, and has them always on."""

from collections.abc import Sequence
from typing import Any

from django.apps import AppConfig, apps
from django.core.checks import CheckMessage, Error
from django.db import connections, models

from consent.log import append_only

EXPECTED = {
    "event": {append_only.ROW_TRIGGER, append_only.TRUNCATE_TRIGGER},
    "payload": {append_only.ROW_TRIGGER, append_only.DELETE_TRIGGER, append_only.TRUNCATE_TRIGGER},
}
_ALWAYS_ON = """
SELECT c.relname, array_remove(array_agg(t.tgname::text) FILTER (WHERE t.tgenabled = 'A'), NULL)
FROM pg_class c LEFT JOIN pg_trigger t ON t.tgrelid = c.oid AND NOT t.tgisinternal
WHERE c.relname = ANY(%s) AND c.relkind = 'r' AND pg_table_is_visible(c.oid) GROUP BY c.relname
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

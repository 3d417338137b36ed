"""Shredding: the only way in which a payload or a data key ever leaves, and only by the eraser's role."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from uuid import UUID

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.db import connection, connections, transaction
from django.db.models import Model

from consent.log.keys import PLATFORM
from consent.log.kinds import registered_kinds
from consent.log.models import DataKey

ERASER = "eraser"
BATCH = 5_000


def eraser() -> str:
    """This function will return the alias of the role that may shred.

    Raises ``ImproperlyConfigured`` in a process that was not given it: web and api never are.
    """
    if ERASER not in settings.DATABASES:
        raise ImproperlyConfigured(
            "Erasure and retention need the eraser's role. Set DATABASE_ERASER_URL for this process."
        )
    return ERASER


def personal_payloads() -> dict[type[Model], str]:
    """This function will return each deletable payload table and its column of the person it is about."""
    return {
        entry.model: entry.subject_field
        for entry in registered_kinds().values()
        if entry.subject_field and getattr(entry.model, "append_only", "") == "payload"
    }


def payloads_of(subject: UUID) -> list[tuple[int, datetime]]:
    """This function will list the event ids and moments of every payload about ``subject``, of all rooms."""
    found: list[tuple[int, datetime]] = []
    for model, column in personal_payloads().items():
        rows = model._default_manager.filter(**{column: subject})
        found += rows.values_list("event_id", "recorded_at")
    return sorted(found)


def key_years_of(subject: UUID) -> list[int]:
    """This function will list the years for which ``subject`` has a data key."""
    return sorted(DataKey.objects.filter(subject=subject).values_list("year", flat=True))


def shred_payloads(event_ids: Sequence[int]) -> int:
    """This function will delete the payloads of these events, by the eraser's role, and return how many there were.

    One transaction a batch: after a crash some are gone and the rest are found again by the manifest.
    """
    gone = 0
    for start in range(0, len(event_ids), BATCH):
        batch = list(event_ids[start : start + BATCH])
        with transaction.atomic(using=eraser()):
            for model in personal_payloads():
                gone += _delete(model, "event_id", batch)
    return gone


def shred_keys(subject: UUID, years: Iterable[int]) -> int:
    """This function will destroy the data keys of ``subject`` for these years and return how many there were.

    Without them neither the sealed texts nor the commitments of those years can be opened by anybody.
    """
    with connections[eraser()].cursor() as cursor:
        cursor.execute("DELETE FROM log_datakey WHERE subject = %s AND year = ANY(%s)", [subject, list(years)])
        return int(cursor.rowcount)


def emptied_keys(last_year: int, limit: int) -> list[tuple[UUID, int]]:
    """This function will list up to ``limit`` data keys of years up to ``last_year`` that open no payload any more.

    The platform's own keys are never among them: they open the log's facts about itself, which stay.
    """
    opens = " UNION ALL ".join(
        f"SELECT 1 FROM {model._meta.db_table} AS p WHERE p.{column} = k.subject"  # noqa: S608  (tables of ours)
        " AND p.recorded_at >= make_timestamptz(k.year, 1, 1, 0, 0, 0, 'UTC')"
        " AND p.recorded_at < make_timestamptz(k.year + 1, 1, 1, 0, 0, 0, 'UTC')"
        for model, column in sorted(personal_payloads().items(), key=lambda entry: entry[0]._meta.db_table)
    )
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT k.subject, k.year FROM log_datakey AS k WHERE k.year <= %s AND k.subject <> %s"  # noqa: S608
            f" AND NOT EXISTS ({opens}) ORDER BY k.subject, k.year LIMIT %s",
            [last_year, PLATFORM, limit],
        )
        return [(subject, year) for subject, year in cursor.fetchall()]


def _delete(model: type[Model], column: str, values: list[int]) -> int:
    # Written out: the ORM would first ask what hangs on the rows, and nothing may.
    with connections[eraser()].cursor() as cursor:
        quoted = connections[eraser()].ops.quote_name(model._meta.db_table)
        cursor.execute(f"DELETE FROM {quoted} WHERE {column} = ANY(%s)", [values])  # noqa: S608  (a table of ours)
        return int(cursor.rowcount)

"""How far a stop has been heard: by which departments that follow changes, of those that the activity concerns."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import connection

from consent import clock
from consent.signals.vocabulary import ENABLED

# Those that were told, and those that will be: a stream that has not read up to the event yet. The tables
# of the rooms below are read in this one statement; nothing is written.
_HEARD = """
SELECT e.event, d.department,
    coalesce(bool_and(k.acknowledged_at IS NOT NULL) FILTER (WHERE k.id IS NOT NULL), false),
    coalesce(bool_or(k.acknowledged_at IS NULL AND k.told_at <= %(late)s), false)
FROM unnest(%(events)s::bigint[], %(activities)s::text[]) AS e(event, activity)
JOIN LATERAL (
    SELECT department FROM signals_acknowledgement WHERE event_id = e.event
    UNION
    SELECT s.department FROM signals_stream s
    JOIN people_pairwiseid p ON p.department = s.department AND p.subject_id = %(subject)s
    JOIN registry_activity a ON a.code = e.activity
    LEFT JOIN log_leaf l ON l.event_id = e.event
    WHERE s.status = %(enabled)s
        AND (l.event_id IS NULL OR (s.log_number, s.next_index) <= (l.log_number, l.index))
        AND (a.department_id = s.department
            OR a.recipients @> jsonb_build_array(jsonb_build_object('department', s.department)))
) AS d ON true
LEFT JOIN signals_acknowledgement k ON k.event_id = e.event AND k.department = d.department
GROUP BY e.event, d.department
"""


@dataclass(frozen=True, slots=True)
class Stop:
    """An event by which a use ended: its id and the activity's code."""

    event: int
    activity: str


@dataclass(frozen=True, slots=True)
class Heard:
    """In how many of the departments that follow changes a stop is confirmed; ``late`` have let their time run out."""

    confirmed: int
    of: int
    late: int


def heard_of(subject: UUID, stops: Sequence[Stop]) -> dict[int, Heard]:
    """This function will tell by event how far each stop of ``subject`` has been heard, in one statement (GDPR 19).

    A department has confirmed when each of its streams that was told has. An event that nobody follows is left out.
    """
    if not stops:
        return {}
    asked: dict[str, Any] = {
        "events": [stop.event for stop in stops],
        "activities": [stop.activity for stop in stops],
        "subject": subject,
        "enabled": ENABLED,
        "late": clock.now() - timedelta(hours=settings.SSF.acknowledge_hours),
    }
    found: dict[int, list[tuple[bool, bool]]] = {}
    with connection.cursor() as cursor:
        cursor.execute(_HEARD, asked)
        for event, _department, heard, late in cursor.fetchall():
            found.setdefault(event, []).append((heard, late))
    return {
        event: Heard(sum(heard for heard, _ in each), len(each), sum(late for _, late in each))
        for event, each in found.items()
    }

"""Which departments an activity concerns: whose it is, and those its notice declares as recipients."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from consent.registry.models import Activity, ClientApplication, Notice


@dataclass(frozen=True, slots=True)
class FollowedNotice:
    """A published version with the departments it concerns, and those that only the version before it concerned."""

    activity: str
    version: int
    departments: frozenset[str]
    no_longer: frozenset[str]


def departments_concerned(activities: Iterable[str]) -> dict[str, frozenset[str]]:
    """This function will return the departments that each activity (code) concerns now, in one statement."""
    rows = Activity.objects.filter(code__in=set(activities)).values_list("code", "department_id", "recipients")
    return {code: _parties(department, recipients) for code, department, recipients in rows}


def activities_of(department: str) -> list[str]:
    """This function will return the codes of the activities that concern ``department``."""
    own = Activity.objects.filter(department_id=department).values_list("code", flat=True)
    received = Activity.objects.filter(recipients__contains=[{"department": department}])
    return sorted({*own, *received.values_list("code", flat=True)})


def disabled_clients() -> list[str]:
    """This function will return the ids of the clients that an operator has disabled."""
    return list(ClientApplication.objects.filter(disabled=True).values_list("client_id", flat=True))


def activities_ended(after: datetime, until: datetime) -> dict[str, datetime]:
    """This function will return the activities that ended after ``after`` and not later than ``until``, and when."""
    rows = Activity.objects.filter(in_force_until__gt=after, in_force_until__lte=until)
    return {row.code: row.in_force_until for row in rows if row.in_force_until is not None}


def notices_of_events(event_ids: Collection[int]) -> dict[int, FollowedNotice]:
    """This function will return the notices that these events published, by event."""
    rows = list(Notice.objects.filter(pk__in=event_ids))
    versions = Notice.objects.filter(activity_id__in={row.activity_id for row in rows})
    known = {(row.activity_id, row.version): _of_document(row.document) for row in versions}
    return {
        row.event_id: FollowedNotice(
            activity=row.activity_id,
            version=row.version,
            departments=known[row.activity_id, row.version],
            no_longer=known.get((row.activity_id, row.version - 1), frozenset()) - known[row.activity_id, row.version],
        )
        for row in rows
    }


def _of_document(document: Mapping[str, Any]) -> frozenset[str]:
    return _parties(document["department"]["code"], document["recipients"])


def _parties(department: str, recipients: Iterable[Mapping[str, Any]]) -> frozenset[str]:
    return frozenset({department, *(each["department"] for each in recipients if each.get("department"))})

"""Uses that departments told of afterwards: what they commit to, and who may read them."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from consent.core.canonical import Shape
from consent.core.events import Kind, based, hexed, moment, named
from consent.ledger.models import ImportedUse

_SHAPE = Shape(
    "activity", "at", "category", "department", "event_id", "external", "kind", "sealed", "subject", "system",
    "used_at", "v",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class ImportedUseView:
    """One look that the ledger was not asked about: ``used_at`` as the department says, ``at`` when it said so."""

    event_id: int
    at: datetime
    used_at: datetime
    department: str
    system: str
    activity: str
    category: str


def imported_use_fields(use: ImportedUse) -> dict[str, Any]:
    """This function will return the JSON values that an imported use commits to."""
    return {
        "v": 1,
        "kind": Kind.USE_IMPORTED,
        "event_id": use.event_id,
        "at": moment(use.recorded_at),
        "subject": named(use.subject),
        "department": use.department,
        "system": use.system,
        "external": hexed(use.external),
        "activity": use.activity,
        "category": use.category,
        "used_at": moment(use.used_at),
        "sealed": based(use.sealed),
    }


def encode_imported_use(use: ImportedUse) -> bytes:
    """This function will return the canonical bytes of an imported use."""
    return _SHAPE.encode(imported_use_fields(use))


def imported_uses_of(
    subject: UUID, *, among: Collection[str], limit: int, activity: str | None = None
) -> list[ImportedUseView]:
    """This function will return the newest ``limit`` imported uses of ``subject``'s data in the activities ``among``.

    ``activity`` (a code) narrows it. GDPR 15(1)(c) as read in C-579/21.
    """
    uses = ImportedUse.objects.filter(subject=subject, activity__in=among)
    if activity is not None:
        uses = uses.filter(activity=activity)
    return [_view(use) for use in uses.order_by("-used_at", "-event_id")[:limit]]


def old_imported_uses(cut: datetime, limit: int) -> list[int]:
    """This function will list the event ids of up to ``limit`` imported uses that happened not later than ``cut``."""
    found = ImportedUse.objects.filter(used_at__lte=cut).order_by("used_at", "event_id")
    return list(found.values_list("event_id", flat=True)[:limit])


def _view(use: ImportedUse) -> ImportedUseView:
    return ImportedUseView(
        use.event_id, use.recorded_at, use.used_at, use.department, use.system, use.activity, use.category
    )

"""What departments reported of uses: for the person whose data they were, and for the department itself."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Func, OuterRef, Subquery, Sum

from consent.ledger.models import UseReport

# A department may report on one use again and again, so it is summed up where it is kept, in the statement of the uses.
_OF_USE = UseReport.objects.filter(use=OuterRef("event_id")).order_by()
SUMMED: dict[str, Any] = {
    "rows_read": Subquery(_OF_USE.values("use").annotate(total=Sum("rows_read")).values("total")),
    "passed_on_to": ArraySubquery(
        _OF_USE.annotate(to_whom=Func("passed_on_to", function="unnest"))
        .order_by("to_whom")
        .values("to_whom")
        .distinct()
    ),
}


@dataclass(frozen=True, slots=True)
class ReportedUse:
    """All reports on one use together: the rows read, and each recipient once, by code or Finnish name."""

    rows_read: int
    passed_on_to: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ReportView:
    """One report, as the department made it."""

    reported_at: datetime
    at: datetime | None
    rows_read: int
    passed_on_to: tuple[str, ...]


def reported_of(use: Any) -> ReportedUse | None:
    """This function will return what was reported of a use that was read with ``SUMMED``, if anything was."""
    return None if use.rows_read is None else ReportedUse(int(use.rows_read), tuple(use.passed_on_to))


def reports_on(use: int, limit: int = 100) -> list[ReportView]:
    """This function will return the newest reports on one use (its event id)."""
    rows = UseReport.objects.filter(use=use).order_by("-event_id")[:limit]
    return [ReportView(row.recorded_at, row.happened_at, row.rows_read, tuple(row.passed_on_to)) for row in rows]


def events_of_reports(uses: Collection[int]) -> list[tuple[int, datetime]]:
    """This function will return the event ids and moments of the reports on ``uses``, which are kept as long."""
    rows = UseReport.objects.filter(use__in=uses).order_by("event_id")
    return list(rows.values_list("event_id", "recorded_at"))


def old_reports(cut: datetime, limit: int) -> list[int]:
    """This function will list the event ids of up to ``limit`` reports not later than ``cut`` (aware)."""
    found = UseReport.objects.filter(recorded_at__lte=cut).order_by("recorded_at", "event_id")
    return list(found.values_list("event_id", flat=True)[:limit])

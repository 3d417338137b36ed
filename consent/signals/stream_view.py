"""A stream as other rooms see it: its configuration and status, never its row."""

from collections.abc import Sequence
from dataclasses import dataclass

from consent.signals.models import Stream


@dataclass(frozen=True, slots=True)
class StreamView:
    """What a receiver may know of its stream. What pushes carry to prove themselves is not in it."""

    id: str
    department: str
    method: str
    endpoint_url: str
    description: str
    events_requested: Sequence[str]
    status: str
    reason: str


def view_of(row: Stream) -> StreamView:
    """This function will return what a stream's row says."""
    return StreamView(
        id=row.pk,
        department=row.department,
        method=row.method,
        endpoint_url=row.endpoint_url,
        description=row.description,
        events_requested=tuple(row.events_requested),
        status=row.status,
        reason=row.reason,
    )

"""A request as other rooms see it, with its status at the moment of the look."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from consent.asking.vocabulary import Status


@dataclass(frozen=True, slots=True, repr=False)
class RequestView:
    """
    One request. ``position`` orders a department's requests as they were made.

    ``answered_at`` is when it was first answered, ``decided_notice`` and ``valid_until`` are of the latest decision.
    ``sealed`` is the department's state, which only ``consent.asking.answers`` opens. Its repr names nobody.
    """

    id: UUID
    position: int
    subject: UUID
    department: str
    client: str
    activity: str
    notice_version: int
    asked_at: datetime
    expires_at: datetime
    return_uri: str
    sealed: bytes | None
    status: Status = Status.WAITING
    answered_at: datetime | None = None
    decided_notice: int | None = None
    valid_until: datetime | None = None
    cancelled_at: datetime | None = None

    def __repr__(self) -> str:
        return f"<RequestView {self.id}>"

    @property
    def closed_at(self) -> datetime:
        """When it stopped waiting, or will at the latest."""
        return self.answered_at or self.cancelled_at or self.expires_at

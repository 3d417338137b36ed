"""A use on its way to the table: what the check writes by the thousand, without the cost of a model's instance."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID


@dataclass(slots=True)
class UseRow:
    """The columns of ``ledger.Use``, which the check's own statement inserts."""

    event_id: int
    recorded_at: datetime
    subject: UUID | None
    department: str
    client: str
    activity: str
    category: str
    allowed: bool
    reason: str
    basis: str | None
    permission_version: int | None
    notice_version: int | None
    sealed: bytes | None
    break_glass: bool = False

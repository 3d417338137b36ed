"""What the faces may ask about feedback."""

from dataclasses import dataclass
from datetime import date, datetime

from consent.rights.models import Feedback
from consent.rights.topics import Topic


@dataclass(frozen=True, slots=True)
class FeedbackView:
    """One message. ``answered_by`` is the opaque reference of a member of staff; ``late`` one not answered in time."""

    id: int
    topic: Topic
    text: str
    reply_to: str
    language: str
    received_at: datetime
    due_on: date
    answered_at: datetime | None
    answered_by: str
    late: bool


@dataclass(frozen=True, slots=True)
class FeedbackPage:
    """Some messages of ``total``; ``number`` is the page, counted from 1, and ``last`` the last one there is."""

    rows: tuple[FeedbackView, ...]
    total: int
    number: int
    last: int


def feedback_page(*, answered: bool, page: int, size: int, today: date) -> FeedbackPage:
    """This function will return a page of feedback: open by due date, answered with the newest answer first.

    A page past the last one is the last one. Two statements, however much there is (Act 306/2019, section 9).
    """
    rows = Feedback.objects.filter(answered_at__isnull=not answered)
    total = rows.count()
    last = max(1, -(-total // size))
    number = min(max(1, page), last)
    ordered = rows.order_by(*(("-answered_at", "-id") if answered else ("due_on", "id")))
    found = ordered[(number - 1) * size : number * size]
    return FeedbackPage(tuple(_view(row, today) for row in found), total, number, last)


def _view(row: Feedback, today: date) -> FeedbackView:
    return FeedbackView(
        id=row.pk,
        topic=Topic(row.topic),
        text=row.text,
        reply_to=row.reply_to,
        language=row.language,
        received_at=row.received_at,
        due_on=row.due_on,
        answered_at=row.answered_at,
        answered_by=row.answered_by,
        late=row.answered_at is None and row.due_on < today,
    )

"""How a message goes on: by a guarded statement, which a message that has gone further does not feel."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connection

from consent.messaging.models import Message
from consent.messaging.owners import Progress, owner
from consent.messaging.vocabulary import CAME_FROM, FINAL, MessageState


@dataclass(frozen=True, slots=True)
class Step:
    """A message's next state, and why."""

    message: UUID
    state: MessageState
    reason: str = ""


def advance(steps: Iterable[Step], at: datetime, **also: Any) -> list[UUID]:
    """This function will take messages to their next states and return those that moved; their owners are told.

    A state that a message cannot come to from where it is now changes nothing, so that what is final stays, whatever
    comes late and in whatever order. ``also`` are further columns of all that move. Runs inside the caller's
    transaction, in which the owners act as well.
    """
    if not connection.in_atomic_block:
        raise RuntimeError("a message and what its owner knows of it change together")
    groups: dict[tuple[MessageState, str], list[UUID]] = defaultdict(list)
    for step in steps:
        groups[step.state, step.reason].append(step.message)
    moved: list[UUID] = []
    for (state, reason), messages in groups.items():
        # Locked in one order, so that two who report of the same messages do not wait for each other.
        able = list(
            Message.objects.select_for_update()
            .filter(pk__in=messages, state__in=[each.value for each in CAME_FROM[state]])
            .order_by("pk")
            .values_list("pk", flat=True)
        )
        columns = {"state": state, "reason": reason, **also}
        if state in FINAL or state is MessageState.UNCLEAR:
            columns["settled_at"] = at
        Message.objects.filter(pk__in=able, state__in=[each.value for each in CAME_FROM[state]]).update(**columns)
        moved += able
        if state not in (MessageState.QUEUED, MessageState.SENDING):
            tell(able, at)
    return moved


def tell(messages: Sequence[UUID], at: datetime) -> None:
    """This function will tell the owners of ``messages`` where these stand now; replies of no offer concern nobody."""
    told: dict[str, list[Progress]] = defaultdict(list)
    rows = Message.objects.filter(pk__in=messages, reference__isnull=False).order_by("pk")
    for row in rows.only("owner", "reference", "recipient", "state", "reason"):
        if row.reference is None:
            continue
        told[row.owner].append(Progress(row.pk, row.reference, row.recipient, MessageState(row.state), row.reason, at))
    for name, progress in told.items():
        owner(name).told(progress)

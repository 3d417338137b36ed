"""What one batch has used up by itself: its own items count like everybody's, before any of them is recorded."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from uuid import UUID

from consent.core.decisions import Facts
from consent.ledger import quotas
from consent.ledger.breaches import record_breach
from consent.ledger.quota_config import CHECKS, PERSON
from consent.ledger.reads import Caller, CheckQuestion, Read


@dataclass(slots=True)
class Tally:
    """Counts of one batch. ``left`` is how many more the clients may ask that ask more in this minute than they may."""

    left: dict[str, int] = field(default_factory=dict)
    used: Counter[tuple[UUID, str]] = field(default_factory=Counter)
    asked: Counter[tuple[str, UUID]] = field(default_factory=Counter)
    refused: Counter[tuple[Caller, str]] = field(default_factory=Counter)

    def facts(self, read: Read, activity: str) -> Facts:
        """This function will return the facts of ``read`` with the uses that this batch has permitted before it."""
        known = read.facts.activity
        if known is None or known.use_limit is None or read.subject is None:
            return read.facts
        return replace(read.facts, times_used=read.facts.times_used + self.used[read.subject, activity])

    def beyond(self, read: Read, caller: Caller) -> str:
        """This function will return which quota the question is beyond, nothing when it is within all of them."""
        quota = self._quota(read, caller)
        if quota:
            self.refused[caller, quota] += 1
        return quota

    def _quota(self, read: Read, caller: Caller) -> str:
        if (left := self.left.get(caller.client)) is not None:
            if not left:
                return CHECKS
            self.left[caller.client] = left - 1
        if not caller.about_one or read.subject is None:
            return ""
        key = (caller.client, read.subject)
        if read.asked_today + self.asked[key] >= caller.about_one:
            return PERSON
        self.asked[key] += 1
        return ""

    def permitted(self, read: Read, question: CheckQuestion) -> None:
        """This function will count a use that is permitted where its activity has a limit; an emergency has none."""
        known = read.facts.activity
        if known is not None and known.use_limit is not None and read.subject is not None and not question.break_glass:
            self.used[read.subject, question.activity] += 1

    def record_breaches(self, at: datetime) -> None:
        """This function will note, for the data protection officer, what was refused for a quota."""
        for (caller, quota), times in sorted(self.refused.items(), key=lambda one: (one[0][0].client, one[0][1])):
            record_breach(client=caller.client, department=caller.department, quota=quota, times=times, at=at)


def begin_tally(reads: Sequence[Read], at: datetime, as_one: bool) -> Tally:
    """This function will charge each client for its questions that would be recorded.

    ``as_one``: for all of them or none; otherwise for as many as are left, which are the first ones. The answer does
    not depend on whom they are about (no oracle).
    """
    asked: Counter[str] = Counter()
    most: dict[str, int] = {}
    for read in reads:
        if read.event_id is not None and read.caller is not None:
            asked[read.caller.client] += 1
            most[read.caller.client] = read.caller.a_minute
    left: dict[str, int] = {}
    for client in sorted(asked):
        if not quotas.take(client, CHECKS, most[client], asked[client], at):
            left[client] = 0 if as_one else quotas.take_rest(client, CHECKS, most[client], asked[client], at)
    return Tally(left)

"""Taking turns at an activity that may be used only so often: whoever counts next must see what was just recorded."""

from collections.abc import Iterable, Sequence
from uuid import UUID

from psycopg import Cursor

from consent.ledger.facts import raw_connection
from consent.ledger.reads import CheckQuestion, Read

_ROOM = 0x7573  # "us", beside the rooms of consent.log.leadership and consent.signals.locks
# So many locks at most, however long a batch: the server's table of locks is shared by all. Two people who share one
# wait for each other for the length of a transaction, and nothing else.
_LOCKS = 512

_WAIT = """
SELECT pg_advisory_xact_lock(%(room)s, number) FROM (
    SELECT DISTINCT (hashtextextended(name, 0) & %(mask)s)::integer AS number
    FROM unnest(%(names)s::text[]) AS name ORDER BY number
) AS turn
"""


def turns_needed(questions: Sequence[CheckQuestion], reads: Sequence[Read]) -> set[tuple[UUID, str]]:
    """This function will return about whom, at which activities, a batch must wait for its turn: mostly nobody."""
    return {
        (read.subject, question.activity)
        for question, read in zip(questions, reads, strict=True)
        if read.facts.activity is not None and read.facts.activity.use_limit is not None and read.subject is not None
    }


def wait_for_turns(turns: Iterable[tuple[UUID, str]]) -> None:
    """This function will return when no other transaction is counting uses of the same people and activities.

    Always in one order, so that no two batches wait for each other. The turns end with the caller's transaction; what
    it counted before must be read again after.
    """
    names = [f"{subject} {activity}" for subject, activity in turns]
    with Cursor(raw_connection()) as cursor:
        cursor.execute(_WAIT, {"room": _ROOM, "mask": _LOCKS - 1, "names": names})

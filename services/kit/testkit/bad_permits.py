"""Permits that must unlock nothing, made as real ones are: by the client, from a fake ledger's answers."""

from collections.abc import Iterator
from datetime import timedelta
from types import SimpleNamespace
from unittest.mock import patch

from services.sdk import clock
from services.sdk.fake import FakeLedger
from services.sdk.permits import LONGEST_LIFE, Decision
from services.sdk.reasons import Reason

ACTIVITY = "testkit"
SUBJECT = "a" * 32
SOMEBODY_ELSE = "b" * 32
OTHER_CATEGORY = "testkit.other"


def permit_for(category: str, pairwise_id: str = SUBJECT) -> Decision:
    """This function will return a genuine permit for one category of one person."""
    ledger = FakeLedger("testkit")
    ledger.answer(ACTIVITY, category, pairwise_id, Reason.CONSENT)
    with ledger.client() as client:
        return client.check(ACTIVITY, [category], pairwise_id)[category]


def bad_permits(category: str) -> Iterator[tuple[str, object]]:
    """This function will yield what is wrong and a permit that must not unlock the category of SUBJECT."""
    yield "no permit", None
    yield "True in the place of a permit", True
    yield (
        "an object that only looks like a permit",
        SimpleNamespace(
            activity=ACTIVITY,
            pairwise_id=SUBJECT,
            categories=frozenset({category}),
            decision_ids=("1",),
            expires_at=clock.now() + LONGEST_LIFE,
        ),
    )
    long_ago = clock.now() - LONGEST_LIFE - timedelta(seconds=1)
    with patch.object(clock, "now", lambda: long_ago):
        expired = permit_for(category)
    yield "an expired permit", expired
    yield "a permit about somebody else", permit_for(category, SOMEBODY_ELSE)
    yield "a permit for another category", permit_for(OTHER_CATEGORY)

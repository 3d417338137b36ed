"""Permits that must unlock nothing, made as real ones are: by the client, from a fake ledger's answers."""

from collections.abc import Iterator
from datetime import timedelta
from types import SimpleNamespace
from unittest.mock import patch

from services.sdk import clock
from services.sdk.fake import FakeLedger
from services.sdk.permits import LONGEST_LIFE, Decision, Permit
from services.sdk.reasons import Reason

SUBJECT = "a" * 32
SOMEBODY_ELSE = "b" * 32
OTHER_CATEGORY = "testkit.other"
OTHER_ACTIVITY = "testkit-other"
OTHER_RECIPIENT = "testkit-recipient"


def permit_for(category: str, activity: str, pairwise_id: str = SUBJECT, recipient: str = "") -> Decision:
    """This function will return a genuine permit for one category of one person and one activity.

    With recipient, it is the permit of a source to hand over to that department.
    """
    ledger = FakeLedger("testkit", recipients=frozenset({recipient} - {""}))
    ledger.answer(activity, category, pairwise_id, Reason.CONSENT)
    with ledger.client() as client:
        return client.check(activity, [category], pairwise_id, recipient=recipient)[category]


def bad_permits(category: str, activity: str, recipient: str = "") -> Iterator[tuple[str, object]]:
    """This function will yield what is wrong and a permit that must not unlock the category of SUBJECT.

    recipient is the department to which the door hands over, if it does.
    """
    yield "no permit", None
    yield "True in the place of a permit", True
    yield (
        "an object that only looks like a permit",
        SimpleNamespace(
            activity=activity,
            pairwise_id=SUBJECT,
            categories=frozenset({category}),
            decision_ids=("1",),
            expires_at=clock.now() + LONGEST_LIFE,
            recipient=recipient,
        ),
    )
    long_ago = clock.now() - LONGEST_LIFE - timedelta(seconds=1)
    with patch.object(clock, "now", lambda: long_ago):
        expired = permit_for(category, activity, recipient=recipient)
    yield "an expired permit", expired
    yield "a permit about somebody else", permit_for(category, activity, SOMEBODY_ELSE, recipient)
    yield "a permit for another category", permit_for(OTHER_CATEGORY, activity, SUBJECT, recipient)
    yield "a permit for another activity", permit_for(category, OTHER_ACTIVITY, SUBJECT, recipient)
    yield "a permit to hand over to another department", permit_for(category, activity, SUBJECT, OTHER_RECIPIENT)
    if recipient:
        yield "a permit for the department's own use", permit_for(category, activity)
    yield "a permit with nothing inside", object.__new__(Permit)
    yield "an expired permit that was given more time", _stretched(expired)


def _stretched(expired: Decision) -> object:
    """This function will force a later end into a permit's like that carries its seal."""
    if not isinstance(expired, Permit):
        raise TypeError("Only a permit can be given more time.")
    before, after = (moment.isoformat().encode() for moment in (expired.expires_at, clock.now() + LONGEST_LIFE))
    forged = object.__new__(Permit)
    object.__setattr__(forged, "_claims", expired._claims.replace(before, after))
    object.__setattr__(forged, "_seal", expired._seal)
    return forged

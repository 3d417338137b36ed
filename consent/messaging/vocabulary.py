"""Words and bounds of messages: how they go, where they stand, and why somebody is not reached by one."""

from datetime import timedelta
from enum import StrEnum


class Channel(StrEnum):
    """How a person is told something."""

    SMS = "sms"
    LETTER = "letter"
    PORTAL = "portal"


class MessageClass(StrEnum):
    """What a message is in law: marketing needs prior consent (Act 917/2014 s. 200), a service message does not."""

    SERVICE = "service"
    MARKETING = "marketing"


class MessageState(StrEnum):
    """Where a message stands. It only goes forward, and a final state is never overwritten."""

    QUEUED = "queued"
    SENDING = "sending"  # claimed by a sender: from here it may have gone out
    SENT = "sent"  # the provider took it
    UNCLEAR = "unclear"  # nobody knows whether it went out: never sent again, a report may settle it
    DELIVERED = "delivered"
    FAILED = "failed"
    STOPPED = "stopped"  # its owner said no right before sending
    UNREACHABLE = "unreachable"  # there is no number that may be used


FINAL = frozenset(
    {MessageState.DELIVERED, MessageState.FAILED, MessageState.STOPPED, MessageState.UNREACHABLE},
)
# From where each state may be reached. A message goes back to the queue only when the provider surely took nothing.
CAME_FROM: dict[MessageState, frozenset[MessageState]] = {
    MessageState.QUEUED: frozenset({MessageState.SENDING}),
    MessageState.SENDING: frozenset({MessageState.QUEUED}),
    MessageState.SENT: frozenset({MessageState.SENDING, MessageState.UNCLEAR}),
    MessageState.UNCLEAR: frozenset({MessageState.SENDING}),
    MessageState.DELIVERED: frozenset({MessageState.SENDING, MessageState.UNCLEAR, MessageState.SENT}),
    MessageState.FAILED: frozenset({MessageState.SENDING, MessageState.UNCLEAR, MessageState.SENT}),
    MessageState.STOPPED: frozenset({MessageState.QUEUED}),
    MessageState.UNREACHABLE: frozenset({MessageState.QUEUED}),
}


class Unreachable(StrEnum):
    """Why somebody is not sent an SMS; a letter or the portal serves instead."""

    NO_NUMBER = "no_number"  # nobody known, no number, or nothing that is a mobile number
    FOREIGN_NUMBER = "foreign_number"
    CHANGED_LATELY = "changed_lately"
    SHARED_NUMBER = "shared_number"  # by two families
    ASKED_TO_STOP = "asked_to_stop"  # STOP was sent from the number
    NO_OFFERS = "no_offers"  # the person's own choice in the portal
    OTHER_CHANNEL = "other_channel"  # the person would rather have a letter, or read it in the portal
    NON_DISCLOSURE_WITHHELD = "non_disclosure_withheld"
    ERASED = "erased"
    TOO_MANY_REPLIES = "too_many_replies"  # somebody may be writing in another's name, to have them flooded


class Failure(StrEnum):
    """Why a message failed."""

    REJECTED = "rejected"  # by the provider, before it took it
    NOT_DELIVERED = "not_delivered"  # the network reported so
    PROVIDER_AWAY = "provider_away"  # the provider took nothing in all our tries
    UNREADABLE = "unreadable"  # its number or text cannot be opened any more


# The words of the notification service (STANDARDS.md section 9.4) and of the operator behind it.
REPORTED_AS = {
    "DELIVERED": MessageState.DELIVERED,
    "FAILED": MessageState.FAILED,
    "UNDELIVERED": MessageState.FAILED,
    "EXPIRED": MessageState.FAILED,
    "REJECTED": MessageState.FAILED,
    "PENDING": MessageState.SENT,
    "SENT": MessageState.SENT,
    "BUFFERED": MessageState.SENT,
}

# A number is trusted when it has been a person's for this long.
NUMBER_SETTLES = timedelta(days=14)
# Longer than a try can take: a sender that has not told of its claim by then is dead.
CLAIM_LIVES = timedelta(minutes=1)
# How long an answer may be about a message, and a report about one whose sending was interrupted.
ANSWERABLE_FOR = timedelta(days=180)
REPORTED_WITHIN = timedelta(days=3)
MOST_TRIES = 8
GIVEN_UP = "given_up"  # the outcome of a reply that nobody could handle
MOST_REPLIES_A_DAY = 30  # to one number
# A provider that has reported nothing so long after a message was handed over is asked.
ASKED_AFTER = timedelta(minutes=2)
ASKED_ABOUT = (MessageState.SENT.value, MessageState.UNCLEAR.value)
LONGEST_TEXT, LONGEST_KEY, LONGEST_PROVIDER_ID = 1_000, 120, 100

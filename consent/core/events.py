"""What an event is to the log: a kind, a moment and a commitment that opens only with the subject's key."""

import base64
from datetime import UTC, datetime
from enum import StrEnum
from uuid import UUID

from consent.core.keys import expand, hmac_sha256

SALT_LABEL = b"mydata/leaf-salt/v1"


class Kind(StrEnum):
    """The closed list of event kinds."""

    CONSENT_GRANTED = "consent.granted"
    CONSENT_REFUSED = "consent.refused"
    CONSENT_WITHDRAWN = "consent.withdrawn"
    CONSENT_REQUESTED = "consent.requested"
    CONSENT_REQUEST_CANCELLED = "consent.request_cancelled"
    OBJECTION_MADE = "objection.made"
    OBJECTION_LIFTED = "objection.lifted"
    RESTRICTION_BEGAN = "restriction.began"
    RESTRICTION_LIFTED = "restriction.lifted"
    USE_PERMITTED = "use.permitted"
    USE_REFUSED = "use.refused"
    USE_REPORTED = "use.reported"
    USE_IMPORTED = "use.imported"
    USE_REVIEWED = "use.reviewed"
    NOTICE_PUBLISHED = "notice.published"
    CLIENT_CHANGED = "client.changed"
    REPRESENTATION_BEGAN = "representation.began"
    REPRESENTATION_ENDED = "representation.ended"
    STAFF_VIEWED = "staff.viewed"
    PORTAL_VIEWED = "portal.viewed"
    LOG_BEGAN = "log.began"
    LOG_KEY_BEGAN = "log.key_began"
    LOG_KEY_RETIRED = "log.key_retired"
    LOG_KEY_COMPROMISED = "log.key_compromised"
    RESIDENT_ERASED = "resident.erased"
    RETENTION_APPLIED = "retention.applied"
    RULES_PUBLISHED = "rules.published"
    CAMPAIGN_STARTED = "campaign.started"
    CAMPAIGN_CLOSED = "campaign.closed"
    OFFER_MADE = "offer.made"
    OFFER_NOT_MADE = "offer.not_made"
    OFFER_SENT = "offer.sent"
    OFFER_DELIVERED = "offer.delivered"
    OFFER_NOT_DELIVERED = "offer.not_delivered"
    OFFER_ANSWERED = "offer.answered"
    OFFER_STOPPED = "offer.stopped"
    OFFER_LAPSED = "offer.lapsed"
    OFFER_DECIDED = "offer.decided"
    OFFER_RATED = "offer.rated"


def salt(data_key: bytes, event_id: int) -> bytes:
    """This function will derive the 32-byte salt of one event from its subject's data key (RFC 5869 §2.3)."""
    return expand(data_key, SALT_LABEL + event_id.to_bytes(8, "big"))


def commitment(data_key: bytes, event_id: int, canonical_event: bytes) -> bytes:
    """This function will return the 32-byte leaf value that commits to an event and reveals nothing of it."""
    return hmac_sha256(salt(data_key, event_id), canonical_event)


def moment(at: datetime) -> str:
    """This function will write an aware datetime as RFC 3339 in UTC with microseconds, one spelling a moment."""
    utc = at.astimezone(UTC)
    # Spelled by hand: strftime takes five times as long, and this is called for every event there is.
    day = f"{utc.year:04d}-{utc.month:02d}-{utc.day:02d}"
    return f"{day}T{utc.hour:02d}:{utc.minute:02d}:{utc.second:02d}.{utc.microsecond:06d}Z"


def hexed(value: bytes | memoryview | None) -> str | None:
    """This function will write bytes as lower-case hexadecimal, or pass None through."""
    return None if value is None else bytes(value).hex()


def based(value: bytes | memoryview | None) -> str | None:
    """This function will write sealed bytes as base64, or pass None through."""
    return None if value is None else base64.b64encode(bytes(value)).decode()


def named(value: UUID | None) -> str | None:
    """This function will write a subject as text, or pass None through."""
    return None if value is None else str(value)

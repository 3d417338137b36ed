"""What departments can be told of: the closed list of event types, and the addresses by which tokens name them."""

from enum import StrEnum

from django.conf import settings

POLL, PUSH = "urn:ietf:rfc:8936", "urn:ietf:rfc:8935"
ENABLED, PAUSED, DISABLED = "enabled", "paused", "disabled"
STATUSES = (ENABLED, PAUSED, DISABLED)
WAITING, DEAD = "waiting", "dead"

VERIFICATION = "https://schemas.openid.net/secevent/ssf/event-type/verification"


class Signal(StrEnum):
    """One type of security event of ours."""

    PERMISSION_GRANTED = "permission-granted"
    PERMISSION_RENEWED = "permission-renewed"
    PERMISSION_REFUSED = "permission-refused"
    PERMISSION_REVOKED = "permission-revoked"
    OBJECTION_MADE = "objection-made"
    OBJECTION_LIFTED = "objection-lifted"
    RESTRICTION_BEGAN = "restriction-began"
    RESTRICTION_LIFTED = "restriction-lifted"
    RESIDENT_ERASED = "resident-erased"
    GUARDIANSHIP_ENDED = "guardianship-ended"
    NOTICE_PUBLISHED = "notice-published"
    NOTICE_RETIRED = "notice-retired"


def issuer() -> str:
    """This function will return who signs: the city, by its public address."""
    return str(settings.PUBLIC_URL)


def uri_of(signal: Signal) -> str:
    """This function will return the event type's URI."""
    return f"{issuer()}/secevent/{signal.value}"


def supported() -> dict[str, Signal]:
    """This function will return every type we can send, by URI and in fixed order."""
    return {uri_of(signal): signal for signal in Signal}


def audience_of(department: str) -> str:
    """This function will return how a token names its one receiver."""
    return f"urn:mydata:dept:{department}"

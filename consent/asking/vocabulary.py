"""Words and bounds of consent requests."""

from datetime import timedelta
from enum import StrEnum


class Status(StrEnum):
    """Where a request stands. It is computed from the ledger and the clock at each look, and stored nowhere."""

    WAITING = "waiting"
    GRANTED = "granted"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"  # it was answered, and consent has been withdrawn since
    EXPIRED = "expired"  # nobody answered in time: nothing follows from that
    CANCELLED = "cancelled"


class Refusal(StrEnum):
    """Why a request was not made."""

    NO_SUCH_PERSON = "no_such_person"
    NO_SUCH_ACTIVITY = "no_such_activity"
    NOT_CONSENT = "not_consent"
    RETURN_URI_NOT_REGISTERED = "return_uri_not_registered"
    ASKED_ALREADY = "asked_already"
    ALREADY_DECIDED = "already_decided"


MOST_AT_ONCE = 1_000
DAYS_OPEN, MOST_DAYS_OPEN = 30, 90
LONGEST_URI, LONGEST_STATE = 500, 200
QUIET_MONTHS = 12
# How long a signed answer may travel from the portal to the department's page.
ANSWER_LIVES = timedelta(minutes=5)

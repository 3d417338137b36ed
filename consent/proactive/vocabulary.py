"""The closed lists of words of a campaign and its offers."""

from enum import StrEnum

OWNER = "offers"  # how the messaging room knows this one


class Mode(StrEnum):
    """How a campaign serves: it asks each family, or it grants what the law lets a city grant without being asked."""

    ASK = "ask"
    AUTOMATIC = "automatic"


class CampaignState(StrEnum):
    """Where a campaign stands. A draft has offered nothing; a closed one takes no answer any more."""

    DRAFT = "draft"
    RUNNING = "running"
    CLOSED = "closed"


class OfferState(StrEnum):
    """Where one person stands in one campaign."""

    NOT_OFFERED = "not_offered"
    MADE = "made"
    SENT = "sent"
    ACCEPTED = "accepted"
    DECLINED = "declined"
    WAITING = "waiting"
    CONFLICTING = "conflicting"
    GRANTED = "granted"
    NOT_GRANTED = "not_granted"
    STOPPED = "stopped"
    LAPSED = "lapsed"


# A family may still answer, or answer otherwise, until the deadline.
OPEN = frozenset(
    {
        OfferState.MADE,
        OfferState.SENT,
        OfferState.ACCEPTED,
        OfferState.DECLINED,
        OfferState.WAITING,
        OfferState.CONFLICTING,
    }
)
# Nothing follows these. ``declined`` becomes final with the deadline, and is written as it is.
FINAL = frozenset(
    {
        OfferState.NOT_OFFERED,
        OfferState.GRANTED,
        OfferState.NOT_GRANTED,
        OfferState.DECLINED,
        OfferState.STOPPED,
        OfferState.LAPSED,
    }
)
# These hold a place of the pool.
HOLDING = frozenset({OfferState.ACCEPTED, OfferState.GRANTED})


class Choice(StrEnum):
    """What a family answers: A takes the offer, B does not. A service choice, never a consent (GDPR 4(11))."""

    ACCEPT = "A"
    DECLINE = "B"


class AnsweredBy(StrEnum):
    """How an answer came."""

    SMS = "sms"
    PORTAL = "portal"
    DESK = "desk"


class NotOffered(StrEnum):
    """Why a person is in a campaign without an offer."""

    NOT_ELIGIBLE = "not_eligible"
    INPUTS_MISSING = "inputs_missing"
    NO_PERMISSION = "no_permission"
    NO_GUARDIAN = "no_guardian"
    ASKED_FOR_NONE = "asked_for_none"


class Stopped(StrEnum):
    """Why an offer stopped between selection and answer."""

    NO_PERMISSION = "no_permission"
    NO_RIGHT_TO_ACT = "no_right_to_act"
    TAKEN_BACK = "taken_back"


class Condition(StrEnum):
    """The five conditions of a proactive service; a campaign that lacks one cannot start."""

    HAS_THE_DATA = "has_the_data"
    MAY_USE_IT = "may_use_it"
    DUTY_TO_PROVIDE = "duty_to_provide"
    QUALIFIES = "qualifies"
    BOTH_GAIN = "both_gain"

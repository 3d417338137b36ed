"""The closed lists of words that the ledger, its API and its pages share."""

from enum import StrEnum

LANGUAGES = ("fi", "sv", "en")


class Basis(StrEnum):
    """Legal basis of a processing activity (GDPR 6(1)); legitimate interest is not offered to an authority."""

    CONSENT = "consent"
    CONTRACT = "contract"
    LEGAL_OBLIGATION = "legal_obligation"
    VITAL_INTERESTS = "vital_interests"
    PUBLIC_TASK = "public_task"


class State(StrEnum):
    """Where one resident stands with one activity; ``undecided``, ``in_force`` and ``expired`` are never stored."""

    UNDECIDED = "undecided"
    GRANTED = "granted"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"
    EXPIRED = "expired"
    IN_FORCE = "in_force"
    OBJECTED = "objected"
    RESTRICTED = "restricted"


class Reason(StrEnum):
    """Why a check was allowed or refused; the closed list that departments may rely on."""

    CONSENT = "consent"
    LAW = "law"
    CONTRACT = "contract"
    VITAL = "vital"
    NO_PERMISSION = "no_permission"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"
    EXPIRED = "expired"
    OBJECTED = "objected"
    RESTRICTED = "restricted"
    CONDITION_NOT_MET = "condition_not_met"
    CATEGORY_NOT_COVERED = "category_not_covered"
    ACTIVITY_NOT_IN_FORCE = "activity_not_in_force"
    GUARDIAN_REQUIRED = "guardian_required"


ALLOWING = frozenset({Reason.CONSENT, Reason.LAW, Reason.CONTRACT, Reason.VITAL})


class Sensitivity(StrEnum):
    """How sensitive a data category is: ``special`` is GDPR 9, ``national_id`` is GDPR 87."""

    NORMAL = "normal"
    SPECIAL = "special"
    NATIONAL_ID = "national_id"


class Channel(StrEnum):
    """Where a decision was made."""

    PORTAL = "portal"
    SMS = "sms"
    PAPER = "paper"
    API = "api"
    DEMO = "demo"


class DecidedBy(StrEnum):
    """In what capacity somebody decided."""

    SELF = "self"
    GUARDIAN = "guardian"
    STAFF = "staff"
    SYSTEM = "system"

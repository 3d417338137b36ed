"""The closed list of reasons of the decision contract, as a service knows them.

The ledger has its own list; a test holds the two equal. An answer with a reason outside this list unlocks nothing.
"""

from enum import StrEnum


class Reason(StrEnum):
    """Why a check was allowed or refused."""

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


BASES_OF_ALLOWING: dict[Reason, frozenset[str]] = {
    Reason.CONSENT: frozenset({"consent"}),
    Reason.LAW: frozenset({"legal_obligation", "public_task"}),
    Reason.CONTRACT: frozenset({"contract"}),
    Reason.VITAL: frozenset({"vital_interests"}),
}
REFUSING = frozenset(Reason) - frozenset(BASES_OF_ALLOWING)

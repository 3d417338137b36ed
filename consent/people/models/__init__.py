"""Tables of the people room, one file a table."""

from consent.people.models.account import Account
from consent.people.models.pairwise_id import PairwiseId
from consent.people.models.register_entry import RegisterEntry
from consent.people.models.representation_change import RepresentationChange
from consent.people.models.resident import Resident
from consent.people.models.staff_role import StaffRole
from consent.people.models.subject import Subject

__all__ = [
    "Account",
    "PairwiseId",
    "RegisterEntry",
    "RepresentationChange",
    "Resident",
    "StaffRole",
    "Subject",
]

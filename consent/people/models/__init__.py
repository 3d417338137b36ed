"""Tables of the people room, one file a table."""

from consent.people.models.account import Account
from consent.people.models.city_identity import CityIdentity
from consent.people.models.local_credential import LocalCredential, RecoveryCode
from consent.people.models.pairwise_id import PairwiseId
from consent.people.models.register_entry import RegisterEntry
from consent.people.models.representation_change import RepresentationChange
from consent.people.models.resident import Resident
from consent.people.models.sign_in_attempt import KnownNetwork, SignInAttempt
from consent.people.models.signed_in_session import SignedInSession
from consent.people.models.spent_token import SpentToken
from consent.people.models.staff_role import StaffRole
from consent.people.models.subject import Subject

__all__ = [
    "Account",
    "CityIdentity",
    "KnownNetwork",
    "LocalCredential",
    "PairwiseId",
    "RecoveryCode",
    "RegisterEntry",
    "RepresentationChange",
    "Resident",
    "SignInAttempt",
    "SignedInSession",
    "SpentToken",
    "StaffRole",
    "Subject",
]

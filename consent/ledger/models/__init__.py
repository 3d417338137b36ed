"""Tables of the ledger; only the ledger itself imports them."""

from consent.ledger.models.emergency_seen import EmergencySeen
from consent.ledger.models.imported_use import ImportedUse
from consent.ledger.models.permission import PermissionRow
from consent.ledger.models.permission_change import PermissionChange
from consent.ledger.models.quota import ClientCount, QuotaBreach
from consent.ledger.models.staff_view import StaffView
from consent.ledger.models.use import Use
from consent.ledger.models.use_report import UseReport
from consent.ledger.models.use_review import UseReview

__all__ = [
    "ClientCount",
    "EmergencySeen",
    "ImportedUse",
    "PermissionChange",
    "PermissionRow",
    "QuotaBreach",
    "StaffView",
    "Use",
    "UseReport",
    "UseReview",
]

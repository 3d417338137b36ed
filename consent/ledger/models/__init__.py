"""Tables of the ledger; only the ledger itself imports them."""

from consent.ledger.models.permission import PermissionRow
from consent.ledger.models.permission_change import PermissionChange
from consent.ledger.models.staff_view import StaffView
from consent.ledger.models.use import Use

__all__ = ["PermissionChange", "PermissionRow", "StaffView", "Use"]

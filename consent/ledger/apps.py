"""The ledger room: permissions, uses, and the decisions over them."""

from django.apps import AppConfig


class LedgerConfig(AppConfig):
    """Tells the log which payloads are the ledger's."""

    name = "consent.ledger"

    def ready(self) -> None:
        """This function will register the ledger's event kinds, and its check of the permissions, with the log."""
        from consent.core.events import Kind
        from consent.ledger.encoders import CHANGE_KINDS, USE_KINDS, encode_change, encode_staff_view, encode_use
        from consent.ledger.models import PermissionChange, StaffView, Use
        from consent.ledger.verification import permissions_that_differ
        from consent.log.kinds import register
        from consent.log.verification.rooms import register_room_check

        for kind in CHANGE_KINDS:
            register(kind, PermissionChange, encode_change)
        for kind in USE_KINDS:
            register(kind, Use, encode_use)
        register(Kind.STAFF_VIEWED, StaffView, encode_staff_view)
        register_room_check("permissions", permissions_that_differ)

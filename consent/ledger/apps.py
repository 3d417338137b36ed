"""The ledger room: permissions, uses, and the decisions over them."""

from django.apps import AppConfig


class LedgerConfig(AppConfig):
    """Tells the log which payloads are the ledger's."""

    name = "consent.ledger"

    def ready(self) -> None:
        """This function will register the ledger's event kinds, and its check of the permissions, with the log."""
        from consent.core.events import Kind
        from consent.ledger.encoders import (
            CHANGE_KINDS,
            USE_KINDS,
            VIEW_KINDS,
            encode_change,
            encode_review,
            encode_staff_view,
            encode_use,
            encode_use_report,
        )
        from consent.ledger.imported_uses import encode_imported_use
        from consent.ledger.models import ImportedUse, PermissionChange, StaffView, Use, UseReport, UseReview
        from consent.ledger.verification import permissions_that_differ
        from consent.log.kinds import register
        from consent.log.verification.rooms import register_room_check

        for kind in CHANGE_KINDS:
            register(kind, PermissionChange, encode_change)
        for kind in USE_KINDS:
            register(kind, Use, encode_use)
        register(Kind.USE_REVIEWED, UseReview, encode_review)
        for kind in VIEW_KINDS:
            register(kind, StaffView, encode_staff_view)
        register(Kind.USE_REPORTED, UseReport, encode_use_report)
        register(Kind.USE_IMPORTED, ImportedUse, encode_imported_use)
        register_room_check("permissions", permissions_that_differ)

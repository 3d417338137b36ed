"""A use that a check under way commits after its person was erased."""

from uuid import UUID

from django.db import transaction

from consent.core.events import Kind
from consent.ledger.models import Use
from consent.log.append import append


def record_a_use_of(subject: UUID) -> int:
    """This function will record a permitted use on consent, as a check would have."""
    use = Use(
        subject=subject, department="trial", client="client", activity="trial-consent", category="trial.plain",
        allowed=True, reason="consent", basis="consent", permission_version=1, notice_version=1,
    )  # fmt: skip
    with transaction.atomic():
        return append(Kind.USE_PERMITTED, subject, use)

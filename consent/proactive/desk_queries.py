"""What the officers' desk asks beyond the room's queries."""

from uuid import UUID

from consent.proactive.models import Offer


def offer_by_code(department: str, campaign: UUID, code: str) -> UUID | None:
    """This function will return the offer with ``code`` in a department's campaign, or None."""
    if not code:
        return None
    rows = Offer.objects.filter(campaign=campaign, campaign__department=department, code=code)
    return rows.values_list("pk", flat=True).first()

"""Offers whose campaign closed so long ago that they may go."""

from datetime import datetime
from uuid import UUID

from consent.proactive.models import Offer, OfferEvent


def old_offers(cut: datetime, limit: int) -> dict[UUID, list[int]]:
    """This function will list up to ``limit`` offers of campaigns that closed by ``cut``, with their events.

    One about which anything was recorded since is not among them.
    """
    rows = Offer.objects.filter(campaign__closed_at__lte=cut)
    fresh = OfferEvent.objects.filter(offer__in=rows.values("pk"), recorded_at__gt=cut).values("offer")
    wanted = list(rows.exclude(pk__in=fresh).order_by("pk").values_list("pk", flat=True)[:limit])
    found: dict[UUID, list[int]] = {offer: [] for offer in wanted}
    for offer, event_id in OfferEvent.objects.filter(offer__in=wanted).values_list("offer", "event_id"):
        found[offer].append(event_id)
    return found

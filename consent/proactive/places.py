"""Places of a pool, counted in the row itself: whoever answers at once, the last place is given once."""

from django.db.models import F, Q

from consent.proactive.models import Offer, Pool


def take_place(offer: Offer) -> bool:
    """This function will take a place for ``offer`` and tell whether there was one; without a pool there always is.

    Runs in the caller's transaction, together with the step that rests on it.
    """
    if offer.pool_id is None:
        return True
    free = Q(capacity=None) | Q(taken__lt=F("capacity"))
    return Pool.objects.filter(free, pk=offer.pool_id).update(taken=F("taken") + 1) == 1


def free_place(offer: Offer) -> None:
    """This function will give the place of ``offer`` back, in the caller's transaction."""
    if offer.pool_id is not None:
        Pool.objects.filter(pk=offer.pool_id).update(taken=F("taken") - 1)

"""How a decision document reached whom it concerns, and what proves it."""

import uuid

from django.db import models
from django.db.models import Q

from consent import clock
from consent.proactive.models.offer import Offer
from consent.proactive.outcomes import DeliveryState, Way


class Delivery(models.Model):
    """
    One way of one decision to one person. ``decision`` is the event that holds the document.

    ``digest`` is the SHA-256 of the very bytes that were handed over, ``proof`` the carrier's own reference, and
    ``settled_at`` when it was delivered or failed.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    offer = models.ForeignKey(Offer, on_delete=models.PROTECT, related_name="deliveries")
    decision = models.BigIntegerField()
    recipient = models.UUIDField()
    language = models.CharField(max_length=2)
    way = models.CharField(max_length=8, choices=[(way.value, way.value) for way in Way])
    state = models.CharField(
        max_length=12, choices=[(state.value, state.value) for state in DeliveryState], default=DeliveryState.WAITING
    )
    digest = models.BinaryField(max_length=32)
    proof = models.CharField(max_length=100, blank=True)
    reason = models.CharField(max_length=40, blank=True)
    tries = models.PositiveSmallIntegerField(default=0)
    created_at = models.DateTimeField(default=clock.now, editable=False)
    next_try_at = models.DateTimeField(default=clock.now)
    handed_over_at = models.DateTimeField(null=True)
    settled_at = models.DateTimeField(null=True)

    class Meta:
        """Each way is gone once; what is settled has a moment, and what was handed over a proof."""

        constraints = (
            models.UniqueConstraint(fields=("decision", "recipient", "way"), name="proactive_delivery_once"),
            models.CheckConstraint(
                condition=Q(state__in=[DeliveryState.WAITING.value, DeliveryState.FAILED.value]) | ~Q(proof=""),
                name="proactive_delivery_proof",
            ),
        )
        indexes = (
            models.Index(fields=("next_try_at",), condition=Q(state="waiting"), name="proactive_delivery_waiting"),
        )

    def __str__(self) -> str:
        return f"delivery {self.pk}"

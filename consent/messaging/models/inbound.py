"""What people write to the city, stored before anything is done about it."""

import uuid

from django.db import models
from django.db.models import Q

from consent import clock
from consent.messaging.vocabulary import GIVEN_UP, LONGEST_PROVIDER_ID


class Inbound(models.Model):
    """One message that somebody sent, once for each id that the gateway gave it.

    ``position`` is the order of arrival. ``sealed_for`` is the subject whose number it came from, as far as messages
    to that number tell; null seals it for the platform. ``handled_at`` is set in the transaction that acted upon it.
    """

    position = models.BigAutoField(primary_key=True)
    inbound = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    provider_id = models.CharField(max_length=LONGEST_PROVIDER_ID, unique=True)
    sealed_for = models.UUIDField(null=True)
    number_sealed = models.BinaryField(null=True)
    number_mark = models.BinaryField(max_length=32, null=True)
    text_sealed = models.BinaryField(null=True)
    received_at = models.DateTimeField()  # by the gateway
    stored_at = models.DateTimeField(default=clock.now, editable=False)
    handled_at = models.DateTimeField(null=True)
    outcome = models.CharField(max_length=40, default="")
    tries = models.PositiveSmallIntegerField(default=0)
    next_try_at = models.DateTimeField(null=True)

    class Meta:
        """What is not handled yet is read in its order; what belongs to a person is found when it must go."""

        indexes = (
            models.Index(fields=["position"], condition=Q(handled_at=None), name="messaging_inbound_waiting"),
            models.Index(fields=["position"], condition=Q(outcome=GIVEN_UP), name="messaging_inbound_given_up"),
            models.Index(fields=["sealed_for"], condition=Q(sealed_for__isnull=False), name="messaging_inbound_person"),
            models.Index(fields=["stored_at"], condition=Q(number_mark__isnull=False), name="messaging_inbound_kept"),
        )

    def __str__(self) -> str:
        return f"inbound message {self.inbound}"

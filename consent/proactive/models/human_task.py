"""What needs a person: guardians who differ, messages nobody understands, numbers nobody was written to, reviews."""

import uuid

from django.db import models
from django.db.models import Q

from consent import clock
from consent.proactive.models.campaign import Campaign
from consent.proactive.models.offer import Offer
from consent.proactive.outcomes import Resolution, TaskKind


class HumanTask(models.Model):
    """
    One matter in a department's queue. ``department`` is empty where nobody can tell whose it is.

    ``inbound`` is the message it began with, whose words the messaging room keeps; ``recipient`` who wrote or asked,
    where that is known. ``note_sealed`` holds what the officer wrote, under the key of whom the offer is for.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    kind = models.CharField(max_length=16, choices=[(kind.value, kind.value) for kind in TaskKind])
    department = models.CharField(max_length=32, blank=True)
    campaign = models.ForeignKey(Campaign, on_delete=models.PROTECT, null=True, related_name="tasks")
    offer = models.ForeignKey(Offer, on_delete=models.PROTECT, null=True, related_name="tasks")
    inbound = models.UUIDField(null=True)
    recipient = models.UUIDField(null=True)
    created_at = models.DateTimeField(default=clock.now, editable=False)
    resolved_at = models.DateTimeField(null=True)
    resolution = models.CharField(max_length=16, blank=True, choices=[(one.value, one.value) for one in Resolution])
    resolved_by = models.CharField(max_length=100, blank=True)
    note_sealed = models.BinaryField(null=True)

    class Meta:
        """A message makes one task; an offer has one open conflict and one open review at most."""

        constraints = (
            models.UniqueConstraint(
                fields=("inbound",), condition=Q(inbound__isnull=False), name="proactive_task_of_message"
            ),
            models.UniqueConstraint(
                fields=("offer", "kind"),
                condition=Q(resolved_at=None, inbound=None),
                name="proactive_task_open_once",
            ),
            models.CheckConstraint(
                condition=Q(resolved_at=None, resolution="") | (Q(resolved_at__isnull=False) & ~Q(resolution="")),
                name="proactive_task_resolved",
            ),
        )
        indexes = (
            models.Index(
                fields=("department", "created_at"), condition=Q(resolved_at=None), name="proactive_task_open"
            ),
        )

    def __str__(self) -> str:
        return f"task {self.pk}"


class UnclearReply(models.Model):
    """Whose last message nobody understood: the next one in a row goes to a person. Gone with a clear word."""

    recipient = models.UUIDField(primary_key=True)
    inbound = models.UUIDField()
    at = models.DateTimeField(default=clock.now)

    def __str__(self) -> str:
        return f"unclear reply {self.inbound}"

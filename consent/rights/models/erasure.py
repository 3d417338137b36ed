"""What remains of an erasure: that it happened, under which law, and which events it emptied."""

from django.db import models


class Erasure(models.Model):
    """Payload of ``resident.erased`` and ``retention.applied``; it says nothing of who was erased."""

    event_id = models.BigIntegerField(primary_key=True)
    recorded_at = models.DateTimeField()
    kind = models.CharField(max_length=40)
    cause = models.CharField(max_length=16)
    law = models.CharField(max_length=200)
    count = models.PositiveIntegerField()
    manifest = models.BinaryField(max_length=32)
    operator = models.CharField(max_length=64)

    append_only = "event"

    def __str__(self) -> str:
        return f"erasure {self.event_id}"


class ShreddedEvent(models.Model):
    """One line of an erasure's manifest: this event's payload is gone by design."""

    event_id = models.BigIntegerField(primary_key=True)
    erasure = models.BigIntegerField(db_index=True)

    append_only = "event"

    def __str__(self) -> str:
        return f"shredded {self.event_id}"


class UnfinishedShredding(models.Model):
    """An erasure that is recorded and not yet carried out to its end; deleted when it is.

    ``subject`` is None for retention, which looks by manifest alone. ``keys`` lists [subject, year] whose data keys
    are to be destroyed.
    """

    erasure = models.BigIntegerField(primary_key=True)
    subject = models.UUIDField(null=True)
    keys = models.JSONField(default=list)
    began_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"unfinished shredding {self.erasure}"

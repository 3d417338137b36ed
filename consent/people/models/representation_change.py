"""What the log keeps of a representation that began or ended."""

from django.db import models


class RepresentationChange(models.Model):
    """Payload of ``representation.began`` and ``representation.ended``: the whole entry as it stood after the change.

    Subjects are plain ids without foreign keys, so that a person's row can be erased and the record still verified.
    """

    event_id = models.BigIntegerField(primary_key=True)
    recorded_at = models.DateTimeField()
    change = models.CharField(max_length=8)  # began or ended
    entry = models.UUIDField()
    representative = models.UUIDField()
    represented = models.UUIDField(db_index=True)
    kind = models.CharField(max_length=20)
    scope = models.CharField(max_length=400)
    valid_from = models.DateTimeField()
    valid_until = models.DateTimeField(null=True)
    source = models.CharField(max_length=40)
    actor_kind = models.CharField(max_length=8)
    actor_account = models.UUIDField(null=True)
    actor_name = models.CharField(max_length=64)

    append_only = "payload"

    class Meta:
        """The auditors' list reads a stretch of time, newest first."""

        indexes = (models.Index(fields=("recorded_at", "event_id"), name="people_representation_when"),)

    def __str__(self) -> str:
        return f"representation {self.change} {self.event_id}"

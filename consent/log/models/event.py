"""The facts of the log and the keys that open them. Nothing here names a person: a subject is an opaque random id."""

from django.db import models


class Event(models.Model):
    """One immutable fact: its kind, when it was recorded and a 32-byte commitment to the rest (the leaf)."""

    id = models.BigAutoField(primary_key=True)
    kind = models.CharField(max_length=40)
    recorded_at = models.DateTimeField()
    commitment = models.BinaryField(max_length=32)

    append_only = "event"

    def __str__(self) -> str:
        return f"event {self.pk} {self.kind}"


class Pending(models.Model):
    """An event that the sequencer has not given its index yet; written in the event's own transaction."""

    event_id = models.BigIntegerField(primary_key=True)

    def __str__(self) -> str:
        return f"pending {self.pk}"


class DataKey(models.Model):
    """The wrapped key of one subject and one year; destroying it shreds that year's events of that subject.

    The platform's own events, which concern no person, use the nil subject.
    """

    subject = models.UUIDField()
    year = models.PositiveSmallIntegerField()
    wrapped = models.BinaryField(max_length=40)
    kek_version = models.PositiveSmallIntegerField()
    created_at = models.DateTimeField()

    append_only = "payload"
    rewrapped_columns = ("wrapped", "kek_version")

    class Meta:
        """One key a subject and year."""

        constraints = (models.UniqueConstraint(fields=("subject", "year"), name="log_datakey_subject_year"),)

    def __str__(self) -> str:
        return f"data key {self.pk} of {self.year}"

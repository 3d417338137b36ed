"""The payload of a use that a department tells of afterwards: it looked without asking the ledger first."""

from django.db import models


class ImportedUse(models.Model):
    """One line of a vendor's own access log. ``used_at`` is what the vendor says; ``recorded_at`` is when we were told.

    ``external`` is SHA-256 of the line's own id, by which the same line is never taken twice.
    """

    event_id = models.BigIntegerField(primary_key=True)
    recorded_at = models.DateTimeField()
    subject = models.UUIDField()
    department = models.CharField(max_length=32)
    system = models.CharField(max_length=64)
    external = models.BinaryField()
    activity = models.CharField(max_length=64)
    category = models.CharField(max_length=64)
    used_at = models.DateTimeField()
    sealed = models.BinaryField(null=True)

    append_only = "payload"

    class Meta:
        """A line is known by its id; a person's list is by when it was used, and so is what has been kept too long."""

        constraints = (
            models.UniqueConstraint(fields=("department", "system", "external"), name="ledger_importeduse_once"),
        )
        indexes = (
            models.Index(fields=("subject", "-used_at"), name="ledger_importeduse_of_subject"),
            models.Index(fields=("recorded_at", "event_id"), name="ledger_importeduse_when"),
            models.Index(fields=("used_at", "event_id"), name="ledger_importeduse_age"),
        )

    def __str__(self) -> str:
        return f"imported use {self.pk}"

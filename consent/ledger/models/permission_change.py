"""The payload of every permission change."""

from django.db import models

from consent.core.vocabulary import LANGUAGES, Channel, DecidedBy


class PermissionChange(models.Model):
    """One decision about one subject and one activity, as it was made; never changed, erased only by the eraser."""

    event_id = models.BigIntegerField(primary_key=True)
    recorded_at = models.DateTimeField()
    kind = models.CharField(max_length=40)
    subject = models.UUIDField()
    activity = models.CharField(max_length=64)
    version = models.PositiveIntegerField()
    notice_version = models.PositiveIntegerField(null=True)
    notice_hash = models.BinaryField(max_length=32, null=True)
    language = models.CharField(max_length=2, choices=[(code, code) for code in LANGUAGES])
    channel = models.CharField(max_length=16, choices=[(channel.value, channel.value) for channel in Channel])
    decided_by = models.CharField(max_length=16, choices=[(by.value, by.value) for by in DecidedBy])
    actor_subject = models.UUIDField(null=True)
    actor_account = models.UUIDField(null=True)
    valid_until = models.DateTimeField(null=True)
    waiting = models.BooleanField(default=False)
    sealed = models.BinaryField(null=True)

    append_only = "payload"

    class Meta:
        """Versions are unique within a permission, so that two writers can never both be the next."""

        constraints = (
            models.UniqueConstraint(fields=("subject", "activity", "version"), name="ledger_change_version"),
        )
        # The auditors' list and the figures of a week read a stretch of time. People decide at a human pace.
        indexes = (models.Index(fields=("recorded_at", "event_id"), name="ledger_change_when"),)

    def __str__(self) -> str:
        return f"{self.kind} {self.pk}"

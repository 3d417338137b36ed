"""The payload of every use: the mark that a check leaves, allowed or refused."""

from django.db import models


class Use(models.Model):
    """One recorded check. ``subject`` is None when the department asked by an id that was never issued to it."""

    event_id = models.BigIntegerField(primary_key=True)
    recorded_at = models.DateTimeField()
    subject = models.UUIDField(null=True)
    department = models.CharField(max_length=32)
    client = models.CharField(max_length=100)
    activity = models.CharField(max_length=64)
    category = models.CharField(max_length=64)
    allowed = models.BooleanField()
    reason = models.CharField(max_length=24)
    basis = models.CharField(max_length=24, null=True)
    permission_version = models.PositiveIntegerField(null=True)
    notice_version = models.PositiveIntegerField(null=True)
    sealed = models.BinaryField(null=True)

    append_only = "payload"

    class Meta:
        """The resident's own list, newest first, is one index range."""

        indexes = (models.Index(fields=("subject", "-event_id"), name="ledger_use_of_subject"),)

    def __str__(self) -> str:
        return f"use {self.pk}"

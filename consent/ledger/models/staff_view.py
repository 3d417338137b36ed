"""The payload of every look that others take at the ledger itself: who, at whose record or list, and why."""

from django.db import models


class StaffView(models.Model):
    """One recorded look. ``subject`` is None when a list was taken and no single person was looked at.

    ``actor_name`` is an opaque reference, never a name; the reason, or the filter of a list, is sealed. A look through
    a national portal (``role`` ``portal``) has no account: ``actor_name`` is the client that asked.
    """

    event_id = models.BigIntegerField(primary_key=True)
    recorded_at = models.DateTimeField()
    subject = models.UUIDField(null=True)
    actor_account = models.UUIDField(null=True)
    actor_name = models.CharField(max_length=64)
    role = models.CharField(max_length=16)
    what = models.CharField(max_length=24)
    sealed = models.BinaryField(null=True)

    append_only = "payload"

    class Meta:
        """The resident's own list, newest first, is one index range."""

        indexes = (
            models.Index(fields=("subject", "-recorded_at"), name="ledger_staffview_of_subject"),
            models.Index(fields=("recorded_at", "event_id"), name="ledger_staffview_when"),
        )

    def __str__(self) -> str:
        return f"look by staff {self.pk}"

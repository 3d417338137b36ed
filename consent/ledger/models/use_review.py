"""The payload of every review of a use in an emergency: what the data protection officer found."""

from django.db import models


class UseReview(models.Model):
    """One recorded review of the use whose event is ``use``; there is one of each use. What was said of it is sealed.

    ``actor_name`` is an opaque reference, never a name.
    """

    event_id = models.BigIntegerField(primary_key=True)
    recorded_at = models.DateTimeField()
    subject = models.UUIDField()
    use = models.BigIntegerField(unique=True)
    actor_account = models.UUIDField()
    actor_name = models.CharField(max_length=64)
    role = models.CharField(max_length=16)
    found = models.CharField(max_length=5)
    sealed = models.BinaryField()

    append_only = "payload"

    class Meta:
        """The person's own reviews are one index range, and so are the auditors' and the oldest."""

        indexes = (
            models.Index(fields=("subject", "-recorded_at"), name="ledger_usereview_of_subject"),
            models.Index(fields=("recorded_at", "event_id"), name="ledger_usereview_when"),
        )

    def __str__(self) -> str:
        return f"review {self.pk}"

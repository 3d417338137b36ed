"""The payloads of a request and of its cancellation. How a request was answered is the ledger's to say."""

from django.db import models


class ConsentRequest(models.Model):
    """
    A department has asked one person to decide on one of its activities.

    ``permission_version`` is that of the permission when it was asked: any later decision answers it, whatever the
    clocks say. ``sealed`` is the department's own state, which may speak of the person.
    """

    event_id = models.BigIntegerField(primary_key=True)
    recorded_at = models.DateTimeField()
    request = models.UUIDField(unique=True)
    subject = models.UUIDField()
    department = models.CharField(max_length=32)
    client = models.CharField(max_length=100)
    activity = models.CharField(max_length=64)
    notice_version = models.PositiveIntegerField()
    permission_version = models.PositiveIntegerField()
    expires_at = models.DateTimeField()
    return_uri = models.CharField(max_length=500, default="")
    sealed = models.BinaryField(null=True)

    append_only = "payload"

    class Meta:
        """A person's, a department's and the auditors' lists are each one index range."""

        indexes = (
            models.Index(fields=("subject", "activity", "-event_id"), name="asking_request_of_subject"),
            models.Index(fields=("department", "event_id"), name="asking_request_of_department"),
            models.Index(fields=("recorded_at", "event_id"), name="asking_request_when"),
        )

    def __str__(self) -> str:
        return f"consent request {self.pk}"


class Cancellation(models.Model):
    """A department takes back a request that nobody had answered."""

    event_id = models.BigIntegerField(primary_key=True)
    recorded_at = models.DateTimeField()
    request = models.UUIDField(unique=True)
    subject = models.UUIDField()
    department = models.CharField(max_length=32)
    client = models.CharField(max_length=100)

    append_only = "payload"

    class Meta:
        """An erasure finds a person's; the auditors' list reads a stretch of time."""

        indexes = (
            models.Index(fields=("subject",), name="asking_cancellation_of_subject"),
            models.Index(fields=("recorded_at", "event_id"), name="asking_cancellation_when"),
        )

    def __str__(self) -> str:
        return f"cancellation {self.pk}"

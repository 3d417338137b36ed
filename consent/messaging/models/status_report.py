"""What the gateway reports of messages, kept until it has been laid to the message it is about."""

from django.db import models
from django.db.models import Q

from consent import clock
from consent.messaging.vocabulary import LONGEST_PROVIDER_ID, MessageState

REPORTED = (MessageState.SENT.value, MessageState.DELIVERED.value, MessageState.FAILED.value)


class StatusReport(models.Model):
    """One report, once for each message of the provider and outcome; it may come before we know the provider's id."""

    provider_id = models.CharField(max_length=LONGEST_PROVIDER_ID)
    state = models.CharField(max_length=11)
    number_mark = models.BinaryField(max_length=32, null=True)
    reported_at = models.DateTimeField()
    received_at = models.DateTimeField(default=clock.now, editable=False)
    settled_at = models.DateTimeField(null=True)
    message = models.UUIDField(null=True)  # which it was laid to; null when it fitted none in time

    class Meta:
        """An outcome is reported once; those that wait are few."""

        constraints = (
            models.UniqueConstraint(fields=["provider_id", "state"], name="messaging_statusreport_once"),
            models.CheckConstraint(condition=Q(state__in=REPORTED), name="messaging_statusreport_state"),
        )
        indexes = (
            models.Index(fields=["received_at"], name="messaging_report_received"),
            models.Index(fields=["id"], condition=Q(settled_at=None), name="messaging_report_waiting"),
        )

    def __str__(self) -> str:
        return f"status report {self.pk} ({self.state})"

"""Streams: how one client of a department hears of what ended."""

from django.db import models

from consent import clock
from consent.signals.vocabulary import ENABLED, POLL, PUSH, STATUSES


class Stream(models.Model):
    """
    One stream (Shared Signals 1.0 §8). ``log_number`` and ``next_index`` are its cursor: what it reads next in the log.

    While it is paused the cursor stands still, so the log itself is what is held for it.
    """

    id = models.CharField(max_length=32, primary_key=True)
    client = models.CharField(max_length=100)
    department = models.CharField(max_length=32)
    method = models.CharField(max_length=24, choices=[(POLL, POLL), (PUSH, PUSH)], default=POLL)
    endpoint_url = models.CharField(max_length=500, default="")
    authorization_sealed = models.BinaryField(null=True)
    description = models.CharField(max_length=200, default="")
    events_requested = models.JSONField(default=list)
    status = models.CharField(max_length=8, choices=[(one, one) for one in STATUSES], default=ENABLED)
    reason = models.CharField(max_length=200, default="")
    log_number = models.PositiveSmallIntegerField()
    next_index = models.BigIntegerField()
    endings_told = models.DateTimeField(default=clock.now)
    verified_at = models.DateTimeField(null=True)
    made_at = models.DateTimeField(default=clock.now, editable=False)

    class Meta:
        """A client's own streams are found by one probe, and a department's are counted."""

        indexes = (
            models.Index(fields=("client",), name="signals_stream_client"),
            models.Index(fields=("department",), name="signals_stream_department"),
        )
        constraints = (
            models.CheckConstraint(
                condition=models.Q(method=POLL) | ~models.Q(endpoint_url=""), name="signals_stream_push_has_address"
            ),
        )

    def __str__(self) -> str:
        return f"stream {self.pk} of {self.department}"

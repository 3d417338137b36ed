"""The payload of every use: the mark that a check leaves, allowed or refused."""

from django.db import models

_FILTERED = ("department", "client", "activity", "category", "allowed", "reason", "basis")


class Use(models.Model):
    """One recorded check. ``subject`` is None when the department asked by an id that was never issued to it.

    ``break_glass``: it was asked as an emergency.
    """

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
    break_glass = models.BooleanField(default=False, db_default=False)

    append_only = "payload"

    class Meta:
        """The resident's own list, newest first, is one index range.

        Every further index is paid by every check, so the auditors' lists have one that all checks pay, whose inserts
        always go to its right edge (time only grows), and two that only refused checks pay. The first carries the
        columns that auditors filter by, so that it is looked through without touching the table. That costs a check
        less than a third of a microsecond and 140 bytes; an index for each filter would cost a microsecond each.
        """

        indexes = (
            models.Index(fields=("subject", "-event_id"), name="ledger_use_of_subject"),
            models.Index(fields=("recorded_at", "event_id"), include=_FILTERED, name="ledger_use_list"),
            models.Index(
                fields=("recorded_at", "event_id"),
                include=_FILTERED,
                condition=models.Q(allowed=False),
                name="ledger_use_list_refused",
            ),
            models.Index(
                fields=("reason", "recorded_at", "event_id"),
                include=("department", "client", "activity", "category", "basis"),
                condition=models.Q(allowed=False),
                name="ledger_use_refused_for",
            ),
            models.Index(
                fields=("event_id",),
                condition=models.Q(break_glass=True, allowed=True),
                name="ledger_use_emergencies",
            ),
            models.Index(
                fields=("subject", "-event_id"),
                condition=models.Q(break_glass=True, allowed=True),
                name="ledger_use_emergencies_of",
            ),
        )

    def __str__(self) -> str:
        return f"use {self.pk}"

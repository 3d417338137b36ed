"""The projection of permission changes: what the check reads."""

from django.db import models

from consent.core.vocabulary import DecidedBy, Reason


class PermissionRow(models.Model):
    """Where one subject stands with one activity; always equal to the fold of its changes."""

    subject = models.UUIDField()
    activity = models.CharField(max_length=64)
    version = models.PositiveIntegerField()
    decision = models.CharField(
        max_length=16,
        null=True,
        choices=[(r.value, r.value) for r in (Reason.CONSENT, Reason.REFUSED, Reason.WITHDRAWN)],
    )
    decided_at = models.DateTimeField(null=True)
    decided_by = models.CharField(max_length=16, choices=[(by.value, by.value) for by in DecidedBy])
    notice_version = models.PositiveIntegerField(null=True)
    valid_until = models.DateTimeField(null=True)
    waiting = models.BooleanField(default=False)
    objected = models.BooleanField(default=False)
    restricted = models.BooleanField(default=False)

    class Meta:
        """One row a subject and activity, found by one index probe."""

        db_table = "ledger_permission"
        constraints = (
            models.UniqueConstraint(fields=("subject", "activity"), name="ledger_permission_subject_activity"),
        )
        # Counts consents in force and those that end soon, without reading those that never were given.
        indexes = (
            models.Index(
                fields=("activity", "valid_until"),
                include=("notice_version",),
                condition=models.Q(decision=Reason.CONSENT.value, waiting=False, restricted=False),
                name="ledger_permission_given",
            ),
        )

    def __str__(self) -> str:
        return f"permission {self.pk} version {self.version}"

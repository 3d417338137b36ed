"""The payload of what a department reports of a use: how many rows it read, and to whom it passed them on."""

from django.contrib.postgres.fields import ArrayField
from django.db import models


class UseReport(models.Model):
    """One report on a permitted use. ``use`` is the event id of that use, a value and not a foreign key.

    ``passed_on_to`` names recipients that the use's notice declares: the code of a department, or the Finnish name.
    ``happened_at`` is when the department says that it was, if it says so.
    """

    event_id = models.BigIntegerField(primary_key=True)
    recorded_at = models.DateTimeField()
    subject = models.UUIDField(null=True)
    use = models.BigIntegerField()
    department = models.CharField(max_length=32)
    client = models.CharField(max_length=100)
    activity = models.CharField(max_length=64)
    rows_read = models.PositiveIntegerField()
    passed_on_to = ArrayField(models.CharField(max_length=200), default=list)
    happened_at = models.DateTimeField(null=True)

    append_only = "payload"

    class Meta:
        """A use finds its reports, an erasure those of a person, and the auditors' list the newest."""

        indexes = (
            models.Index(fields=("use",), name="ledger_usereport_of_use"),
            models.Index(fields=("subject",), name="ledger_usereport_of_subject"),
            models.Index(
                fields=("recorded_at", "event_id"),
                include=("department", "client", "activity"),
                name="ledger_usereport_when",
            ),
        )

    def __str__(self) -> str:
        return f"report {self.pk} on use {self.use}"

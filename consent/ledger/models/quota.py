"""What clients have used of their quotas in the current minute, and where they asked for more."""

from django.db import models


class ClientCount(models.Model):
    """How much of one quota a client's processes have taken in a minute; swept by the worker when it is past."""

    client = models.CharField(max_length=100)
    quota = models.CharField(max_length=8)
    minute = models.DateTimeField()
    taken = models.PositiveIntegerField()

    class Meta:
        """The check's upsert finds its row by this key alone."""

        constraints = (models.UniqueConstraint(fields=("client", "quota", "minute"), name="ledger_client_count"),)
        indexes = (models.Index(fields=("minute",), name="ledger_clientcount_minute"),)

    def __str__(self) -> str:
        return f"count {self.pk}"


class QuotaBreach(models.Model):
    """That a client asked beyond a quota in an hour, and how often: never about whom."""

    client = models.CharField(max_length=100)
    department = models.CharField(max_length=32)
    quota = models.CharField(max_length=8)
    hour = models.DateTimeField()
    first_at = models.DateTimeField()
    last_at = models.DateTimeField()
    times = models.PositiveBigIntegerField()

    class Meta:
        """One row for each client, quota and hour, however often it knocks."""

        constraints = (models.UniqueConstraint(fields=("client", "quota", "hour"), name="ledger_quota_breach"),)
        indexes = (models.Index(fields=("last_at",), name="ledger_quotabreach_last"),)

    def __str__(self) -> str:
        return f"breach {self.pk}"

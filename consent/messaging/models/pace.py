"""The one row by which all senders together keep the pace that the provider allows."""

from django.db import models


class Pace(models.Model):
    """From when on the next message may go. Whoever claims messages holds the row, so there is one at a time."""

    id = models.SmallIntegerField(primary_key=True, default=1)
    free_at = models.DateTimeField()

    class Meta:
        """There is one."""

        constraints = (models.CheckConstraint(condition=models.Q(id=1), name="messaging_pace_one"),)

    def __str__(self) -> str:
        return "pace of sending"

"""Which department was told of which event, and when it said that it had heard."""

from django.db import models


class Acknowledgement(models.Model):
    """What remains of a token after it is gone. It names an event of the log and a department, and no person."""

    event_id = models.BigIntegerField()
    stream = models.CharField(max_length=32)  # a value: a stream that is deleted was told all the same
    department = models.CharField(max_length=32)
    told_at = models.DateTimeField()
    acknowledged_at = models.DateTimeField(null=True)

    class Meta:
        """One a stream and event."""

        constraints = (models.UniqueConstraint(fields=("event_id", "stream"), name="signals_acknowledgement_once"),)
        indexes = (models.Index(fields=("told_at",), name="signals_acknowledgement_when"),)

    def __str__(self) -> str:
        return f"acknowledgement {self.pk} by {self.department}"

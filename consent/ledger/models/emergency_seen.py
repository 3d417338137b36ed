"""Up to which use in an emergency somebody has said to have seen the notice."""

from django.db import models


class EmergencySeen(models.Model):
    """``reader`` has seen the notices of ``subject``'s emergencies up to the event ``up_to``: no fact, only a mark."""

    reader = models.UUIDField()
    subject = models.UUIDField()
    up_to = models.BigIntegerField()

    class Meta:
        """One mark for each reader and person."""

        constraints = (models.UniqueConstraint(fields=("subject", "reader"), name="ledger_emergency_seen"),)
        indexes = (models.Index(fields=("reader",), name="ledger_emergencyseen_reader"),)

    def __str__(self) -> str:
        return f"mark {self.pk}"

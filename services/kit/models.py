"""The one table of the kit: signed permits that a module took offline, as the source of the data."""

from django.db import models


class SpentPermit(models.Model):
    """A permit that was taken. It is good once, so the name is unique; the row may go when the permit has ended."""

    personal_data = False

    permit_id = models.CharField(max_length=128, primary_key=True)
    forget_at = models.DateTimeField(db_index=True)

    def __str__(self) -> str:
        return "spent permit"

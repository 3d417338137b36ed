"""Whom a newcomer to the demonstration may try, with nothing in it about anybody."""

from django.db import models


class DemoPupil(models.Model):
    """Which reference a pupil of the demonstration has. Empty outside a demo."""

    personal_data = False

    who = models.CharField(max_length=32, primary_key=True)
    reference = models.CharField(max_length=9)

    def __str__(self) -> str:
        return self.who

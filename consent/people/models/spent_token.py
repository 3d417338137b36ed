"""Spent tokens: which logout tokens, client assertions and permits have been used, so that none is used twice."""

from django.db import models


class SpentToken(models.Model):
    """A token that has done its work, known by a digest; the row may go when the token is too old to be accepted."""

    digest = models.BinaryField(primary_key=True)
    forget_at = models.DateTimeField(db_index=True)

    def __str__(self) -> str:
        return "spent token"

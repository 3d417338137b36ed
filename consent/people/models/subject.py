"""Subjects: the opaque ids behind which the log and the ledger know a person."""

import uuid

from django.db import models

from consent import clock


class Subject(models.Model):
    """A person known by a random id. Without a resident row it is a placeholder for somebody a department asked about.

    A constraint of the first migration keeps the index at 32 bytes, so that a bare national id never fits.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    blind_index = models.BinaryField(max_length=32, unique=True)
    created_at = models.DateTimeField(default=clock.now, editable=False)

    def __str__(self) -> str:
        return f"subject {self.pk}"

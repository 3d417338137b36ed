"""Published notices: payload of ``notice.published`` events."""

from django.contrib.postgres.fields import ArrayField
from django.db import models


class Notice(models.Model):
    """One immutable version of what an activity tells and asks in three languages; its hash is what people agree to.

    ``activity_id`` is a value, not a foreign key: what the fact said then. ``governance`` says who drafted and approved
    the version and what the data protection officer advised; it is no part of the hash, since a resident agrees to the
    terms and not to the office's paperwork.
    """

    event_id = models.BigIntegerField(primary_key=True)
    recorded_at = models.DateTimeField()
    activity_id = models.CharField(max_length=64)
    version = models.PositiveIntegerField()
    hash = models.BinaryField(max_length=32)
    document = models.JSONField()
    categories = ArrayField(models.CharField(max_length=64))
    governance = models.JSONField(default=dict)

    append_only = "event"

    class Meta:
        """A version is published once."""

        constraints = (models.UniqueConstraint(fields=("activity_id", "version"), name="registry_notice_version"),)

    def __str__(self) -> str:
        return f"{self.activity_id} version {self.version}"

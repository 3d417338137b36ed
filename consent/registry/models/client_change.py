"""What was done to departments' clients: payload of ``client.changed`` events."""

from django.contrib.postgres.fields import ArrayField
from django.db import models


class ClientChange(models.Model):
    """One act on one client, never a secret. ``client`` and ``department`` are values: what the fact said then.

    ``scopes`` are those the client has from then on; ``until`` is how long an earlier secret stays valid beside a new
    one. ``done_by`` is a member of staff's opaque reference, or the part of the system that acted.
    """

    event_id = models.BigIntegerField(primary_key=True)
    recorded_at = models.DateTimeField()
    client = models.CharField(max_length=100)
    department = models.CharField(max_length=32)
    act = models.CharField(max_length=32)
    scopes = ArrayField(models.CharField(max_length=64))
    until = models.DateTimeField(null=True, blank=True)
    done_by = models.CharField(max_length=64)

    append_only = "event"

    class Meta:
        """Read by client, for its history."""

        indexes = (models.Index(fields=("client", "event_id"), name="registry_clientchange_client"),)

    def __str__(self) -> str:
        return f"{self.act} {self.client}"

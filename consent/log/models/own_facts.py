"""What the log records about itself; these facts are leaves like any other."""

from django.db import models


class LogBegan(models.Model):
    """Payload of ``log.began``: the first entry of a log, and for a successor what its predecessor had signed.

    ``after`` is the predecessor's last checkpoint that the database still held, ``highest`` the highest it ever signed;
    the difference of their sizes is the loss, for everyone to see. Both are empty for the first log.
    """

    event_id = models.BigIntegerField(primary_key=True)
    recorded_at = models.DateTimeField()
    log_number = models.PositiveSmallIntegerField()
    origin = models.CharField(max_length=200)
    after = models.TextField()
    highest = models.TextField()
    operator = models.CharField(max_length=64)

    append_only = "event"

    def __str__(self) -> str:
        return f"log began {self.event_id}"


class KeyChange(models.Model):
    """Payload of ``log.key_began``, ``log.key_retired`` and ``log.key_compromised``.

    ``trusted_size`` is the tree size up to which a compromised key's checkpoints are still trusted; None otherwise.
    ``checkpoint`` is the last good checkpoint as a key signed it that took over from another; empty otherwise.
    """

    event_id = models.BigIntegerField(primary_key=True)
    recorded_at = models.DateTimeField()
    change = models.CharField(max_length=12)  # began, retired or compromised
    log_number = models.PositiveSmallIntegerField()
    vkey = models.CharField(max_length=300)
    trusted_size = models.BigIntegerField(null=True)
    checkpoint = models.TextField(default="")
    operator = models.CharField(max_length=64)

    append_only = "event"

    def __str__(self) -> str:
        return f"log key {self.change} {self.event_id}"

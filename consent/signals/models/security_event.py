"""Security event tokens that wait for their receiver, and those it refused."""

from django.db import models

from consent import clock
from consent.signals.models.stream import Stream
from consent.signals.vocabulary import DEAD, WAITING


class SecurityEvent(models.Model):
    """
    One signed token for one stream, kept byte for byte until it is acknowledged, and then deleted.

    ``person`` is the department's own id of whom it is about, empty for one about nobody: by it an erasure finds what
    must go. A dead one was refused by the receiver, or waited for too long.
    """

    stream = models.ForeignKey(Stream, on_delete=models.CASCADE, related_name="sets", db_index=False)
    jti = models.CharField(max_length=32)
    event_id = models.BigIntegerField(null=True)
    name = models.CharField(max_length=32)
    person = models.CharField(max_length=32, default="")
    token = models.TextField()
    key_id = models.CharField(max_length=64, default="")
    state = models.CharField(max_length=8, choices=[(WAITING, WAITING), (DEAD, DEAD)], default=WAITING)
    made_at = models.DateTimeField(default=clock.now)
    sent = models.PositiveIntegerField(default=0)
    next_try_at = models.DateTimeField(null=True)
    err = models.CharField(max_length=32, default="")
    err_description = models.CharField(max_length=200, default="")

    class Meta:
        """A stream's are read in the order they were made; one event is told to a stream once."""

        constraints = (models.UniqueConstraint(fields=("stream", "jti"), name="signals_securityevent_jti"),)
        indexes = (
            models.Index(fields=("stream", "state", "id"), name="signals_securityevent_waiting"),
            models.Index(fields=("person",), condition=~models.Q(person=""), name="signals_securityevent_person"),
        )

    def __str__(self) -> str:
        return f"security event {self.pk} ({self.state})"


class ErasureNotice(models.Model):
    """
    Whom a stream is to hear has been erased, by the department's own id.

    Nothing joins that id to anybody any more. It goes into the token when the stream's cursor reaches the erasure, and
    this row is deleted.
    """

    stream = models.ForeignKey(Stream, on_delete=models.CASCADE, related_name="erasures", db_index=False)
    event_id = models.BigIntegerField()
    person = models.CharField(max_length=32)
    made_at = models.DateTimeField(default=clock.now)

    class Meta:
        """One a stream and erasure."""

        constraints = (models.UniqueConstraint(fields=("stream", "event_id"), name="signals_erasurenotice_once"),)

    def __str__(self) -> str:
        return f"erasure notice {self.pk}"

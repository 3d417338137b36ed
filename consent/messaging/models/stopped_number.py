"""Numbers from which somebody wrote STOP."""

from django.db import models

from consent import clock


class StoppedNumber(models.Model):
    """A number that gets no more messages, known by its keyed fingerprint alone.

    It outlives the person's erasure, so that a number that was told to be left alone is (GDPR 21(3)); nothing joins it
    to anybody but the number itself.
    """

    number_mark = models.BinaryField(max_length=32, primary_key=True)
    since = models.DateTimeField(default=clock.now, editable=False)

    def __str__(self) -> str:
        return "a number that is left alone"

"""What verifications of the log found, for those who look at the console."""

from django.db import models


class Verification(models.Model):
    """One verification, asked for and then carried out by the worker.

    It is no evidence, only a convenience: whoever doubts runs ``verify_log``. ``note`` is the signed checkpoint that it
    reached; the next one may begin there. ``whole`` is None until it is done, and when it could not be done.
    """

    asked_at = models.DateTimeField()
    asked_by = models.CharField(max_length=64)
    everything = models.BooleanField(default=False)
    finished_at = models.DateTimeField(null=True)
    whole = models.BooleanField(null=True)
    log_number = models.PositiveSmallIntegerField(null=True)
    since = models.BigIntegerField(default=0)
    size = models.BigIntegerField(default=0)
    leaves = models.BigIntegerField(default=0)
    verified = models.BigIntegerField(default=0)
    faults = models.PositiveIntegerField(default=0)
    first_bad = models.JSONField(null=True)
    note = models.TextField(default="")

    class Meta:
        """The newest are read first."""

        indexes = (models.Index(fields=("-asked_at",), name="log_verification_newest"),)

    def __str__(self) -> str:
        return f"verification {self.pk}"

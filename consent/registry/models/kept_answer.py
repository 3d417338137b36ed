"""Answers to writes of the departments' API, kept so that a repeated request is not done twice."""

from django.db import models

from consent.registry.models.client_application import ClientApplication


class KeptAnswer(models.Model):
    """What one client was answered to one idempotency key; the answer is sealed, since it may name ids of people.

    ``key`` is the digest of the client's key and ``fingerprint`` that of the request: method, path and body.
    """

    client = models.ForeignKey(ClientApplication, on_delete=models.CASCADE, related_name="+")
    key = models.BinaryField(max_length=32)
    fingerprint = models.BinaryField(max_length=32)
    status = models.PositiveSmallIntegerField()
    sealed = models.BinaryField()
    kept_at = models.DateTimeField(db_index=True)

    class Meta:
        """A key of a client has one answer."""

        constraints = (models.UniqueConstraint(fields=("client", "key"), name="registry_kept_answer"),)

    def __str__(self) -> str:
        return f"kept answer {self.pk}"

"""The keys that sign tokens, as the database keeps them."""

from django.db import models


class SigningKey(models.Model):
    """
    A key pair. It is published before it signs and after it stopped, so that no receiver meets an unknown key.

    The private half is sealed under a key of the root key: who has the database alone can sign nothing.
    """

    key_id = models.CharField(max_length=64, primary_key=True)  # RFC 7638 thumbprint
    algorithm = models.CharField(max_length=8)
    public = models.JSONField()
    sealed = models.BinaryField()
    made_at = models.DateTimeField()
    signs_from = models.DateTimeField()
    signs_until = models.DateTimeField(null=True)
    published_until = models.DateTimeField(null=True)

    class Meta:
        """A key that signs is published; what is published ends no earlier than the signing."""

        constraints = (
            models.CheckConstraint(
                condition=models.Q(published_until=None, signs_until=None)
                | models.Q(published_until__isnull=False, signs_until__isnull=False),
                name="tokens_signingkey_ends",
            ),
        )

    def __str__(self) -> str:
        return f"{self.algorithm} key {self.key_id}"

"""Where a client may have people sent back to after they have looked at its request."""

from django.db import models

from consent import clock


class ReturnAddress(models.Model):
    """One registered address of one client. What is not here letter for letter, nobody is sent to."""

    client = models.CharField(max_length=100)
    uri = models.CharField(max_length=500)
    added_at = models.DateTimeField(default=clock.now, editable=False)

    class Meta:
        """One a client and address."""

        constraints = (models.UniqueConstraint(fields=("client", "uri"), name="asking_returnaddress_once"),)

    def __str__(self) -> str:
        return f"return address {self.pk} of {self.client}"

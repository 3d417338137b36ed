"""City identities: by which name a provider of the city knows the holder of an account."""

from django.db import models

from consent import clock
from consent.people.models.account import Account


class CityIdentity(models.Model):
    """One (``iss``, ``sub``) pair, which a provider never gives to anybody else (OpenID Connect Core 5.7)."""

    issuer = models.CharField(max_length=255)
    subject = models.CharField(max_length=255)
    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="city_identities")
    created_at = models.DateTimeField(default=clock.now, editable=False)

    class Meta:
        """A pair leads to one account for ever."""

        constraints = (models.UniqueConstraint(fields=["issuer", "subject"], name="people_cityidentity_once"),)

    def __str__(self) -> str:
        return f"city identity {self.pk}"

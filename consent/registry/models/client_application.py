"""OAuth clients of the departments."""

from typing import Any

from django.db import models
from oauth2_provider.models import AbstractApplication

from consent.registry.models.department import Department
from consent.registry.scopes import SCOPES


class ClientApplication(AbstractApplication):
    """A department's OAuth client. The department of a request comes from here, never from its body."""

    CLIENT_SECRET, PRIVATE_KEY_JWT = "client_secret_basic", "private_key_jwt"

    department = models.ForeignKey(Department, on_delete=models.PROTECT, related_name="clients")
    allowed_scopes = models.TextField(blank=True, default="")
    disabled = models.BooleanField(default=False)
    # Named as in the toolkit's next release, which has these fields itself. Keys are handed over, never fetched from
    # an address: a server that fetches what a client names is a door into the city's network.
    token_endpoint_auth_method = models.CharField(
        max_length=32,
        default=CLIENT_SECRET,
        choices=[(CLIENT_SECRET, CLIENT_SECRET), (PRIVATE_KEY_JWT, PRIVATE_KEY_JWT)],
    )
    client_jwks = models.TextField(blank=True, default="")
    # The secret before this one, hashed as it was, and until when it still opens the door.
    previous_secret = models.CharField(max_length=255, blank=True, default="")
    previous_secret_until = models.DateTimeField(null=True, blank=True)
    # Named as in RFC 8705 §3.4: a token works only with the certificate that was there when it was issued.
    tls_client_certificate_bound_access_tokens = models.BooleanField(default=False)
    # How much the client may ask; the city's own default (settings.QUOTAS) where nothing is set.
    checks_per_minute = models.PositiveIntegerField(null=True, blank=True)
    checks_per_person_a_day = models.PositiveIntegerField(null=True, blank=True)
    lookups_per_minute = models.PositiveIntegerField(null=True, blank=True)

    class Meta:
        """The table has no name of its own; the swap is decided by the settings."""

    def __str__(self) -> str:
        return str(self.client_id)

    @property
    def scopes(self) -> frozenset[str]:
        """The scopes this client may hold now; one that the platform no longer has does not count."""
        return frozenset(self.allowed_scopes.split()) & SCOPES.keys()

    def is_usable(self, request: Any) -> bool:
        """This function will say whether the client may get and use tokens (asked at issuance and at each use)."""
        return not self.disabled

"""Which scopes an OAuth client may ask for: its own, and none by default."""

from typing import Any

from oauth2_provider.scopes import SettingsScopes

from consent.registry.models import ClientApplication
from consent.registry.scopes import SCOPES


class ClientScopes(SettingsScopes):
    """Scopes backend of django-oauth-toolkit in which each client has a list of its own (RFC 6749 §3.3)."""

    def get_all_scopes(self) -> dict[str, str]:
        """This function will return every scope of the platform with its description."""
        return SCOPES

    def get_available_scopes(
        self, application: ClientApplication | None = None, request: Any = None, *args: Any, **kwargs: Any
    ) -> list[str]:
        """This function will return the client's own scopes, or all of them for metadata, which has no client."""
        if application is None:
            return sorted(SCOPES)
        return sorted(application.scopes)

    def get_default_scopes(
        self, application: ClientApplication | None = None, request: Any = None, *args: Any, **kwargs: Any
    ) -> list[str]:
        """This function will return nothing: a client that names no scope is refused."""
        return []

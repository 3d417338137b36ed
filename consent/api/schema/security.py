"""How the OpenAPI document describes who may call: OAuth client credentials, and the scopes each operation needs."""

from typing import Any

from drf_spectacular.extensions import OpenApiAuthenticationExtension
from drf_spectacular.openapi import AutoSchema

from consent.api.permissions import HasScope
from consent.api.scopes import open_scopes

SCHEME = "client_credentials"
TOKEN_PATH = "/o/token/"


class ClientAuthenticationScheme(OpenApiAuthenticationExtension):
    """What drf-spectacular writes for ``ClientAuthentication``."""

    target_class = "consent.api.authentication.ClientAuthentication"
    name = SCHEME

    def get_security_definition(self, auto_schema: AutoSchema) -> dict[str, Any]:
        """This function will return the security scheme."""
        return {
            "type": "oauth2",
            "description": "A department's client; the token lives ten minutes.",
            "flows": {"clientCredentials": {"tokenUrl": TOKEN_PATH, "scopes": open_scopes()}},
        }

    def get_security_requirement(self, auto_schema: AutoSchema) -> dict[str, list[str]]:
        """This function will return the scopes that the view's permissions ask for."""
        held = [
            permission.scope for permission in auto_schema.view.get_permissions() if isinstance(permission, HasScope)
        ]
        return {self.name: held}

"""Settings of django-oauth-toolkit as plain data: client credentials only, every RFC 9700 gate on."""

from typing import Any

from consent.registry.scopes import SCOPES

TOKEN_SECONDS = 600

OAUTH2_PROVIDER: dict[str, Any] = {
    # One grant, served by the oauthlib server that has no other.
    "OAUTH2_SERVER_CLASS": "oauthlib.oauth2.BackendApplicationServer",
    "OAUTH2_VALIDATOR_CLASS": "consent.api.oauth.validator.ClientValidator",
    "SCOPES": SCOPES,
    "DEFAULT_SCOPES": [],
    "SCOPES_BACKEND_CLASS": "consent.registry.oauth.ClientScopes",
    "CLIENT_SECRET_HASHER": "pbkdf2_sha256_client",
    "ACCESS_TOKEN_GENERATOR": "consent.api.oauth.tokens.new_token",
    "RESOURCE_SERVER_TOKEN_RESOURCE_VALIDATOR": "consent.api.principal.is_this_resource",
    "ACCESS_TOKEN_EXPIRE_SECONDS": TOKEN_SECONDS,
    "REFRESH_TOKEN_EXPIRE_SECONDS": TOKEN_SECONDS,  # none is issued; the clean-up command wants a limit
    "REFRESH_TOKEN_GRACE_PERIOD_SECONDS": 0,
    "REFRESH_TOKEN_REUSE_PROTECTION": True,
    "ALLOWED_REDIRECT_URI_SCHEMES": ["https"],
    "ALLOW_URI_WILDCARDS": False,
    "PKCE_REQUIRED": True,
    "OIDC_ENABLED": False,
    "DCR_ENABLED": False,
    "CIMD_ENABLED": False,
    # The device grant's hook, which every token request would pass.
    "OAUTH_PRE_TOKEN_VALIDATION": [],
    # What the metadata documents say.
    "OAUTH2_GRANT_TYPES_SUPPORTED": ["client_credentials"],
    "OAUTH2_RESPONSE_TYPES_SUPPORTED": [],
    "OAUTH2_TOKEN_ENDPOINT_AUTH_METHODS_SUPPORTED": ["private_key_jwt", "client_secret_basic", "client_secret_post"],
    "OAUTH2_PROTECTED_RESOURCE_NAME": "MyData consent platform",
    "OAUTH2_PROTECTED_RESOURCE_BEARER_METHODS_SUPPORTED": ["header"],
    # RFC 9700.
    "COMPLIANT_BCP_RFC9700_IMPLICIT_GRANT": True,
    "COMPLIANT_BCP_RFC9700_PASSWORD_GRANT": True,
    "COMPLIANT_BCP_RFC9700_PKCE_METHOD": True,
    "COMPLIANT_BCP_RFC9700_ACCESS_TOKEN_TRANSPORT": True,
    "COMPLIANT_BCP_RFC9700_AUTHZ_RESPONSE_ISS": True,
    "COMPLIANT_BCP_RFC9700_TOKEN_STORAGE": True,
    "COMPLIANT_BCP_RFC9700_REFRESH_TOKEN": True,
    "COMPLIANT_BCP_RFC9700_REDIRECT_URI_SCHEME": True,
    "COMPLIANT_BCP_RFC9700_REDIRECT_URI_MATCHING": True,
    "COMPLIANT_BCP_RFC9700_PKCE_REQUIRED": True,
}

"""The two OAuth endpoints in the OpenAPI document, written by hand: django-oauth-toolkit's views are not ours."""

from typing import Any

from consent.api.oauth.assertion import TYPE
from consent.api.oauth.config import TOKEN_SECONDS
from consent.api.oauth.form import MAX_BYTES
from consent.api.schema.parts import JSON, ref, text

BASIC = "client_secret_basic"
FORM = "application/x-www-form-urlencoded"
SCHEMES: dict[str, Any] = {
    BASIC: {
        "type": "http",
        "scheme": "basic",
        "description": "Client id and secret (RFC 6749 §2.3.1). A client with keys sends an assertion instead.",
    }
}
_SECURITY: list[dict[str, Any]] = [{BASIC: []}, {}]
_ASSERTION = "a.signed.jwt"
_CREDENTIALS = {
    "client_id": text(255),
    "client_secret": text(255),
    "client_assertion_type": {"type": "string", "enum": [TYPE]},
    "client_assertion": {**text(MAX_BYTES // 2), "description": "A JWT signed with the client's key (RFC 7523 §2.2)."},
}

SCHEMAS: dict[str, Any] = {
    "TokenRequest": {
        "type": "object",
        "required": ["grant_type", "scope"],
        "properties": {
            "grant_type": {"type": "string", "enum": ["client_credentials"]},
            "scope": {**text(1_000), "description": "Names of scopes, a space between each."},
            **_CREDENTIALS,
        },
    },
    "TokenAnswer": {
        "type": "object",
        "required": ["access_token", "token_type", "expires_in", "scope"],
        "properties": {
            "access_token": text(255),
            "token_type": {"type": "string", "enum": ["Bearer"]},
            "expires_in": {"type": "integer", "minimum": 1, "maximum": TOKEN_SECONDS},
            "scope": text(1_000),
        },
    },
    "RevocationRequest": {
        "type": "object",
        "required": ["token"],
        "properties": {"token": text(255), "token_type_hint": text(64), **_CREDENTIALS},
    },
    "OAuthError": {
        "type": "object",
        "description": "An error of RFC 6749 §5.2.",
        "required": ["error"],
        "properties": {"error": {"type": "string"}, "error_description": {"type": "string"}},
    },
}


def _body(schema: str, examples: dict[str, tuple[str, Any]]) -> dict[str, Any]:
    written = {name: {"summary": summary, "value": value} for name, (summary, value) in examples.items()}
    return {"required": True, "content": {FORM: {"schema": ref(schema), "examples": written}}}


def _errors() -> dict[str, Any]:
    said = {
        "400": ("The form is malformed, or asks for what the client may not have", "invalid_scope"),
        "401": ("The client could not be authenticated", "invalid_client"),
        "413": ("The form is too large", "invalid_request"),
        "503": ("The platform cannot answer now; Retry-After", "temporarily_unavailable"),
    }
    return {
        status: {
            "description": words,
            "content": {JSON: {"schema": ref("OAuthError"), "examples": {"error": {"value": {"error": error}}}}},
        }
        for status, (words, error) in said.items()
    }


TOKEN: dict[str, Any] = {
    "operationId": "get_token",
    "summary": "Get an access token",
    "description": (
        "OAuth 2.0 client credentials (RFC 6749 §4.4). The token is opaque and lives ten minutes: keep it until "
        "shortly before it ends. Parameters travel in the body, each once."
    ),
    "tags": ["tokens"],
    "security": _SECURITY,
    "requestBody": _body(
        "TokenRequest",
        {
            "secret": ("With the secret in the header", {"grant_type": "client_credentials", "scope": "registry:read"}),
            "key": (
                "With a key of the client's own",
                {
                    "grant_type": "client_credentials",
                    "scope": "registry:read",
                    "client_assertion_type": TYPE,
                    "client_assertion": _ASSERTION,
                },
            ),
        },
    ),
    "responses": {
        "200": {
            "description": "A token",
            "content": {
                JSON: {
                    "schema": ref("TokenAnswer"),
                    "examples": {
                        "token": {
                            "value": {
                                "access_token": "an-opaque-token",
                                "token_type": "Bearer",
                                "expires_in": TOKEN_SECONDS,
                                "scope": "registry:read",
                            }
                        }
                    },
                }
            },
        },
        **_errors(),
    },
}
REVOCATION: dict[str, Any] = {
    "operationId": "give_back_token",
    "summary": "Give an access token back",
    "description": (
        "The token opens nothing from then on (RFC 7009). A token that is unknown, or another client's, is answered "
        "alike and left as it is."
    ),
    "tags": ["tokens"],
    "security": _SECURITY,
    "requestBody": _body("RevocationRequest", {"token": ("A token", {"token": "an-opaque-token"})}),
    "responses": {"200": {"description": "It opens nothing any more"}, **_errors()},
}

"""The ``WWW-Authenticate`` challenge that tells a client what was wrong with its token (RFC 6750 §3, RFC 9728 §5.1)."""

REALM = "mydata"
RESOURCE_METADATA = "/.well-known/oauth-protected-resource"


def bearer_challenge(origin: str, *, error: str = "", description: str = "", scope: str = "") -> str:
    """This function will build the header's value.

    ``origin`` is the scheme and authority the caller used, e.g. ``https://mydata.example.fi``; ``error`` one of
    RFC 6750 §3.1, empty when no token came at all; ``scope`` what would have been enough. Values are ours, never
    a caller's.
    """
    parameters = {"realm": REALM, "error": error, "error_description": description, "scope": scope}
    parameters["resource_metadata"] = origin + RESOURCE_METADATA
    return "Bearer " + ", ".join(f'{name}="{value}"' for name, value in parameters.items() if value)

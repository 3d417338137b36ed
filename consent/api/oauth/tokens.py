"""What an access token looks like: random, and one that is bound to a certificate says so (RFC 8705 §3)."""

from oauthlib.common import Request, generate_token

from consent.api.certificates import BOUND

LENGTH = 43  # characters of 62: 256 bits


def new_token(request: Request, refresh_token: bool = False) -> str:
    """This function will make a token for the client that ``request`` has been found to come from."""
    token: str = generate_token(LENGTH)
    return BOUND + token if request.client.tls_client_certificate_bound_access_tokens else token

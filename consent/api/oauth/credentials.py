"""What a client presents to the token endpoint: an id and a secret, in the header or in the form (RFC 6749 §2.3.1)."""

import base64
import binascii
from dataclasses import dataclass
from urllib.parse import unquote_plus

from oauthlib.common import Request
from oauthlib.oauth2.rfc6749.errors import InvalidRequestError


@dataclass(frozen=True, slots=True)
class Credentials:
    """A client id and a secret as presented; empty strings when they could not be read."""

    client_id: str
    secret: str


def presented(request: Request) -> Credentials:
    """This function will read the client's credentials; whatever cannot be read comes back empty and opens nothing.

    Raises ``InvalidRequestError`` when a secret comes in the header and in the form: one method a request.
    """
    header = request.headers.get("Authorization") or ""
    if not header:
        return Credentials(request.client_id or "", request.client_secret or "")
    if request.client_secret:
        raise InvalidRequestError("Use one client authentication method a request.", request=request)
    return _from_basic(header)


def _from_basic(header: str) -> Credentials:
    scheme, _, encoded = header.partition(" ")
    if scheme.lower() != "basic":
        return Credentials("", "")
    try:
        decoded = base64.b64decode(encoded.strip().encode("ascii"), validate=True).decode("utf-8")
    except (UnicodeError, binascii.Error):
        return Credentials("", "")
    client_id, _, secret = decoded.partition(":")
    return Credentials(unquote_plus(client_id), unquote_plus(secret))

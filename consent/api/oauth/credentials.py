"""What a client presents to the token endpoint: a secret (RFC 6749 §2.3.1) or a signed assertion (RFC 7523 §2.2)."""

import base64
import binascii
from dataclasses import dataclass
from urllib.parse import unquote_plus

from oauthlib.common import Request
from oauthlib.oauth2.rfc6749.errors import InvalidRequestError

from consent.api.oauth.assertion import TYPE, claimed_client


@dataclass(frozen=True, slots=True)
class Credentials:
    """A client id with a secret or an assertion as presented; empty strings when they could not be read."""

    client_id: str
    secret: str
    assertion: str = ""


def presented(request: Request) -> Credentials:
    """This function will read the client's credentials; whatever cannot be read comes back empty and opens nothing.

    Raises ``InvalidRequestError`` for two methods in one request, such as a secret in the header and in the form.
    """
    header = request.headers.get("Authorization") or ""
    form = dict(request.decoded_body or ())
    if "client_assertion" in form or "client_assertion_type" in form:
        if header or request.client_secret:
            raise InvalidRequestError("Use one client authentication method a request.", request=request)
        return _from_assertion(form)
    if not header:
        return Credentials(request.client_id or "", request.client_secret or "")
    if request.client_secret:
        raise InvalidRequestError("Use one client authentication method a request.", request=request)
    return _from_basic(header)


def _from_assertion(form: dict[str, str]) -> Credentials:
    assertion = form.get("client_assertion", "")
    client_id = claimed_client(assertion) if form.get("client_assertion_type") == TYPE else ""
    if form.get("client_id", client_id) != client_id:
        client_id = ""
    return Credentials(client_id, "", assertion or "none")


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

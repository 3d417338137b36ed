"""How REST framework learns who asks: a bearer token in the header, looked up by one statement."""

from django.http import HttpRequest
from rest_framework.authentication import BaseAuthentication, get_authorization_header
from rest_framework.exceptions import AuthenticationFailed, ParseError
from rest_framework.request import Request

from consent import clock
from consent.api.certificates import certificate_of
from consent.api.challenge import bearer_challenge
from consent.api.principal import Principal, bearer_token, principal_of


class ClientAuthentication(BaseAuthentication):
    """A department's client by its access token; sessions and cookies mean nothing here."""

    def authenticate(self, request: Request) -> tuple[Principal, Principal] | None:
        """This function will return the principal, or None when no token was sent.

        Raises ``AuthenticationFailed`` (401) for a token that opens nothing, and ``ParseError`` (400) for one that
        travels both in the header and in the address.
        """
        header = get_authorization_header(request).decode("latin-1")
        in_address = "access_token" in request.query_params
        if not header:
            if in_address:
                raise _failed(request, "invalid_request", "A token travels in the Authorization header only.")
            return None
        if in_address:
            raise ParseError("A token travels in the Authorization header only.")
        token = bearer_token(header)
        principal = principal_of(token, clock.now(), certificate_of(request.META)) if token else None
        if principal is None:
            raise _failed(request, "invalid_token", "The access token is unknown, expired or revoked.")
        return principal, principal

    def authenticate_header(self, request: Request) -> str:
        """This function will return the challenge of a 401, with the reason found by ``authenticate``."""
        error, description = getattr(request, "_token_error", ("", ""))
        return bearer_challenge(origin_of(request._request), error=error, description=description)


def caller_of(request: Request) -> Principal:
    """This function will return who asks, in a view whose permission has already let the caller in."""
    if not isinstance(request.auth, Principal):
        raise TypeError("this view answers callers it does not know")
    return request.auth


def origin_of(request: HttpRequest) -> str:
    """This function will return the scheme and authority of a request; ALLOWED_HOSTS vouches for the latter."""
    return f"{request.scheme}://{request.get_host()}"


def _failed(request: Request, error: str, description: str) -> AuthenticationFailed:
    request._token_error = (error, description)  # type: ignore[attr-defined]
    return AuthenticationFailed(description, code=error)

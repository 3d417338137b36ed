"""How the token endpoint judges a client: the same work for one it knows and one it does not."""

import functools
import re
import secrets
from datetime import datetime
from typing import Any

from django.conf import settings
from django.contrib.auth.hashers import check_password, make_password
from oauth2_provider.oauth2_validators import OAuth2Validator
from oauth2_provider.settings import oauth2_settings
from oauthlib.common import Request
from oauthlib.oauth2.rfc6749.errors import CustomOAuth2Error, InvalidClientError, InvalidRequestError

from consent import clock
from consent.api.certificates import bound, certificate_of
from consent.api.oauth.assertion import proves
from consent.api.oauth.credentials import presented
from consent.registry.models import ClientApplication

_CLIENT_ID = re.compile(r"[A-Za-z0-9._~-]{1,255}", re.ASCII)

# The toolkit hands the validator a request without its authority; the endpoint puts it here, from a host that
# ALLOWED_HOSTS vouches for. A client cannot: names of its headers begin with HTTP_ by then.
ORIGIN = "mydata.origin"


class ClientValidator(OAuth2Validator):
    """Confidential clients with a secret or a key of their own, client credentials only."""

    def client_authentication_required(self, request: Request, *args: Any, **kwargs: Any) -> bool:
        """This function will return True: no client is public."""
        return True

    def authenticate_client_id(self, client_id: str, request: Request, *args: Any, **kwargs: Any) -> bool:
        """This function will return False: an id alone authenticates nobody."""
        return False

    def authenticate_client(self, request: Request, *args: Any, **kwargs: Any) -> bool:
        """This function will say whether the request comes from a client in good standing.

        An unknown id, a disabled client and a wrong secret cost one look-up and two hashes each and get the same
        answer, so nobody learns which ids exist; with an assertion it is one look-up and one signature. A client that
        has a key has no secret; one whose secret is being changed has two until a named moment. Raises
        ``InvalidRequestError`` for two methods at once.
        """
        credentials = presented(request)
        client = _client(credentials.client_id)
        if credentials.assertion:
            if not proves(client, credentials.assertion, issuer=request.headers[ORIGIN]):
                return False
        elif not _knows_the_secret(client, credentials.secret, clock.now()):
            return False
        if client is None or not client.is_usable(request):
            return False
        request.client = client
        request.client_id = client.client_id
        return True

    def validate_scopes(
        self, client_id: str, scopes: list[str], client: ClientApplication, request: Request, *args: Any, **kwargs: Any
    ) -> bool:
        """This function will accept a non-empty selection of the client's own scopes (RFC 6749 §3.3)."""
        return bool(scopes) and super().validate_scopes(client_id, scopes, client, request, *args, **kwargs)

    def revoke_token(
        self, token: str, token_type_hint: str | None, request: Request, *args: Any, **kwargs: Any
    ) -> None:
        """This function will end a token of the client's own; a bound one is found with its certificate only."""
        super().revoke_token(bound(token, certificate_of(request.headers)), token_type_hint, request, *args, **kwargs)

    def _create_access_token(
        self, expires: datetime, request: Request, token: dict[str, Any], source_refresh_token: Any = None
    ) -> Any:
        client, certificate = request.client, certificate_of(request.headers)
        if client.tls_client_certificate_bound_access_tokens and not certificate:
            raise InvalidRequestError(
                "This client's tokens are bound to its TLS certificate, and none came with the request.",
                request=request,
            )
        # Every token names its audience, asked for or not, by the one name it is compared with at each request.
        request.resource = [settings.PUBLIC_URL]
        kept = token | {"access_token": bound(token["access_token"], certificate)}
        made = super()._create_access_token(expires, request, kept, source_refresh_token)
        # The new row holds the client's against change_client: a binding demanded meanwhile is seen here or ends it.
        if not _still(client):
            raise InvalidClientError(request=request)
        return made

    def _validate_resource_uris(self, request: Request, resources: list[Any]) -> None:
        # This server issues tokens for one resource, itself; a token for another would be a promise to nobody.
        here = {request.headers[ORIGIN].lower(), settings.PUBLIC_URL.lower()}
        for resource in resources:
            if not isinstance(resource, str) or resource.removesuffix("/").lower() not in here:
                raise CustomOAuth2Error(
                    error="invalid_target", description="Tokens are for this server only.", request=request
                )


def _client(client_id: str) -> ClientApplication | None:
    if not _CLIENT_ID.fullmatch(client_id):
        return None
    found: ClientApplication | None = ClientApplication.objects.filter(client_id=client_id).first()
    return found


def _still(client: ClientApplication) -> bool:
    demanded = client.tls_client_certificate_bound_access_tokens
    same = ClientApplication.objects.filter(pk=client.pk, tls_client_certificate_bound_access_tokens=demanded)
    return bool(same.exists())


def _knows_the_secret(client: ClientApplication | None, secret: str, at: datetime) -> bool:
    # Two hashes for everybody, whatever the first says: how many secrets a client has, if any, takes no time to tell.
    known = [check_password(secret, stored or _decoy()) and bool(stored) for stored in _secrets(client, at)]
    return any(known)


def _secrets(client: ClientApplication | None, at: datetime) -> tuple[str, str]:
    if client is None or client.token_endpoint_auth_method != ClientApplication.CLIENT_SECRET:
        return "", ""
    until = client.previous_secret_until
    return client.client_secret, client.previous_secret if until is not None and at < until else ""


@functools.cache
def _decoy() -> str:
    return make_password(secrets.token_urlsafe(64), hasher=oauth2_settings.CLIENT_SECRET_HASHER)

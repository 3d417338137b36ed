"""How the token endpoint judges a client: the same work for one it knows and one it does not."""

import functools
import re
from typing import Any

from django.contrib.auth.hashers import check_password, make_password
from oauth2_provider.oauth2_validators import OAuth2Validator
from oauth2_provider.settings import oauth2_settings
from oauthlib.common import Request
from oauthlib.oauth2.rfc6749.errors import CustomOAuth2Error

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

        An unknown id, a disabled client and a wrong secret cost one look-up and one hash each and get the same
        answer, so nobody learns which ids exist; with an assertion it is one look-up and one signature. A client that
        has a key has no secret. Raises ``InvalidRequestError`` for two methods at once.
        """
        credentials = presented(request)
        client = _client(credentials.client_id)
        if credentials.assertion:
            if not proves(client, credentials.assertion, issuer=request.headers[ORIGIN]):
                return False
        elif not _knows_the_secret(client, credentials.secret):
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

    def _validate_resource_uris(self, request: Request, resources: list[Any]) -> None:
        # This server issues tokens for one resource, itself; a token for another would be a promise to nobody.
        here = request.headers[ORIGIN]
        for resource in resources:
            if not isinstance(resource, str) or resource.removesuffix("/").lower() != here.lower():
                raise CustomOAuth2Error(
                    error="invalid_target", description="Tokens are for this server only.", request=request
                )


def _client(client_id: str) -> ClientApplication | None:
    if not _CLIENT_ID.fullmatch(client_id):
        return None
    found: ClientApplication | None = ClientApplication.objects.filter(client_id=client_id).first()
    return found


def _knows_the_secret(client: ClientApplication | None, secret: str) -> bool:
    has_one = client is not None and client.token_endpoint_auth_method == ClientApplication.CLIENT_SECRET
    stored = client.client_secret if client is not None and has_one else _decoy()
    return check_password(secret, stored) and has_one


@functools.cache
def _decoy() -> str:
    return make_password("no client has this secret", hasher=oauth2_settings.CLIENT_SECRET_HASHER)

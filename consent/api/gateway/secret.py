"""How the gateway shows who it is: by the one secret that the operator gave it."""

import hashlib
import hmac

from rest_framework.authentication import BaseAuthentication, get_authorization_header
from rest_framework.exceptions import AuthenticationFailed
from rest_framework.permissions import BasePermission
from rest_framework.request import Request
from rest_framework.views import APIView

from consent.messaging.config import messaging_config

CHALLENGE = 'Bearer realm="mydata gateway"'


class GatewaySecret(BaseAuthentication):
    """``Authorization: Bearer SMS_GATEWAY_SECRET``, compared in constant time; nothing else opens, a token neither."""

    def authenticate(self, request: Request) -> tuple[str, str] | None:
        """This function will let the gateway in; raises ``AuthenticationFailed`` (401) for a wrong secret."""
        header = get_authorization_header(request)
        if not header:
            return None
        if not _is_the_secret(header):
            raise AuthenticationFailed("This is not the gateway's secret.", code="invalid_token")
        return "gateway", "gateway"

    def authenticate_header(self, request: Request) -> str:
        """This function will return the challenge of a 401 (RFC 6750 §3)."""
        return CHALLENGE


class OnlyTheGateway(BasePermission):
    """Whoever showed the secret."""

    def has_permission(self, request: Request, view: APIView) -> bool:
        """This function will say whether the secret was shown."""
        return bool(request.auth == "gateway")


def _is_the_secret(header: bytes) -> bool:
    secret = messaging_config().gateway_secret.encode()
    scheme, _, shown = header.partition(b" ")
    # Digests, so that neither the content nor the length of the secret tells by time; an empty one opens nothing.
    same = hmac.compare_digest(hashlib.sha256(shown.strip()).digest(), hashlib.sha256(secret).digest())
    return same and bool(secret) and scheme.lower() == b"bearer"

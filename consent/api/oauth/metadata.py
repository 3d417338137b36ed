"""The two documents by which a client finds its way; they name nothing that is not there (RFC 8414, RFC 9728)."""

import json
from typing import Any

from django.conf import settings
from django.http import HttpRequest, JsonResponse
from oauth2_provider.views import OAuthProtectedResourceMetadataView, OAuthServerMetadataView

from consent.api.authentication import origin_of
from consent.api.scopes import open_scopes
from consent.registry.client_keys import ALGORITHMS

DOCUMENTATION = "/api/docs/"


class ServerMetadata(OAuthServerMetadataView):
    """``GET /.well-known/oauth-authorization-server``."""

    http_method_names = ["get", "head"]

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> JsonResponse:
        """This function will return the document, without a claim about an authorization endpoint: there is none."""
        response: JsonResponse = super().get(request, *args, **kwargs)
        document = json.loads(response.content)
        document.pop("authorization_response_iss_parameter_supported", None)
        document["token_endpoint_auth_signing_alg_values_supported"] = list(ALGORITHMS)
        document["revocation_endpoint_auth_signing_alg_values_supported"] = list(ALGORITHMS)
        document["jwks_uri"] = origin_of(request) + "/.well-known/jwks.json"
        document["scopes_supported"] = sorted(open_scopes())
        document |= _of_certificates()
        document["service_documentation"] = origin_of(request) + DOCUMENTATION
        response.content = json.dumps(document).encode()
        return response


class ResourceMetadata(OAuthProtectedResourceMetadataView):
    """``GET /.well-known/oauth-protected-resource``."""

    http_method_names = ["get", "head"]

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> JsonResponse:
        """This function will return the document; bound tokens are told of where a proxy hands certificates on."""
        response: JsonResponse = super().get(request, *args, **kwargs)
        response.content = json.dumps(json.loads(response.content) | _of_certificates()).encode()
        return response

    def get_scopes_supported(self) -> list[str]:
        """This function will return the scopes that open something now; clients may be registered for more."""
        return sorted(open_scopes())

    def get_resource_documentation(self) -> str:
        """This function will return where the API is documented."""
        return origin_of(self.request) + DOCUMENTATION


def _of_certificates() -> dict[str, bool]:
    return {} if settings.CLIENT_CERTIFICATES is None else {"tls_client_certificate_bound_access_tokens": True}

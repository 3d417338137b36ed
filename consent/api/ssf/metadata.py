"""``GET /.well-known/ssf-configuration``: what this transmitter offers (Shared Signals Framework 1.0 §7)."""

from django.conf import settings
from django.http import HttpRequest, JsonResponse
from django.views.decorators.http import require_safe

from consent.signals.pushing.addresses import push_is_offered
from consent.signals.vocabulary import POLL, PUSH

STREAMS, STATUS, VERIFY, POLLED = "/ssf/v1/streams", "/ssf/v1/status", "/ssf/v1/verify", "/ssf/v1/poll/"


def delivery_methods() -> list[str]:
    """This function will return the delivery methods on offer; push only where the operator has named hosts."""
    return [PUSH, POLL] if push_is_offered() else [POLL]


@require_safe
def ssf_configuration(request: HttpRequest) -> JsonResponse:
    """This function will return the metadata; an issuer has one name, so it never repeats the request's."""
    issuer = settings.PUBLIC_URL
    response = JsonResponse(
        {
            "spec_version": "1_0",
            "issuer": issuer,
            "jwks_uri": f"{issuer}/.well-known/jwks.json",
            "delivery_methods_supported": delivery_methods(),
            "configuration_endpoint": f"{issuer}{STREAMS}",
            "status_endpoint": f"{issuer}{STATUS}",
            "verification_endpoint": f"{issuer}{VERIFY}",
            "authorization_schemes": [{"spec_urn": "urn:ietf:rfc:6749"}],
            "default_subjects": "ALL",
        }
    )
    response["Access-Control-Allow-Origin"] = "*"
    return response

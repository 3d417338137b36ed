"""``GET /.well-known/authzen-configuration``: where decisions are asked for (AuthZEN Authorization API 1.0 §9)."""

from django.conf import settings
from django.http import HttpRequest, JsonResponse
from django.views.decorators.http import require_safe

from consent.api.access.endpoints import ENDPOINTS
from consent.api.access.policy_config import LEDGER
from consent.api.authentication import origin_of

# Names of our own: the standard's registry has none for these. docs/api.md says what each promises.
CAPABILITIES = [
    "urn:mydata:authzen:capability:evaluations-semantics",
    "urn:mydata:authzen:capability:evaluations-10000",
    "urn:mydata:authzen:capability:search-pagination",
]
RECORDED = "urn:mydata:authzen:capability:recorded-before-answered"


@require_safe
def authzen_configuration(request: HttpRequest) -> JsonResponse:
    """This function will return the metadata of the policy decision point, under the name it was asked by."""
    origin = origin_of(request)
    endpoints = {endpoint.metadata: origin + path for path, endpoint in ENDPOINTS.items()}
    able = [*CAPABILITIES, RECORDED] if settings.ACCESS_POLICY_SOURCE == LEDGER else CAPABILITIES
    response = JsonResponse({"policy_decision_point": origin, **endpoints, "capabilities": able})
    response["Access-Control-Allow-Origin"] = "*"
    return response

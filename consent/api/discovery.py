"""``GET /.well-known/authzen-configuration``: where decisions are asked for (AuthZEN Authorization API 1.0 §9)."""

from django.http import HttpRequest, JsonResponse
from django.views.decorators.http import require_safe

from consent.api.authentication import origin_of

# An endpoint is named here when it answers, not before.
ENDPOINTS = {"access_evaluation_endpoint": "/access/v1/evaluation"}


@require_safe
def authzen_configuration(request: HttpRequest) -> JsonResponse:
    """This function will return the metadata of the policy decision point, under the name it was asked by."""
    origin = origin_of(request)
    document = {name: origin + path for name, path in ENDPOINTS.items()}
    response = JsonResponse({"policy_decision_point": origin, **document})
    response["Access-Control-Allow-Origin"] = "*"
    return response

"""An anonymous space of invented objects, in which GovStack's public tests run; it opens no database and holds nobody.

``/adapters/govstack-trial/…``, there only with ``DEMO=1`` and ``ADAPTER_GOVSTACK_TRIAL=1``.
"""

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.urls import path
from django.views.decorators.http import require_safe

_POLICY: dict[str, Any] = {
    "id": "1",
    "name": "An invented policy",
    "version": "1",
    "url": "https://policy.example/1/",
    "jurisdiction": "FI",
    "industrySector": "",
    "dataRetentionPeriodDays": 30,
    "geographicRestriction": "",
    "storageLocation": "",
}
_AGREEMENT: dict[str, Any] = {
    "id": "1",
    "version": "1",
    "controller": {"id": "1", "name": "Nobody", "url": "https://nobody.example/"},
    "policy": _POLICY,
    "policyId": "1",
    "purpose": "An invented purpose",
    "lawfulBasis": "consent",
    "dataUse": None,
    "active": True,
    "forgettable": True,
    "compatibleWithVersion": "1",
    "lifecycle": "complete",
    "signature": None,
}
_REVISION: dict[str, Any] = {"id": "1.1", "objectId": "1", "timestamp": "2026-01-01T00:00:00.000000Z"}


def _whole(name: str, content: dict[str, Any]) -> dict[str, Any]:
    return {name: content, "revision": {**_REVISION, "schemaName": name}}


def _of(name: str, content: dict[str, Any]) -> Callable[..., HttpResponse]:
    @require_safe
    def view(request: HttpRequest, identifier: str = "") -> HttpResponse:
        if identifier == "1":
            # The older of the public tests look for the id outside the envelope.
            return JsonResponse({"id": "1", **_whole(name, content)})
        return JsonResponse({"detail": "bad input parameter"}, status=400)

    return view


_policy, _agreement = _of("policy", _POLICY), _of("dataAgreement", _AGREEMENT)

urlpatterns = [
    path("config/policy/<str:identifier>/", _policy),
    path("service/policy/<str:identifier>/", _policy),
    path("config/data-agreement/<str:identifier>/", _agreement),
    path("service/data-agreement/<str:identifier>/", _agreement),
    # As the public tests spell it, against their own specification.
    path("config/data/agreement/<str:identifier>", _agreement),
    path("config/data/agreement/", _agreement),
]

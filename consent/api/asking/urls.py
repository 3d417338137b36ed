"""Paths of consent requests."""

from django.urls import path

from consent.api.asking.views import CancelConsentRequest, ConsentRequests, OneConsentRequest

urlpatterns = [
    path("consent-requests", ConsentRequests.as_view(), name="consent-requests"),
    path("consent-requests/<uuid:identifier>", OneConsentRequest.as_view(), name="consent-request"),
    path("consent-requests/<uuid:identifier>/cancel", CancelConsentRequest.as_view(), name="cancel-consent-request"),
]

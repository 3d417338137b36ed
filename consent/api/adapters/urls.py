"""Paths of the adapters: doors in the form of what departments run already. None of them is in our OpenAPI document."""

from django.conf import settings
from django.urls import URLPattern, URLResolver, include, path

from consent.api.adapters.data_tracker.views import FindUsage, Heartbeat, UsagePeriod
from consent.api.adapters.gateway.views import gateway

urlpatterns: list[URLPattern | URLResolver] = [
    path("gateway/<slug:name>", gateway, name="gateway"),
    path("data-tracker/v2/findUsage", FindUsage.as_view(), name="data-tracker-find-usage"),
    path("data-tracker/v2/usagePeriod", UsagePeriod.as_view(), name="data-tracker-usage-period"),
    path("data-tracker/v2/heartbeat", Heartbeat.as_view(), name="data-tracker-heartbeat"),
    path("govstack/", include("consent.api.adapters.govstack.urls")),
]
if settings.ADAPTERS.govstack_trial:
    urlpatterns.append(path("govstack-trial/", include("consent.api.adapters.govstack.trial")))

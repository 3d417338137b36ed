"""Addresses that need no sign-in."""

from django.urls import path

from consent.public.views.health import healthz, readiness
from consent.public.views.notice import notice

app_name = "public"

urlpatterns = [
    path("activities/<slug:activity>/<int:version>/", notice, name="notice"),
    path("healthz", healthz, name="healthz"),
    path("readiness", readiness, name="readiness"),
]

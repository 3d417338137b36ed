"""Addresses that need no sign-in."""

from django.conf import settings
from django.urls import path

from consent.public.views.advice import accessibility, help_
from consent.public.views.feedback import feedback
from consent.public.views.health import healthz, readiness
from consent.public.views.metrics import metrics
from consent.public.views.notice import notice
from consent.public.views.register import activity, register

app_name = "public"

# What the process of the departments answers as well: probes, and the notices that its answers name.
probes = [
    path("activities/<slug:activity>/<int:version>/", notice, name="notice"),
    path("healthz", healthz, name="healthz"),
    path("readiness", readiness, name="readiness"),
    path("metrics", metrics, name="metrics"),
]
pages = [
    path("activities/", register, name="register"),
    path("activities/<slug:activity>/", activity, name="activity"),
    path("accessibility/", accessibility, name="accessibility"),
    path("help/", help_, name="help"),
    path("feedback/", feedback, name="feedback"),
]
urlpatterns = probes if settings.PROCESS == "api" else [*probes, *pages]

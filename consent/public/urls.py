"""Addresses that need no sign-in."""

from django.conf import settings
from django.urls import path

from consent.public.views.advice import accessibility, help_
from consent.public.views.feedback import feedback
from consent.public.views.health import healthz, readiness
from consent.public.views.log import checkpoint, key, log, tile, witnessed
from consent.public.views.metrics import metrics
from consent.public.views.notice import notice
from consent.public.views.register import activity, register
from consent.public.views.verify import verify, verify_file

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
    path("log/", log, name="log"),
    path("log/checkpoint", checkpoint, name="log-checkpoint"),
    path("log/witnessed-checkpoint", witnessed, name="log-witnessed"),
    path("log/key", key, name="log-key"),
    path("log/tile/<path:path>", tile, name="log-tile"),
    path("log/<int:number>/checkpoint", checkpoint, name="one-log-checkpoint"),
    path("log/<int:number>/witnessed-checkpoint", witnessed, name="one-log-witnessed"),
    path("log/<int:number>/tile/<path:path>", tile, name="one-log-tile"),
    path("verify/", verify, name="verify"),
    path("verify/verify.html", verify_file, name="verify-file"),
]
urlpatterns = probes if settings.PROCESS == "api" else [*probes, *pages]

"""The product's settings, plus the comparison's route, and static files from their sources."""

from consent.settings import *  # noqa: F403
from consent.settings import STORAGES

ROOT_URLCONF = "bench.urls"
STORAGES = STORAGES | {"staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}
STATIC_ROOT = None  # type: ignore[assignment]  # nothing is collected, so there is no folder for WhiteNoise to serve

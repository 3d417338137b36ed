"""What the measured server serves: the decision door, an ordinary view behind Django, and a route that does nothing."""

import os
from collections.abc import Callable, Iterable
from typing import Any

os.environ["DJANGO_SETTINGS_MODULE"] = "bench.settings"

from django.conf import settings

# The ordinary view gets the middleware of a new Django project and none of ours: it is not to lose by our additions.
settings.MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]

from django.core.wsgi import get_wsgi_application  # noqa: E402  (the settings above come first)

_django = get_wsgi_application()

from bench.paths import NOTHING  # noqa: E402  (Django must be set up first)
from consent.api.access.door import DecisionDoor  # noqa: E402


def _behind(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
    if environ.get("PATH_INFO") == NOTHING:
        start_response("200 OK", [("Content-Type", "application/json"), ("Content-Length", "2")])
        return [b"{}"]
    return _django(environ, start_response)


application = DecisionDoor(_behind)

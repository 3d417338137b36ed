"""System check that nobody believes messages go out when none can."""

from collections.abc import Sequence
from typing import Any

from django.apps import AppConfig
from django.core.checks import CheckMessage, Error

from consent.messaging.backends.base import backend
from consent.messaging.config import messaging_config, problems


def check_messaging(app_configs: Sequence[AppConfig] | None = None, **_: Any) -> list[CheckMessage]:
    """This function will refuse settings with which nothing can be sent; without any a city sends no messages."""
    wrong = problems()
    if not wrong and messaging_config().backend:
        try:
            backend(messaging_config())
        except Exception as fault:
            wrong = [f"SMS_BACKEND names nothing that can send ({type(fault).__name__})."]
    return [Error(problem, id="messaging.E001") for problem in wrong]

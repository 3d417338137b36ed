"""Django's application for requests that are sent by WSGI within a test's transaction, which must outlive them."""

from collections.abc import Iterable
from typing import Any

from django.core.handlers.wsgi import WSGIHandler
from django.core.signals import request_finished, request_started
from django.db import close_old_connections

from tests.fuzz.doorway import Application


def inside_a_test() -> Application:
    """This function will return the application; it leaves the test's connection open, as Django's own client does."""
    handler = WSGIHandler()

    def serve(environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        request_started.disconnect(close_old_connections)
        request_finished.disconnect(close_old_connections)
        try:
            response = handler(environ, start_response)
            content = list(response)
            response.close()
            return content
        finally:
            request_started.connect(close_old_connections)
            request_finished.connect(close_old_connections)

    return serve

"""Probes for the machines that keep the city running."""

import logging

from django.conf import settings
from django.db import DatabaseError, InterfaceError, connection
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

logger = logging.getLogger(__name__)


@never_cache
@require_safe
def healthz(request: HttpRequest) -> HttpResponse:
    """This function will return 200 while the process answers; it asks nothing else, the database least of all."""
    return HttpResponse("ok\n", content_type="text/plain; charset=utf-8")


@never_cache
@require_safe
def readiness(request: HttpRequest) -> HttpResponse:
    """This function will return 200 when the primary database answers and takes writes, else 503.

    The fields are those of the City of Helsinki's services, so that one monitor reads all of them.
    """
    database = _database_state()
    ready = database == "ok"
    body = {
        "status": "ok" if ready else "unavailable",
        "packageVersion": settings.VERSION,
        "release": settings.RELEASE,
        "database": database,
    }
    return JsonResponse(body, status=200 if ready else 503)


def _database_state() -> str:
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_is_in_recovery()")
            row = cursor.fetchone()
    except (DatabaseError, InterfaceError):
        logger.warning("readiness: the database does not answer")
        return "unreachable"
    # A replica cannot record a use, so a process that is connected to one must get no traffic.
    return "ok" if row == (False,) else "read_only"

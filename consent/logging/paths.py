"""What of an address may be logged. Redaction masks known forms of numbers; a customer number has no known form."""

import logging

from django.http import HttpRequest

SERVICES = "services/"
ADAPTERS = "adapters/"
HIDDEN = "…"
_KEPT_SEGMENTS = 2
_MOST_DIGITS = 3


def shown_path(request: HttpRequest) -> str:
    """This function will return the request's path, or what stands for it in a log.

    Of a city service's page it is the route's pattern, since its addresses may hold a customer's number; so it is of an
    adapter, whose addresses a foreign standard made. Of a path that no route answers, which may be such an address
    mistyped, it is the first two segments unless they hold a number.
    """
    match = request.resolver_match
    if match is None:
        return _beginning(request.path)
    return f"/{match.route}" if match.route.startswith((SERVICES, ADAPTERS)) else request.path


def _beginning(path: str) -> str:
    first, *rest = path.removeprefix("/").split("/", _KEPT_SEGMENTS)
    segments = [first, *(rest if len(rest) < _KEPT_SEGMENTS else [rest[0], rest[1] and HIDDEN])]
    return "/" + "/".join(HIDDEN if sum(map(str.isdigit, each)) > _MOST_DIGITS else each for each in segments)


class PathFilter(logging.Filter):
    """Puts the shown path in the place of the path in what Django's own loggers say of a request."""

    def filter(self, record: logging.LogRecord) -> bool:
        """This function will let every record pass, without the path of its request."""
        request = getattr(record, "request", None)
        if isinstance(request, HttpRequest) and isinstance(record.args, tuple):
            shown = shown_path(request)
            record.args = tuple(shown if isinstance(each, str) and "/" in each else each for each in record.args)
        return True

"""Which scopes open something now. The contract has more, for endpoints that are still to come."""

from collections.abc import Iterable
from functools import cache

from django.urls import URLPattern, URLResolver, get_resolver

from consent.api.access.endpoints import ENDPOINTS
from consent.api.permissions import HasScope
from consent.registry.scopes import SCOPES


@cache
def open_scopes() -> dict[str, str]:
    """This function will return the scopes that mounted endpoints ask for, with their words, in fixed order."""
    asked = {endpoint.scope for endpoint in ENDPOINTS.values()} | {*_asked_by(get_resolver().url_patterns)}
    return {scope: words for scope, words in SCOPES.items() if scope in asked}


def _asked_by(patterns: Iterable[URLPattern | URLResolver]) -> Iterable[str]:
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            yield from _asked_by(pattern.url_patterns)
            continue
        view = getattr(pattern.callback, "cls", None)
        if view is not None and hasattr(view, "is_open") and not view.is_open():
            continue  # an adapter that the operator has not switched on
        for permission in getattr(view, "permission_classes", ()):
            if isinstance(permission, type) and issubclass(permission, HasScope):
                yield permission.scope

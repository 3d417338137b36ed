"""Every route that a department's token opens, found in the resolver and in the decision door, and how to knock."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO
from types import SimpleNamespace
from typing import Any

from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver

from consent.api.access.door import DecisionDoor
from consent.api.access.endpoints import ENDPOINTS
from consent.api.permissions import HasScope
from tests.architecture.routing import routes

_METHODS = ("get", "post", "put", "patch", "delete")
_QUESTION = {
    "subject": {"type": "department", "id": "library"},
    "action": {"name": "nothing"},
    "resource": {"type": "nothing", "id": "nobody"},
}


@dataclass(frozen=True, slots=True)
class Knock:
    """One method of one route, and the scope that it asks for."""

    method: str
    address: str
    scope: str

    def __str__(self) -> str:
        return f"{self.method.upper()} {self.address}"

    def send(self, token: str, **environ: str) -> tuple[int, str]:
        """This function will knock with ``token`` and return the status and the challenge."""
        if self.address in ENDPOINTS:
            return _at_the_door(self.address, token, environ)
        response = getattr(Client(raise_request_exception=False), self.method)(
            self.address,
            **({} if self.method == "get" else {"data": "{}", "content_type": "application/json"}),
            headers={"Authorization": f"Bearer {token}"},
            **environ,
        )
        return response.status_code, response.headers.get("WWW-Authenticate", "")


def knocks() -> Iterator[Knock]:
    """This function will yield every method of every route that asks for a scope."""
    for path, endpoint in ENDPOINTS.items():
        yield Knock("post", path, endpoint.scope)
    addresses = {route.pattern: route.address for route in routes()}
    for pattern, view in _views(get_resolver()):
        for method in _METHODS:
            scopes = _asked(view, method) if hasattr(view, method) and method in view.http_method_names else []
            for scope in scopes:
                yield Knock(method, addresses[pattern], scope)


def _views(resolver: URLResolver, prefix: str = "") -> Iterator[tuple[str, Any]]:
    entry: URLPattern | URLResolver
    for entry in resolver.url_patterns:
        pattern = prefix + str(entry.pattern).lstrip("^").rstrip("$")
        if isinstance(entry, URLResolver):
            yield from _views(entry, pattern)
        elif view := getattr(entry.callback, "cls", None):
            yield pattern, view


def _asked(view: Any, method: str) -> list[str]:
    instance = view()
    instance.request = SimpleNamespace(method=method.upper())
    return [each.scope for each in instance.get_permissions() if isinstance(each, HasScope)]


def _at_the_door(path: str, token: str, more: dict[str, str]) -> tuple[int, str]:
    sought = path.rpartition("/")[2]  # a search leaves out the id of what it looks for
    asked = (
        _QUESTION | {sought: {"type": _QUESTION[sought]["type"]}} if sought in ("subject", "resource") else _QUESTION
    )
    raw = json.dumps({name: part for name, part in asked.items() if name != sought or sought != "action"}).encode()
    environ = {
        "REQUEST_METHOD": "POST",
        "PATH_INFO": path,
        "CONTENT_TYPE": "application/json",
        "CONTENT_LENGTH": str(len(raw)),
        "HTTP_AUTHORIZATION": f"Bearer {token}",
        "REMOTE_ADDR": "127.0.0.1",
        "wsgi.input": BytesIO(raw),
    } | more
    answered: dict[str, Any] = {}

    def start_response(status: str, headers: list[tuple[str, str]]) -> None:
        answered.update(status=int(status.split()[0]), headers=dict(headers))

    def nothing_behind(_environ: dict[str, Any], _start: Any) -> list[bytes]:
        raise AssertionError("the door passed on what is its own")

    list(DecisionDoor(nothing_behind)(environ, start_response))
    return answered["status"], answered["headers"].get("WWW-Authenticate", "")

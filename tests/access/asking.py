"""Executes one cell: asks as somebody, about somebody's, and names the outcome in the table's words."""

import json
import re
from dataclasses import dataclass
from io import BytesIO
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.db import connection, transaction
from django.shortcuts import resolve_url
from django.test import Client

from consent.api.access.door import DecisionDoor
from consent.api.access.endpoints import ENDPOINTS
from tests.access.city import City, Knocker
from tests.access.table import Line

# What is another at each answer and tells nothing: forms' tokens and the ids of decisions and requests.
VARIES = re.compile(
    rb'(?<=name="csrfmiddlewaretoken" value=")[^"]+|(?<="decision_id":")[^"]+|(?<=urn:mydata:request:)[^"]+'
)
WITH_BODY = ("post", "put", "patch", "delete")
COMPARED = ("Location", "Content-Type", "WWW-Authenticate", "Allow")


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back: the outcome in the table's words, and all that a curious person could tell two answers by."""

    outcome: str
    status: int
    seen: bytes


def ask(city: City, browser: Client, line: Line, role: str, thing: str, method: str = "") -> Answer:
    """This function will ask and undo all that the request did."""
    knocker = city.knockers[role]
    with transaction.atomic():
        if "after" in line.request:
            _send(city, browser, knocker, "post", line.request["after"]["path"], line.request["after"], thing="own")
        before = _events()
        status, headers, body, cookies = _send(
            city, browser, knocker, method or line.method, line.route, line.request, thing=thing
        )
        recorded = _events() > before
        transaction.set_rollback(True)
    named = {city.value(name, knocker, thing).encode() for name in _placeholders(line.request)}
    seen = b"\n".join((str(status).encode(), *(headers.get(name, "").encode() for name in COMPARED), cookies, body))
    seen = VARIES.sub(b"-", seen)
    for text in sorted(named, key=len, reverse=True):
        seen = seen.replace(text, b"OBJECT")
    return Answer(_outcome(status, headers, body, recorded), status, seen)


def _send(
    city: City, browser: Client, knocker: Knocker, method: str, route: str, request: dict[str, Any], *, thing: str
) -> tuple[int, dict[str, str], bytes, bytes]:
    said = {
        part: _filled(city, knocker, thing, request[part])
        for part in ("at", "query", "send", "json", "headers")
        if part in request
    }
    path = "/" + re.sub(r"<(?:\w+:)?(\w+)>", lambda match: said["at"][match[1]], route)
    headers = {"Accept-Language": "en"} | said.get("headers", {})
    if knocker.token and "client_secret" not in said.get("send", {}):  # a client proves itself in one way at a time
        headers["Authorization"] = f"Bearer {knocker.token}"
    if path in ENDPOINTS:
        return _decision(method, path, knocker, said.get("json", {}))
    browser.cookies.clear()
    browser.cookies.load(knocker.cookies)
    options: dict[str, Any] = {"headers": headers}
    if "json" in said and method in WITH_BODY:
        options |= {"data": json.dumps(said["json"]), "content_type": "application/json"}
    elif method in WITH_BODY:
        options |= {"data": urlencode(said.get("send", {})), "content_type": "application/x-www-form-urlencoded"}
    if "query" in said:
        options["query_params"] = said["query"]
    answer = getattr(browser, method)(path, **options)
    messages = answer.cookies.get("messages")
    body = b"".join(answer.streaming_content) if answer.streaming else answer.content
    return answer.status_code, dict(answer.headers), body, (messages.value if messages else "").encode()


def _decision(method: str, path: str, knocker: Knocker, body: Any) -> tuple[int, dict[str, str], bytes, bytes]:
    raw = json.dumps(body).encode()
    environ = {
        "REQUEST_METHOD": method.upper(),
        "PATH_INFO": path,
        "CONTENT_TYPE": "application/json",
        "CONTENT_LENGTH": str(len(raw)),
        "wsgi.input": BytesIO(raw),
    } | ({"HTTP_AUTHORIZATION": f"Bearer {knocker.token}"} if knocker.token else {})
    answered: list[Any] = []

    def start_response(status: str, headers: list[tuple[str, str]]) -> None:
        answered.extend((int(status.split()[0]), dict(headers)))

    content = b"".join(DecisionDoor(lambda environ, start: [])(environ, start_response))
    return answered[0], answered[1], content, b""


def _filled(city: City, knocker: Knocker, thing: str, said: Any) -> Any:
    if isinstance(said, dict):
        return {name: _filled(city, knocker, thing, value) for name, value in said.items()}
    if isinstance(said, list):
        return [_filled(city, knocker, thing, value) for value in said]
    return city.value(said, knocker, thing) if isinstance(said, str) and said.startswith("$") else said


def _placeholders(said: Any) -> set[str]:
    if isinstance(said, dict | list):
        return {name for value in (said.values() if isinstance(said, dict) else said) for name in _placeholders(value)}
    return {said} if isinstance(said, str) and said.startswith("$") else set()


def _events() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM log_event")
        return int(cursor.fetchone()[0])


def _outcome(status: int, headers: dict[str, str], body: bytes, recorded: bool) -> str:
    # Of a batch, not of a search.
    if status == 200 and body.startswith(
        (b'{"results":[{"id":', b'{"results":[{"decision_id":', b'{"results":[{"external_id":')
    ):
        return "ok"
    if status == 200 and body.startswith(b'{"results":'):
        return "found" if json.loads(body)["results"] else "nothing"
    if status == 200 and body.startswith((b'{"decision":', b'{"evaluations":')):
        answer = json.loads(body)
        answer = answer["evaluations"][0] if "evaluations" in answer else answer
        failed = answer.get("context", {}).get("error")
        if not failed:
            return "allowed" if answer["decision"] else "denied"
        status = failed["status"]
    if status in (301, 302, 303):
        place = headers["Location"]
        if place.partition("?")[0] in sign_in_pages() and "#" not in place:
            return "sign-in"
        return "recorded" if recorded else "moved"
    names = {
        200: "ok",
        201: "ok",
        204: "ok",
        401: "unauthenticated",
        403: "forbidden",
        404: "not-found",
        400: "invalid",
    }
    return names.get(status, str(status))


def sign_in_pages() -> set[str]:
    """This function will return the addresses where somebody signs in."""
    return {resolve_url(settings.LOGIN_URL), "/", "/sign-in/", "/sign-in/staff/", "/demo/login/"}

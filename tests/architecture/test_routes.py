"""Every route is either on the public list or turns a stranger away; a new one must be put on one side or the other."""

import types
import uuid

import pytest
from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import resolve_url
from django.test import Client, override_settings
from django.urls import get_resolver, path

from tests.architecture.routing import Route, routes

# Anyone may open these (DESIGN section 7); each says why it is safe. Methods beyond GET are named.
PUBLIC = {
    "": "the front page: a stranger sees the way in, see test_the_front_page_tells_a_stranger_nothing",
    "language/": "chooses the language of the pages",
    "sign-in/": "the ways to sign in, the same for everybody",
    "sign-in/start/<slug:name>/": "leads to the city's provider, by a form of ours only",
    "sign-in/complete/<slug:name>/": "takes the provider's answer, which must fit the browser's own session",
    "sign-in/backchannel/<slug:name>/": "the provider's signature is the key; ends sessions, shows nothing",
    "sign-in/staff/": "name and password of a local account, throttled",
    "sign-in/staff/code/": "leads back to the password unless it has just been given",
    "sign-in/staff/start/": "leads back to the password unless a one-time password has just been given",
    "sign-in/staff/start/code.svg": "not there unless a one-time password has just been given",
    "sign-out/": "ends a session, also one that has just ended",
    "sign-out/done/": "leads to the front page after a sign-out",
    "activities/<slug:activity>/<int:version>/": "a notice, permanent and printable",
    "activities/": "the register of all processing",
    "activities/<slug:activity>/": "one activity with the history of its notice",
    "accessibility/": "the accessibility statement",
    "help/": "help in plain words",
    "log/": "what the log is, for anybody",
    "log/checkpoint": "the signed state of the log, which tells nothing of anybody",
    "log/witnessed-checkpoint": "the newest state that witnesses have cosigned",
    "log/key": "the log's public keys",
    "log/tile/<path:path>": "hashes and commitments, which tell nothing of anybody",
    "log/<int:number>/checkpoint": "the same of a log by its number",
    "log/<int:number>/witnessed-checkpoint": "the same of a log by its number",
    "log/<int:number>/tile/<path:path>": "the same of a log by its number",
    "feedback/": "anybody may give feedback, throttled",
    "verify/": "the page that verifies receipts in the reader's own browser",
    "verify/verify.html": "the same page as a file to keep",
    "metrics": "asks for a secret of its own; without the setting it is not there",
    "healthz": "whether the process lives",
    "readiness": "whether the process can serve",
    "demo/login/": "exists only in the demonstration",
    "o/token/": "asks for the client's own secret",
    "o/revoke_token/": "asks for the client's own secret",
    ".well-known/oauth-authorization-server": "metadata (RFC 8414)",
    ".well-known/oauth-protected-resource": "metadata (RFC 9728)",
    ".well-known/jwks.json": "public keys (RFC 7517)",
    ".well-known/ssf-configuration": "metadata (Shared Signals 1.0)",
    ".well-known/authzen-configuration": "metadata (AuthZEN 1.0)",
    "api/problems/": "every problem that the API answers",
    "api/problems/<slug:slug>/": "what one of them means",
    "api/schema/": "the OpenAPI document",
    "api/docs/": "Swagger UI over that document",
}
METHODS = ("get", "head", "post", "put", "patch", "delete", "options")
TURNED_AWAY = {401, 403}


def answers(client: Client, route: Route) -> dict[str, HttpResponse]:
    """This function will return what a route answers a client to each method, form and JSON both."""
    found = {}
    for method in METHODS:
        found[method] = getattr(client, method)(route.address)
        if method in ("post", "put", "patch"):
            found[f"{method} json"] = getattr(client, method)(route.address, "{}", content_type="application/json")
    return found


def turns_away(response: HttpResponse) -> bool:
    """This function will tell whether an answer sends a stranger off: 401, 403 or to the sign-in page."""
    if response.status_code in (301, 302, 303):
        return response["Location"].partition("?")[0] in sign_in_pages()
    return response.status_code in TURNED_AWAY


def sign_in_pages() -> set[str]:
    """This function will return the addresses where a person signs in."""
    return {resolve_url(settings.LOGIN_URL), "/demo/login/"}


def leaks(client: Client, route: Route) -> list[str]:
    """This function will return how a route fails to turn a stranger away; an empty list when it does.

    At least one method must be turned away, and none may succeed, answer about an object (404) or break. A 405 or 415
    says only that the method or the content type does not exist there.
    """
    found = answers(client, route)
    wrong = [
        f"{method} {response.status_code}"
        for method, response in found.items()
        if not turns_away(response) and response.status_code not in (405, 415)
    ]
    if not any(turns_away(response) for response in found.values()):
        wrong.append("no method is turned away")
    return wrong


def stranger() -> Client:
    """This function will return a browser without any session, which sees errors as answers."""
    return Client(raise_request_exception=False)


EVERY = list(routes())
GUARDED = [route for route in EVERY if route.pattern not in PUBLIC]


def test_the_public_list_names_only_routes_that_exist() -> None:
    assert set(PUBLIC) - {route.pattern for route in EVERY} == set()


def test_no_two_routes_have_the_same_address() -> None:
    patterns = [route.pattern for route in EVERY]
    assert [pattern for pattern in set(patterns) if patterns.count(pattern) > 1] == []


@pytest.mark.django_db
@pytest.mark.parametrize("route", GUARDED, ids=lambda route: route.pattern)
def test_a_stranger_is_turned_away(route: Route) -> None:
    assert leaks(stranger(), route) == []


@pytest.mark.django_db
@pytest.mark.parametrize("route", GUARDED, ids=lambda route: route.pattern)
def test_a_stranger_with_an_invented_token_is_turned_away(route: Route) -> None:
    client = Client(raise_request_exception=False, headers={"authorization": "Bearer invented-token"})
    assert leaks(client, route) == []


@pytest.mark.django_db
@pytest.mark.parametrize("route", GUARDED, ids=lambda route: route.pattern)
def test_what_turns_a_stranger_away_is_never_kept_by_a_cache(route: Route) -> None:
    for response in answers(stranger(), route).values():
        if response.status_code in (200, 302, 401, 403):
            assert "no-store" in response.headers.get("Cache-Control", ""), response.request["REQUEST_METHOD"]


@pytest.mark.django_db
@pytest.mark.parametrize("pattern", PUBLIC)
def test_a_public_route_answers_a_stranger_without_breaking(pattern: str) -> None:
    route = next(route for route in EVERY if route.pattern == pattern)
    assert {
        method: each.status_code for method, each in answers(stranger(), route).items() if each.status_code >= 500
    } == {}


@pytest.mark.django_db
def test_the_front_page_tells_a_stranger_nothing() -> None:
    response = stranger().get("/")
    assert response.status_code in (200, 302)
    for code in ("library-recommendations", "library-loans"):
        assert code not in response.content.decode()


def view(request, **kwargs) -> HttpResponse:
    """This function will answer anyone, as a view does whose author forgot the guard."""
    return HttpResponse("open")


def hidden(request, **kwargs) -> HttpResponse:
    """This function will say "not found" to anyone, as an unguarded view does for an id that does not exist."""
    return HttpResponse(status=404)


@pytest.mark.parametrize("careless", [view, hidden])
def test_an_unguarded_route_is_seen(careless) -> None:
    module = types.ModuleType("careless_urls")
    module.urlpatterns = [path("loans/<uuid:card>/<int:page>/", careless)]
    with override_settings(ROOT_URLCONF=module):
        (route,) = routes(get_resolver(module))
        assert route == Route("loans/<uuid:card>/<int:page>/", f"/loans/{uuid.UUID(int=1)}/1/")
        assert leaks(stranger(), route)

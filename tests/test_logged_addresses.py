"""A customer's number in a service's address is never logged, whatever comes of the request."""

import logging
from typing import Any

import pytest
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory, override_settings
from django.urls import path

from consent.api.adapters.config import AdaptersConfig
from consent.logging.paths import shown_path
from tests.cast import publish_trial, token_for
from tests.log_lines import logged

CARD = "29000000000018"
HETU = "010190-999W"


def page(request: HttpRequest, card: str, kind: str = "") -> HttpResponse:
    """This function will answer as a service's page does on a good day or on a bad one."""
    if kind == "broken":
        raise RuntimeError("broken")
    return HttpResponse(status=int(kind or 200))


urlpatterns = [
    path("services/trial/<str:card>/", page),
    path("services/trial/<str:card>/<str:kind>/", page),
    path("permissions/<slug:card>/", page),
]


@pytest.mark.parametrize("kind", ["", "200/", "302/", "404/", "503/", "500/", "broken/"])
@override_settings(ROOT_URLCONF=__name__)
def test_of_a_services_page_the_pattern_is_logged(kind: str) -> None:
    with logged() as written:
        Client(raise_request_exception=False).get(f"/services/trial/{CARD}/{kind}")
    assert CARD not in written.getvalue()
    assert 'request="GET /services/trial/<str:card>/' in written.getvalue()


@override_settings(ROOT_URLCONF=__name__)
def test_a_forged_form_is_logged_without_it() -> None:
    with logged() as written:
        answer = Client(enforce_csrf_checks=True).post(f"/services/trial/{CARD}/")
    assert answer.status_code == 403
    assert "Forbidden (CSRF cookie not set.): /services/trial/<str:card>/" in written.getvalue()
    assert CARD not in written.getvalue()


@pytest.mark.parametrize(
    "address",
    [
        f"/services/trial/{CARD}",
        f"/services/trial/a/b/{CARD}/",
        f"/services/{CARD}/",
        f"//services/trial/{CARD}/",
        f"/Services/trial/{CARD}/",
        f"/{CARD}",
        f"/x/{CARD}/x",
        f"/services/trial/x/y/{CARD[:7]}%2520{CARD[7:]}",
        "/services/\u0662\u0669\u0660\u0660\u0661/",
    ],
)
@override_settings(ROOT_URLCONF=__name__)
def test_an_address_that_leads_nowhere_is_logged_by_its_beginning(address: str) -> None:
    with logged() as written:
        Client(raise_request_exception=False).get(address)
    assert "request_finished" in written.getvalue()
    assert not any(part in written.getvalue() for part in (CARD, CARD[7:], "0662", "\u0662"))


@pytest.mark.parametrize("on", [True, False])
def test_what_a_foreign_standard_puts_into_an_address_is_not_logged(settings: Any, db: None, on: bool) -> None:
    settings.ADAPTERS = AdaptersConfig(data_tracker=on)
    publish_trial()
    for address in (f"/adapters/data-tracker/v2/findUsage?userCode={HETU}", f"/adapters/gateway/x-{CARD}"):
        for token in ("unknown", token_for("trial", "uses:find") if address.endswith(HETU) else "unknown"):
            with logged() as written:
                Client(raise_request_exception=False).get(
                    address, headers={"Authorization": f"Bearer {token}", "X-Road-UserId": HETU}
                )
            assert "request_finished" in written.getvalue()
            assert not any(secret in written.getvalue() for secret in (HETU, HETU[:6], CARD, "userCode"))


@pytest.mark.parametrize(
    ("address", "shown"),
    [
        ("/", "/"),
        ("/nothing", "/nothing"),
        ("/services/library/", "/services/library/"),
        ("/services/library/loans/", "/services/library/…"),
        ("/services/library/loans", "/services/library/…"),
        ("/api/v1/nothing", "/api/v1/…"),
    ],
)
def test_of_an_address_without_a_route_enough_is_left_to_look_for(address: str, shown: str) -> None:
    assert shown_path(RequestFactory().get(address)) == shown


@override_settings(ROOT_URLCONF=__name__)
def test_other_pages_are_logged_by_their_address() -> None:
    with logged() as written:
        Client().get("/permissions/library-recommendations/")
    assert 'request="GET /permissions/library-recommendations/"' in written.getvalue()


def test_the_development_server_says_nothing_of_addresses() -> None:
    with logged() as written:
        logging.getLogger("django.server").warning("%s", f"GET /services/trial/{CARD}/")
    assert written.getvalue() == ""

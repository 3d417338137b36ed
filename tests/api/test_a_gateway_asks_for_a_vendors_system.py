"""A gateway asks before each request to a system that nobody will rewrite; whatever is unclear is refused."""

from pathlib import Path
from typing import Any
from unittest import mock

import pytest
from django.db import OperationalError
from django.test import Client

from consent.api.adapters.gateway.mapping import MappingError, load
from consent.ledger.decision_ids import event_of
from consent.ledger.models import Use
from consent.log.sealing import unseal_text
from tests.api.gateways import PATH, ROUTE, adapters, ask, write
from tests.cast import Cast, publish_trial, token_for, with_consent
from tests.log_lines import logged


@pytest.fixture
def gateway(settled: Cast, db: None, settings: Any, tmp_path: Path) -> str:
    """The gateway ``lending`` of the trial department, and its token."""
    settings.ADAPTERS = adapters(tmp_path / "routes.json")
    return token_for("trial")


@pytest.mark.law("GDPR", "25(2)", "a vendor's unchanged system is asked for by its gateway, recorded")
def test_a_mapped_request_is_let_through_and_recorded(browser: Client, gateway: str, settled: Cast) -> None:
    answer = ask(browser, gateway, f"/loans/{settled.aino.pairwise_id}?page=2", X_Staff_Ref="desk-3", X_Case="2026/7")
    assert (answer.status_code, answer.content, answer["Cache-Control"]) == (204, b"", "no-store")
    use = Use.objects.get()
    assert (use.subject, use.department, use.activity, use.category, use.allowed) == (
        settled.aino.subject, "trial", "trial-contract", "trial.plain", True,
    )  # fmt: skip
    assert event_of(answer["X-Decision-Id"]) == use.event_id
    assert answer["X-Decision-Reason"] == "contract"
    said = unseal_text(use.subject, use.event_id, use.recorded_at, bytes(use.sealed))
    assert said == '{"case": "2026/7", "staff_ref": "desk-3"}'


def test_a_refusal_is_recorded_too_and_a_consent_opens_the_door(browser: Client, gateway: str, settled: Cast) -> None:
    address = f"/consent/{settled.aino.pairwise_id}/"
    refused = ask(browser, gateway, address)
    assert (refused.status_code, refused["X-Decision-Reason"]) == (403, "no_permission")
    with_consent(settled)
    assert ask(browser, gateway, address).status_code == 204
    assert list(Use.objects.order_by("event_id").values_list("allowed", flat=True)) == [False, True]


@pytest.mark.parametrize("by", ["get", "head", "post", "put", "patch", "delete", "options"])
def test_the_method_of_the_question_means_nothing(browser: Client, gateway: str, settled: Cast, by: str) -> None:
    """Envoy asks with the method of the request itself."""
    assert ask(browser, gateway, f"/loans/{settled.aino.pairwise_id}", by=by).status_code == 204
    assert ask(browser, gateway, f"/loans/{settled.aino.pairwise_id}", "DELETE", by=by).status_code == 403


TRICKS = (
    "/loans//{id}", "//loans/{id}", "/loans/{id}/", "/loans/{id}//", "/loans/./{id}", "/loans/x/../{id}", "/loans/..",
    "/loans/%2e%2e/{id}", "/loans/{id}%2f", "/loans%2f{id}", "/%6coans/{id}", "/LOANS/{id}", "/Loans/{id}",
    "/loans/{id};x=1", "/loans;a/{id}", "/loans\\{id}", "/loans/{id}%00", "/loans/{id}#", "/loans/{ID}", "/loans/{id} ",
    "/loans/{id}?person={other}", "/loans/{id}?page=1&page=2", "/loans/{id}?page=1;person={other}",
    "/loans/{id}?%70age=1",
    "/loans/{id}?page=1&person={other}", "/loans/{id}?page[]=1", "/loans/{id}?", "/loans/{id}?&", "loans/{id}", "",
    "/", "*",
    "http://elsewhere.test/loans/{id}", "/loans/{id}x", "/loans/", "/loans", "/loans/{id}/{other}", "/unmapped",
    "/loans/{id}\u017f", "/loans/{id}?page=" + "1" * 3_000, "/consent/{id}", "/strict/{id}/..", "/strict/{id}/%2e",
)  # fmt: skip


@pytest.mark.parametrize("trick", TRICKS)
def test_an_address_that_two_programs_could_read_in_two_ways_is_refused(
    browser: Client, gateway: str, settled: Cast, trick: str
) -> None:
    aino, mikko = settled.aino.pairwise_id, settled.mikko.pairwise_id
    uri = trick.replace("{id}", aino).replace("{ID}", aino.upper()).replace("{other}", mikko)
    answer = ask(browser, gateway, uri)
    assert answer.status_code == 403
    assert "X-Decision-Id" not in answer
    assert not Use.objects.exists()


@pytest.mark.parametrize("method", ["get", "PUT", "POST", "", "GET POST", "CONNECT"])
def test_a_method_that_the_route_does_not_list_is_refused(
    browser: Client, gateway: str, settled: Cast, method: str
) -> None:
    assert ask(browser, gateway, f"/loans/{settled.aino.pairwise_id}", method).status_code == 403


@pytest.mark.parametrize("person", ["", "x", "A" * 32, "{id} ", "{id},{other}", "{id}\u0301"])
def test_without_one_well_formed_id_nobody_is_let_through(
    browser: Client, gateway: str, settled: Cast, person: str
) -> None:
    told = person.replace("{id}", settled.aino.pairwise_id).replace("{other}", settled.mikko.pairwise_id)
    assert ask(browser, gateway, "/by-header", X_Person=told).status_code == 403
    assert not Use.objects.exists()
    assert ask(browser, gateway, "/by-header", X_Person=settled.aino.pairwise_id).status_code == 204


def test_a_header_does_not_name_the_person_where_the_address_does(browser: Client, gateway: str, settled: Cast) -> None:
    ask(browser, gateway, f"/loans/{settled.aino.pairwise_id}", X_Person=settled.mikko.pairwise_id)
    assert Use.objects.get().subject == settled.aino.subject


def test_what_an_activity_demands_is_demanded_here_too(browser: Client, gateway: str, settled: Cast) -> None:
    address = f"/strict/{settled.aino.pairwise_id}/history"
    without = ask(browser, gateway, address, X_Case="7")
    assert (without.status_code, without["X-Decision-Reason"]) == (403, "condition_not_met")
    assert ask(browser, gateway, address, X_Case="7", X_Staff_Ref="desk-3").status_code == 204
    for wrong in ("a\tb", "x" * 501, "\u00e4"):
        assert ask(browser, gateway, address, X_Case=wrong, X_Staff_Ref="desk-3").status_code == 403


def test_who_has_no_good_token_is_turned_away_before_anything_is_said(
    browser: Client, gateway: str, settled: Cast
) -> None:
    mapped, unmapped = f"/loans/{settled.aino.pairwise_id}", "/unmapped"
    for uri in (mapped, unmapped):
        answer = ask(browser, "unknown", uri)
        assert answer.status_code == 401
        assert 'error="invalid_token"' in answer["WWW-Authenticate"]
        assert browser.get(PATH, headers={"X-Original-URI": uri, "X-Original-Method": "GET"}).status_code == 401
    assert not Use.objects.exists()


def test_another_departments_gateway_or_one_without_the_scope_gets_nothing(
    browser: Client, gateway: str, settled: Cast
) -> None:
    address = f"/loans/{settled.aino.pairwise_id}"
    assert ask(browser, token_for("trial", "subjects:resolve"), address).status_code == 403
    publish_other()
    assert ask(browser, token_for("other"), address).status_code == 403
    assert not Use.objects.exists()
    assert ask(browser, gateway, f"/foreign/{settled.aino.pairwise_id}")["X-Decision-Reason"] == "no_permission"


def publish_other() -> None:
    """This function will make a department called ``other``."""
    from consent.registry.models import Department

    Department.objects.create(code="other", name_fi="x", name_sv="x", name_en="x", contact={})


def test_a_gateway_that_is_not_mapped_lets_nothing_through(browser: Client, gateway: str, settings: Any) -> None:
    publish_trial()
    settings.ADAPTERS = type(settings.ADAPTERS)()
    assert ask(browser, gateway, "/loans/" + "a" * 32).status_code == 403


def test_a_ledger_out_of_reach_is_an_error_and_never_a_permit(browser: Client, gateway: str, settled: Cast) -> None:
    fault = OperationalError("connection to server failed: 010190-999W")
    with mock.patch("consent.api.adapters.gateway.views.check", side_effect=fault), logged() as written:
        answer = ask(browser, gateway, f"/loans/{settled.aino.pairwise_id}")
    assert (answer.status_code, answer["Retry-After"]) == (503, "2")
    assert "gateway_unavailable" in written.getvalue()
    assert "010190" not in written.getvalue()


def test_nothing_that_names_a_person_is_logged(browser: Client, gateway: str, settled: Cast) -> None:
    with logged() as written:
        for uri in (f"/loans/{settled.aino.pairwise_id}?page=1", f"/unmapped/{settled.aino.national_id}"):
            ask(browser, gateway, uri, X_Staff_Ref="desk-of-kaisa")
    for secret in (settled.aino.pairwise_id, settled.aino.national_id, "desk-of-kaisa", "page"):
        assert secret not in written.getvalue()


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"path": "loans/{person}"}, "begin with a slash"),
        ({"path": "/loans/%2e/{person}"}, "neither plain text nor"),
        ({"path": "/loans/../{person}"}, "neither plain text nor"),
        ({"path": "//{person}"}, "neither plain text nor"),
        ({"path": "/{person}/{person}"}, "names a part twice"),
        ({"path": "/loans"}, "in one of both"),
        ({"person": {"header": "X-Person"}}, "in one of both"),
        ({"path": "/loans", "person": {"header": "Authorization"}}, "a meaning of its own"),
        ({"staff_ref": {"header": "X_Staff"}}, "not well formed"),
        ({"staff_ref": "X-Staff"}, "must be an object"),
        ({"methods": []}, "without repetitions"),
        ({"methods": ["OPTIONS"]}, "may hold"),
        ({"methods": ["GET", "GET"]}, "without repetitions"),
        ({"activity": ""}, "not well formed"),
        ({"category": 7}, "not well formed"),
        ({"staffref": {"header": "X-Staff"}}, "staffref is unknown"),
        ({"query": ["a b"]}, "not well formed"),
    ],
)
def test_a_mapping_that_could_be_misread_is_refused_at_the_start(
    tmp_path: Path, wrong: dict[str, Any], said: str
) -> None:
    with pytest.raises(MappingError, match=said):
        load(write(tmp_path / "routes.json", [ROUTE | wrong]))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("/loans/{person}", "/loans/{person}"),
        ("/{kind}/{person}", "/loans/{person}"),
        ("/loans/{person}/{part}", "/loans/{person}/history"),
    ],
)
def test_two_routes_that_one_request_could_mean_are_refused(tmp_path: Path, one: str, other: str) -> None:
    routes = [ROUTE | {"path": one}, ROUTE | {"path": other, "activity": "trial-consent"}]
    with pytest.raises(MappingError, match="routes 1 and 2 could both be meant"):
        load(write(tmp_path / "routes.json", routes))
    routes[1]["methods"] = ["POST"]
    assert len(load(write(tmp_path / "routes.json", routes))["lending"].routes) == 2


def test_a_file_that_is_no_mapping_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "routes.json"
    for text, said in (
        ("[]", "must be an object"),
        ("{", "JSON"),
        ('{"gateways": {}}', "at least one"),
        ("{}", "missing"),
    ):
        file.write_text(text, "utf-8")
        with pytest.raises(MappingError, match=said):
            load(file)
    with pytest.raises(MappingError, match="department is not well formed"):
        load(write(file, department="No such"))
    with pytest.raises(MappingError, match="unknown"):
        load(write(file, default="allow"))
    file.write_text('{"gateways": {"a": {}, "a": {}}}', "utf-8")
    with pytest.raises(MappingError, match="twice"):
        load(file)

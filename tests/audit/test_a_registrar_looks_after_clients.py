"""A registrar gives a department a client, changes what it may do, its keys and its secret, and switches it off."""

import json
import re
from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.hashers import check_password
from django.contrib.sessions.models import Session
from django.test import Client
from joserfc.jwk import ECKey

from consent.api.certificate_config import ClientCertificates
from consent.core.errors import NotAllowed
from consent.people.actors import Actor
from consent.people.models import Account
from consent.registry import granting
from consent.registry.actions.change_client import change_client
from consent.registry.actions.register_client import RegisteredClient, register_client
from consent.registry.actions.set_quotas import set_quotas
from consent.registry.models import ClientApplication, ClientChange
from tests.audit.test_a_registrar_reads_the_register import staff
from tests.cast import SYSTEM, Cast
from tests.log_lines import logged

NEW = "/audit/departments/trial/clients/new/"
KEY = ECKey.generate_key("P-256", {"kid": "one"})
PUBLIC = json.dumps({"keys": [KEY.as_dict(private=False)]})
PRIVATE = json.dumps({"keys": [KEY.as_dict(private=True)]})
ACTS = ("scopes", "keys", "secret", "end-overlap", "disable", "enable", "bind", "unbind")


@pytest.fixture
def cast(settled: Cast, db: None) -> Cast:
    """The trial registry, published."""
    return settled


@pytest.fixture
def lending(cast: Cast) -> RegisteredClient:
    """A client of the trial department with a secret."""
    return register_client(actor=SYSTEM, department="trial", scopes=["decision:evaluate"], name="Lending")


@pytest.fixture
def registrar(cast: Cast) -> Client:
    """A registrar's browser."""
    return staff("registrar")


def page(client: RegisteredClient, act: str = "") -> str:
    return f"/audit/clients/{client.client_id}/{act}{'/' if act else ''}"


def send(browser: Client, client: RegisteredClient, act: str, **said: Any) -> Any:
    """Opens the page, fills in the form and sends it, as a browser does."""
    seen = ClientApplication.objects.get(client_id=client.client_id).updated.isoformat()
    return browser.post(page(client, act), {"seen": seen, "confirm": "yes"} | said)


def shown_secret(answer: Any) -> str:
    found = re.search(r'<p class="secret code">([A-Za-z0-9]{128})</p>', answer.content.decode())
    assert found is not None
    return found[1]


def row(client: RegisteredClient) -> ClientApplication:
    return ClientApplication.objects.get(client_id=client.client_id)


def acts(client_id: str) -> list[str]:
    return list(ClientChange.objects.filter(client=client_id).order_by("event_id").values_list("act", flat=True))


@pytest.mark.law("GDPR", "32(1)(b)", "a client's secret is shown once, in the answer to the act, and kept nowhere")
def test_a_new_client_and_its_secret_are_shown_once(registrar: Client) -> None:
    said = {"name": "Lending", "proof": "secret", "scopes": ["decision:evaluate", "registry:read"]}
    with logged() as lines:
        answer = registrar.post(NEW, said)
    secret = shown_secret(answer)
    made = ClientApplication.objects.get(name="Lending")
    assert (answer.status_code, made.scopes) == (200, {"decision:evaluate", "registry:read"})
    assert check_password(secret, made.client_secret)
    assert "no-store" in answer["Cache-Control"]
    kept = [lines.getvalue(), repr(list(ClientChange.objects.values())), *map(repr, Session.objects.values())]
    assert not any(secret in text for text in kept)
    for path in (f"/audit/clients/{made.client_id}/", "/audit/departments/", NEW):
        assert secret not in registrar.get(path).content.decode()
    again = registrar.post(NEW, said)
    assert again.status_code == 409
    assert "of this name already" in again.content.decode()
    assert ClientApplication.objects.filter(name="Lending").count() == 1


def test_each_act_is_recorded_with_the_registrars_reference(registrar: Client, lending: RegisteredClient) -> None:
    send(registrar, lending, "scopes", scopes=["registry:read"])
    send(registrar, lending, "secret", overlap="7")
    send(registrar, lending, "end-overlap")
    send(registrar, lending, "keys", jwks=PUBLIC)
    send(registrar, lending, "disable")
    send(registrar, lending, "enable")
    assert acts(lending.client_id) == [
        "registered", "scopes_changed", "secret_rotated", "overlap_ended", "keys_changed", "disabled", "enabled",
    ]  # fmt: skip
    reference = Account.objects.get(username="registrar-en").reference
    assert set(ClientChange.objects.values_list("done_by", flat=True)) == {SYSTEM.name, reference}
    shown = registrar.get(page(lending)).content.decode()
    assert "New secret given" in shown
    events = staff("dpo").get("/audit/events/?kind=client.changed").content.decode()
    assert "Old secret ended" in events


def test_a_new_secret_is_shown_once_and_the_form_works_once(registrar: Client, lending: RegisteredClient) -> None:
    said = {"seen": row(lending).updated.isoformat(), "confirm": "yes", "overlap": "7"}
    answer = registrar.post(page(lending, "secret"), said)
    secret = shown_secret(answer)
    assert "no-store" in answer["Cache-Control"]
    assert check_password(secret, row(lending).client_secret)
    assert check_password(lending.client_secret, row(lending).previous_secret)
    again = registrar.post(page(lending, "secret"), said)
    assert again.status_code == 409
    assert "had changed since" in again.content.decode()
    assert check_password(secret, row(lending).client_secret)
    assert secret not in again.content.decode()


@pytest.mark.parametrize(("overlap", "kept"), [("0", False), ("90", True)])
def test_an_old_secret_ends_when_the_registrar_says(
    registrar: Client, lending: RegisteredClient, overlap: str, kept: bool
) -> None:
    assert send(registrar, lending, "secret", overlap=overlap).status_code == 200
    until = row(lending).previous_secret_until
    assert (until is not None) is kept
    if until is not None:
        assert until - row(lending).updated < timedelta(days=90)


@pytest.mark.parametrize("act", ["keys", "secret", "end-overlap", "disable", "bind", "unbind"])
def test_what_stops_something_is_ticked_first(registrar: Client, lending: RegisteredClient, act: str) -> None:
    answer = send(registrar, lending, act, confirm="", overlap="7", jwks=PUBLIC)
    assert answer.status_code == 422
    assert f'<a href="#confirm-{act}">Tick the box' in answer.content.decode()
    assert acts(lending.client_id) == ["registered"]


@pytest.mark.parametrize("path", [NEW, "keys"])
def test_a_private_key_is_refused_loudly_and_not_repeated(
    registrar: Client, lending: RegisteredClient, path: str
) -> None:
    said = {"name": "Other", "proof": "keys", "scopes": ["registry:read"], "jwks": PRIVATE}
    with logged() as lines:
        answer = registrar.post(NEW, said) if path == NEW else send(registrar, lending, path, jwks=PRIVATE)
    text = answer.content.decode()
    assert answer.status_code == 422
    assert "This holds a private key. Nothing was saved." in text
    private = KEY.as_dict(private=True)["d"]
    assert private not in text
    assert private not in lines.getvalue()
    assert (row(lending).client_jwks, ClientApplication.objects.count()) == ("", 1)


@pytest.mark.parametrize("jwks", ["", "{}", "[]", '{"keys": []}', '{"keys": [{"kty": "oct", "k": "AA"}]}', "x" * 9_000])
def test_keys_that_will_not_do_change_nothing(registrar: Client, lending: RegisteredClient, jwks: str) -> None:
    assert send(registrar, lending, "keys", jwks=jwks).status_code == 422
    assert row(lending).token_endpoint_auth_method == ClientApplication.CLIENT_SECRET


def test_a_client_is_registered_with_keys_and_no_secret(registrar: Client) -> None:
    said = {"name": "Keyed", "proof": "keys", "scopes": ["registry:read"], "jwks": PUBLIC}
    answer = registrar.post(NEW, said)
    made = ClientApplication.objects.get(name="Keyed")
    assert answer["Location"] == f"/audit/clients/{made.client_id}/#status"
    assert made.token_endpoint_auth_method == ClientApplication.PRIVATE_KEY_JWT
    shown = registrar.get(answer["Location"]).content.decode()
    assert "one (EC)" in shown
    assert "New secret" not in shown


@pytest.mark.parametrize("scopes", [[], ["everything"], ["registry:read", "admin"], ["registry:read decision:search"]])
def test_no_scope_outside_the_registered_list_is_given(
    registrar: Client, lending: RegisteredClient, scopes: list[str]
) -> None:
    said = {"name": "Other", "proof": "secret", "scopes": scopes}
    assert registrar.post(NEW, said).status_code == 422
    assert send(registrar, lending, "scopes", scopes=scopes).status_code == 422
    assert (ClientApplication.objects.count(), row(lending).allowed_scopes) == (1, "decision:evaluate")


@pytest.mark.law("GDPR", "32(1)(b)", "nobody gives a client a scope that they do not hold themselves")
def test_a_registrar_who_holds_less_gives_less(
    registrar: Client, lending: RegisteredClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(granting, "scopes_held", lambda actor: frozenset({"registry:read"}))
    said = {"name": "Other", "proof": "secret"}
    assert registrar.post(NEW, said | {"scopes": ["decision:search"]}).status_code == 403
    assert send(registrar, lending, "scopes", scopes=["registry:read", "decision:search"]).status_code == 403
    assert row(lending).allowed_scopes == "decision:evaluate"
    assert send(registrar, lending, "scopes", scopes=["registry:read"]).status_code == 302


def test_a_role_taken_away_between_page_and_act_gives_nothing(registrar: Client, lending: RegisteredClient) -> None:
    account = Account.objects.get(username="registrar-en")
    actor = Actor.of_account(account)
    account.roles.all().delete()
    assert send(registrar, lending, "disable").status_code == 403
    with pytest.raises(NotAllowed):
        change_client(actor=actor, client_id=lending.client_id, disabled=True)
    assert not row(lending).disabled


@pytest.mark.parametrize("act", ["", *ACTS])
def test_others_do_nothing_to_a_client(lending: RegisteredClient, act: str) -> None:
    for browser in (staff("dpo"), staff("librarian", "library"), staff("officer", "trial")):
        assert browser.post(page(lending, act), {"confirm": "yes"}).status_code in (403, 405)
        assert browser.post(NEW, {"name": "x"}).status_code == 403
    assert acts(lending.client_id) == ["registered"]


def test_a_data_protection_officer_reads_and_changes_nothing(lending: RegisteredClient) -> None:
    shown = staff("dpo").get(page(lending)).content.decode()
    assert "Client registered" in shown
    assert "<form" not in shown.partition("<main")[2].partition("</main>")[0]


def test_a_token_of_the_department_does_not_open_the_console(lending: RegisteredClient) -> None:
    browser = Client(raise_request_exception=False, headers={"Authorization": "Bearer token-1-of-trial"})
    assert browser.get(page(lending))["Location"].startswith("/sign-in/")
    assert browser.post(page(lending, "enable")).status_code == 302
    assert acts(lending.client_id) == ["registered"]


def test_an_act_without_a_token_against_forgery_is_refused(cast: Cast, lending: RegisteredClient) -> None:
    staff("registrar")
    browser = Client(enforce_csrf_checks=True, raise_request_exception=False)
    browser.force_login(Account.objects.get(username="registrar-en"))
    for path in (NEW, *(page(lending, act) for act in ACTS)):
        assert browser.post(path, {"confirm": "yes"}).status_code == 403
    assert acts(lending.client_id) == ["registered"]


@pytest.mark.parametrize(
    "path", ["/audit/clients/nobody/", "/audit/clients/%F0%9F%92%A9/", "/audit/departments/circus/clients/new/"]
)
def test_what_does_not_exist_is_not_found(registrar: Client, path: str) -> None:
    assert registrar.get(path).status_code == 404


def test_an_act_that_does_not_exist_and_a_client_that_does_not(registrar: Client, lending: RegisteredClient) -> None:
    assert send(registrar, lending, "delete").status_code == 404
    assert registrar.post("/audit/clients/nobody/disable/", {"confirm": "yes"}).status_code == 404


@pytest.mark.parametrize("seen", ["", "yesterday", "2026-01-01T00:00:00", "9" * 500])
def test_a_form_from_nowhere_is_refused(registrar: Client, lending: RegisteredClient, seen: str) -> None:
    answer = registrar.post(page(lending, "disable"), {"seen": seen, "confirm": "yes"})
    assert answer.status_code == 400
    assert not row(lending).disabled


def test_a_client_with_a_key_is_not_given_a_secret(registrar: Client, lending: RegisteredClient) -> None:
    send(registrar, lending, "keys", jwks=PUBLIC)
    answer = send(registrar, lending, "secret", overlap="7")
    assert answer.status_code == 409
    assert "proves itself by a key" in answer.content.decode()


def test_tokens_are_bound_where_a_proxy_hands_certificates_on(
    registrar: Client, lending: RegisteredClient, settings: Any
) -> None:
    assert "TLS certificate" not in registrar.get(page(lending)).content.decode()
    assert send(registrar, lending, "bind").status_code == 422
    settings.CLIENT_CERTIFICATES = ClientCertificates("HTTP_CLIENTCERTIFICATE", ())
    assert "Bind tokens to the certificate" in registrar.get(page(lending)).content.decode()
    assert send(registrar, lending, "bind").status_code == 302
    assert row(lending).tls_client_certificate_bound_access_tokens
    assert send(registrar, lending, "unbind").status_code == 302
    assert acts(lending.client_id) == ["registered", "certificate_demanded", "certificate_waived"]


@pytest.mark.parametrize("language", ["fi", "sv", "en"])
def test_every_language_has_the_pages(cast: Cast, lending: RegisteredClient, language: str) -> None:
    browser = staff("registrar", language=language)
    for path in (NEW, page(lending)):
        assert f'lang="{language}"' in browser.get(path).content.decode()[:400]


@pytest.mark.law("GDPR", "32(1)(b)", "who may speak for people signed in elsewhere is settled on the server alone")
def test_no_page_gives_the_scope_of_a_national_portal(registrar: Client, lending: RegisteredClient) -> None:
    said = {"name": "Portal", "proof": "secret", "scopes": ["uses:find"]}
    assert (
        'value="uses:find"' not in registrar.get(NEW).content.decode() + registrar.get(page(lending)).content.decode()
    )
    assert registrar.post(NEW, said).status_code == 403
    assert send(registrar, lending, "scopes", scopes=["decision:evaluate", "uses:find"]).status_code == 403
    assert row(lending).allowed_scopes == "decision:evaluate"


def test_a_registrar_keeps_or_takes_away_what_the_operator_gave(registrar: Client, lending: RegisteredClient) -> None:
    change_client(actor=SYSTEM, client_id=lending.client_id, scopes=["uses:find"])
    assert 'value="uses:find" checked' in registrar.get(page(lending)).content.decode()
    assert send(registrar, lending, "scopes", scopes=["uses:find", "registry:read"]).status_code == 302
    assert row(lending).scopes == {"uses:find", "registry:read"}
    assert send(registrar, lending, "scopes", scopes=["registry:read"]).status_code == 302
    assert send(registrar, lending, "scopes", scopes=["uses:find"]).status_code == 403


def test_quotas_that_an_operator_sets_are_in_the_clients_history(registrar: Client, lending: RegisteredClient) -> None:
    for _ in range(2):
        set_quotas(actor=SYSTEM, client_id=lending.client_id, quotas={"checks_per_minute": 5})
    assert acts(lending.client_id) == ["registered", "quotas_changed"]  # the same again changes nothing
    assert "Quotas changed" in registrar.get(page(lending)).content.decode()
    assert ClientChange.objects.get(act="quotas_changed").done_by == SYSTEM.name

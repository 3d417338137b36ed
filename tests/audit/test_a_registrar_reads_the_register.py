"""The registrar's pages: everything published, who may ask what, and nothing to change but feedback's state."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from consent.people.actions.open_account import open_account
from consent.people.models import Account
from consent.registry.models import ClientApplication
from consent.registry.queries import notice
from tests.cast import SYSTEM, Cast, publish_trial, token_for
from tests.public.many import publish_many

LIST = "/audit/activities/"
ONE = "/audit/activities/trial-consent/"
DEPARTMENTS = "/audit/departments/"
FEEDBACK = "/audit/feedback/"
PAGES = [LIST, ONE, DEPARTMENTS, FEEDBACK]
MOST_STATEMENTS = 8


@pytest.fixture
def cast(settled: Cast, db: None) -> Cast:
    """The trial registry, published."""
    return settled


def staff(role: str, department: str | None = None, language: str = "en") -> Client:
    """A browser in which a member of staff with a role has signed in."""
    opened = open_account(
        actor=SYSTEM, username=f"{role}-{language}", display_name=role, language=language, roles=[(role, department)]
    )
    client = Client(raise_request_exception=False, headers={"accept-language": language})
    client.force_login(Account.objects.get(pk=opened))
    return client


def codes(answer) -> list[str]:
    return [row.view.code for row in answer.context["rows"]]


@pytest.mark.parametrize("path", PAGES)
@pytest.mark.parametrize("role", ["registrar", "dpo"])
def test_a_registrar_and_a_data_protection_officer_may_read(cast: Cast, path: str, role: str) -> None:
    answer = staff(role).get(path)
    assert answer.status_code == 200
    assert "no-store" in answer["Cache-Control"]


@pytest.mark.parametrize("path", PAGES)
def test_nobody_else_may(cast: Cast, path: str) -> None:
    assert staff("librarian", "library").get(path).status_code == 403
    assert staff("officer", "education").get(path).status_code == 403
    resident = Client(raise_request_exception=False)
    opened = open_account(actor=SYSTEM, username="r", display_name="r", language="en", resident=cast.aino.subject)
    resident.force_login(Account.objects.get(pk=opened))
    assert resident.get(path).status_code == 403
    stranger = Client().get(path)
    assert stranger.status_code == 302
    assert stranger["Location"] == f"/sign-in/?next={path}"


@pytest.mark.parametrize("path", [LIST, ONE, DEPARTMENTS])
@pytest.mark.parametrize("method", ["post", "put", "patch", "delete"])
def test_a_registrar_changes_nothing_here(cast: Cast, path: str, method: str) -> None:
    assert getattr(staff("registrar"), method)(path).status_code == 405


def test_a_role_that_was_taken_away_is_gone_at_once(cast: Cast) -> None:
    registrar = staff("registrar")
    assert registrar.get(LIST).status_code == 200
    Account.objects.get(username="registrar-en").roles.all().delete()
    assert registrar.get(LIST).status_code == 403


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("", 11),
        ("?basis=consent", 2),
        ("?basis=public_task", 3),
        ("?state=ended", 1),
        ("?state=coming", 1),
        ("?state=in_force&basis=contract", 2),
        ("?department=trial", 11),
        ("?department=other", 0),
        ("?risk=high", 0),
        ("?q=guardians", 1),
        ("?q=guardians&basis=contract", 0),
        ("?basis=invented&state=%00", 0),
    ],
)
def test_what_is_shown_is_in_the_address(cast: Cast, query: str, expected: int) -> None:
    answer = staff("registrar").get(f"{LIST}{query}")
    assert answer.status_code == 200
    assert len(codes(answer)) == expected
    assert expected or "No purpose is like that" in answer.content.decode()


def test_a_registry_with_nothing_in_it_says_so(db: None) -> None:
    registrar = staff("registrar")
    assert "No purpose has been published yet" in registrar.get(LIST).content.decode()
    assert "No department is registered yet" in registrar.get(DEPARTMENTS).content.decode()
    assert "All feedback has been answered" in registrar.get(FEEDBACK).content.decode()
    assert "Nothing has been answered within" in registrar.get(f"{FEEDBACK}?show=answered").content.decode()


@pytest.mark.parametrize("path", PAGES)
@pytest.mark.parametrize("count", [5, 500])
def test_a_page_asks_the_database_as_often_for_five_as_for_five_hundred(cast: Cast, path: str, count: int) -> None:
    publish_many(count)
    registrar = staff("registrar")
    with CaptureQueriesContext(connection) as asked:
        assert registrar.get(path).status_code == 200
    assert len(asked) <= MOST_STATEMENTS, [each["sql"][:90] for each in asked]


def test_five_hundred_are_read_page_by_page_with_the_same_choice(cast: Cast) -> None:
    publish_many(500)
    registrar, path, seen = staff("registrar"), f"{LIST}?q=copy&basis=consent", []
    while path:
        answer = registrar.get(path)
        seen += codes(answer)
        path = answer.context["next"]
    assert len(seen) == len(set(seen)) == 500


@pytest.mark.parametrize("language", ["fi", "sv", "en"])
@pytest.mark.law("GDPR", "30(1)", "purpose, people, data, recipients, retention, controller and safeguards on one page")
def test_the_record_of_one_purpose_is_whole(cast: Cast, language: str) -> None:
    page = staff("registrar", language=language).get(ONE).content.decode()
    for fact in (
        "trial-consent",
        f"Trial ({language})",
        "trial@city.example",
        "We try the rules of this platform.",
        "dpv:RequestedServiceProvision",
        "6(1)(a)",
        f"trial.plain ({language})",
        f"A year ({language})",
        "trial / drafter",
        "city / registrar",
        "Fine.",
        notice("trial-consent", 1).hash.hex(),
        "/activities/trial-consent/1/",
    ):
        assert fact in page


@pytest.mark.law("GDPR", "5(2)", "who drafted, who approved, what the DPO advised, for each version")
def test_each_version_is_there_with_what_changed(cast: Cast) -> None:
    governance = {"drafted_by": "trial / another", "approved_by": "city / registrar", "dpo_opinion": "Less is more."}
    publish_trial(categories=["trial.plain", "trial.other"], governance=governance)
    answer = staff("registrar").get(ONE)
    (newer, changed), (older, nothing) = answer.context["versions"]
    assert (newer.version, older.version, nothing) == (2, 1, None)
    assert [difference.after for difference in changed] == ["trial.other (en), trial.plain (en)"]
    page = answer.content.decode()
    for fact in ("trial / another", "trial / drafter", "Less is more.", newer.hash.hex(), older.hash.hex()):
        assert fact in page


@pytest.mark.parametrize("code", ["no-such-thing", "trial%20consent", "%00"])
def test_what_was_never_published_is_not_found(cast: Cast, code: str) -> None:
    assert staff("registrar").get(f"{LIST}{code}/").status_code == 404


@pytest.mark.law("GDPR", "32(1)(b)", "who may ask what is seen at a glance, and no secret with it")
def test_clients_are_shown_with_their_scopes_and_without_their_secrets(cast: Cast) -> None:
    token_for("trial", "decision:evaluate registry:read")
    client = ClientApplication.objects.get(department="trial")
    page = staff("registrar").get(DEPARTMENTS).content.decode()
    assert client.client_id in page
    assert "Ask whether a use of personal data is allowed" in page
    assert "In use" in page
    assert "None within the last hour" not in page
    assert client.client_secret not in page
    assert "token-" not in page


def test_a_closed_client_is_shown_as_closed_and_holds_nothing(cast: Cast) -> None:
    token_for("trial", "ssf.read")
    ClientApplication.objects.update(disabled=True)
    answer = staff("registrar").get(DEPARTMENTS)
    assert "Switched off" in answer.content.decode()
    assert [held for scope, _, held in answer.context["scopes"] if scope == "ssf.read"] == [[]]


def test_a_department_without_a_client_can_ask_nothing(cast: Cast) -> None:
    assert "No client" in staff("registrar").get(DEPARTMENTS).content.decode()

"""The client against the real ledger, and the fake held to it: what a module's tests see is what the city answers."""

from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from consent.core.vocabulary import Channel
from consent.ledger.actions.grant import grant_consent
from consent.ledger.actions.refuse import refuse_consent
from consent.ledger.actions.restrict import restrict_activity
from consent.ledger.actions.withdraw import withdraw_consent
from consent.ledger.queries import uses_of
from consent.people.actors import Actor
from consent.registry.actions.change_client import change_client
from consent.registry.actions.load_manifest import load_manifest
from consent.registry.actions.register_client import RegisteredClient, register_client
from consent.registry.manifest import read_manifest
from services.library.records import CUSTOMER, LOANS
from services.sdk.client import EVALUATION_PATH, ConsentClient, Credentials
from services.sdk.errors import BadQuestion, NotConnected
from services.sdk.fake import FakeLedger
from services.sdk.permits import Permit, Refusal
from services.sdk.reasons import Reason
from tests.cast import Person, enrol, years_ago
from tests.services.conftest import DESK, TIPS, national_id

MANIFEST = Path(__file__).resolve().parents[2] / "services" / "library" / "manifest.yaml"
SYSTEM = Actor.system("tests")
SCOPES = ["decision:evaluate", "subjects:resolve"]


@pytest.fixture
def registered(own_database: str) -> RegisteredClient:
    """The library, published as its manifest says, with a client."""
    load_manifest(actor=SYSTEM, manifest=read_manifest(MANIFEST))
    return register_client(actor=SYSTEM, department="library", scopes=SCOPES, name="tests")


@pytest.fixture
def seen() -> list[tuple[str, httpx.Response]]:
    """Every answer that came over the wire, with the path it came from."""
    return []


@pytest.fixture
def client(registered: RegisteredClient, seen: list[tuple[str, httpx.Response]]) -> Iterator[ConsentClient]:
    """The sdk's client, whose requests reach the program's own WSGI application."""
    from consent.wsgi import application  # asks the database whether its log is guarded, as each process does

    inner = httpx.WSGITransport(app=application)

    class Watched(httpx.BaseTransport):
        """Hands requests on and keeps the answers."""

        def handle_request(self, request: httpx.Request) -> httpx.Response:
            """This function will serve one request."""
            answer = inner.handle_request(request)
            answer.read()
            kept = httpx.Response(answer.status_code, headers=answer.headers, content=answer.content)
            seen.append((request.url.path, kept))
            return httpx.Response(answer.status_code, headers=answer.headers, content=answer.content)

    credentials = Credentials(registered.client_id, registered.client_secret)
    with ConsentClient("http://127.0.0.1", credentials, department="library", transport=Watched()) as made:
        yield made


@pytest.fixture
def resident(registered: RegisteredClient) -> Person:
    """An enrolled resident of the trial cast's kind."""
    from tests import trial_manifest

    load_manifest(actor=SYSTEM, manifest=trial_manifest.manifest())
    return enrol("Aino", years_ago(36), 901)


def decide(resident: Person, verb: str) -> None:
    """This function will let the resident decide about recommendations, or the city restrict them."""
    said = {"actor": resident.actor, "subject": resident.subject, "activity": TIPS, "language": "fi"}
    if verb == "grant":
        grant_consent(**said, notice_version=1, channel=Channel.PORTAL)
    elif verb == "refuse":
        refuse_consent(**said, notice_version=1, channel=Channel.PORTAL)
    elif verb == "withdraw":
        withdraw_consent(**said, channel=Channel.PORTAL)


def test_the_whole_line_from_national_id_to_permit_and_back(client: ConsentClient, resident: Person) -> None:
    pairwise_id = client.resolve(resident.national_id)
    assert isinstance(client.check(TIPS, [LOANS], pairwise_id)[LOANS], Refusal)
    decide(resident, "grant")
    permit = client.check(TIPS, [LOANS], pairwise_id, staff_ref="S-ABCD2345")[LOANS]
    assert isinstance(permit, Permit)
    decide(resident, "withdraw")
    assert client.check(TIPS, [LOANS], pairwise_id)[LOANS].reason is Reason.WITHDRAWN  # type: ignore[union-attr]
    rows = uses_of(resident.subject).rows
    assert [(row.allowed, row.reason.value) for row in rows] == [
        (False, "withdrawn"),
        (True, "consent"),
        (False, "no_permission"),
    ]


def test_the_loans_desk_is_allowed_by_contract_also_for_a_stranger(client: ConsentClient, resident: Person) -> None:
    for person in (resident.national_id, national_id(977)):
        decisions = client.check(DESK, [CUSTOMER, LOANS], client.resolve(person))
        assert decisions[CUSTOMER] is decisions[LOANS]
        assert isinstance(decisions[LOANS], Permit)


def test_what_the_purpose_does_not_cover_is_refused(client: ConsentClient, resident: Person) -> None:
    decide(resident, "grant")
    decisions = client.check(TIPS, [CUSTOMER, LOANS], client.resolve(resident.national_id))
    assert decisions[CUSTOMER].reason is Reason.CATEGORY_NOT_COVERED  # type: ignore[union-attr]
    permit = decisions[LOANS]
    assert isinstance(permit, Permit)
    assert permit.categories == {LOANS}


@pytest.mark.parametrize("wrong", ["", "x", "010190-901", "320190-901H", "\x00", "\ud800", "9" * 500, "Ääkköset"])
def test_a_malformed_national_id_is_a_bad_question(client: ConsentClient, wrong: str) -> None:
    with pytest.raises(BadQuestion):
        client.resolve(wrong)


def test_a_disabled_client_is_not_connected_at_once(
    client: ConsentClient, registered: RegisteredClient, resident: Person
) -> None:
    pairwise_id = client.resolve(resident.national_id)
    assert client.check(DESK, [LOANS], pairwise_id)[LOANS]
    change_client(actor=SYSTEM, client_id=registered.client_id, disabled=True)
    with pytest.raises(NotConnected):
        client.check(DESK, [LOANS], pairwise_id)


def test_asking_for_another_department_is_refused(client: ConsentClient, resident: Person) -> None:
    pairwise_id = client.resolve(resident.national_id)
    client.department = "health"
    with pytest.raises(NotConnected):
        client.check(DESK, [LOANS], pairwise_id)


@pytest.mark.parametrize(
    ("activity", "verbs", "reason"),
    [
        (TIPS, (), Reason.NO_PERMISSION),
        (TIPS, ("grant",), Reason.CONSENT),
        (TIPS, ("refuse",), Reason.REFUSED),
        (TIPS, ("grant", "withdraw"), Reason.WITHDRAWN),
        (DESK, (), Reason.CONTRACT),
        ("unheard-of", (), Reason.NO_PERMISSION),
    ],
)
def test_the_fake_answers_like_the_ledger(
    client: ConsentClient,
    resident: Person,
    seen: list[tuple[str, httpx.Response]],
    activity: str,
    verbs: tuple[str, ...],
    reason: Reason,
) -> None:
    for verb in verbs:
        decide(resident, verb)
    pairwise_id = client.resolve(resident.national_id)
    real = client.check(activity, [LOANS], pairwise_id)[LOANS]

    ledger = FakeLedger("library")
    ledger.answer(activity, LOANS, pairwise_id, reason)
    answers: list[httpx.Response] = []

    def keep(request: httpx.Request) -> httpx.Response:
        ledger.come_back()
        answers.append(ledger._serve(request))
        ledger.break_with(keep)
        return answers[-1]

    ledger.break_with(keep)
    with ledger.client() as faked:
        fake = faked.check(activity, [LOANS], pairwise_id)[LOANS]
    assert type(fake) is type(real)
    assert getattr(fake, "reason", None) == getattr(real, "reason", None)

    (true_answer,) = [answer.json() for path, answer in seen if path == EVALUATION_PATH]
    fake_answer = answers[-1].json()
    assert fake_answer["decision"] == true_answer["decision"]
    assert fake_answer["context"]["reason"] == true_answer["context"]["reason"] == reason
    assert fake_answer["context"].get("basis") == true_answer["context"].get("basis") or not fake_answer["decision"]
    assert set(fake_answer["context"]) <= set(true_answer["context"]) | {"basis"}


def test_a_restriction_stops_the_contract_too(client: ConsentClient, resident: Person) -> None:
    pairwise_id = client.resolve(resident.national_id)
    restrict_activity(
        actor=SYSTEM,
        subject=resident.subject,
        activity=DESK,
        language="fi",
        channel=Channel.API,
        text="accuracy contested",
    )
    assert client.check(DESK, [LOANS], pairwise_id)[LOANS].reason is Reason.RESTRICTED  # type: ignore[union-attr]

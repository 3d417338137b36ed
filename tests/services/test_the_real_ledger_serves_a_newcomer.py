"""Early education against the real ledger: the law serves everybody, also whom the city does not know."""

from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from consent.core.errors import Conflict
from consent.core.vocabulary import Channel
from consent.ledger.actions.grant import grant_consent
from consent.ledger.actions.object import object_to_activity
from consent.ledger.actions.withdraw import withdraw_consent
from consent.people.actors import Actor
from consent.registry.actions.load_manifest import load_manifest
from consent.registry.actions.register_client import RegisteredClient, register_client
from consent.registry.manifest import read_manifest
from services.preschool.records import ALLERGIES, KITCHEN, PLACEMENT
from services.sdk.client import ConsentClient, Credentials
from services.sdk.permits import Permit
from services.sdk.reasons import Reason
from tests.cast import Cast, assemble, national_id, years_ago
from tests.services.preschool import FOR_PLACEMENT

MANIFEST = Path(__file__).resolve().parents[2] / "services" / "preschool" / "manifest.yaml"
SYSTEM = Actor.system("tests")


@pytest.fixture
def registered(own_database: str) -> RegisteredClient:
    """Early education, published as its manifest says, with a client."""
    load_manifest(actor=SYSTEM, manifest=read_manifest(MANIFEST))
    scopes = ["decision:evaluate", "subjects:resolve"]
    return register_client(actor=SYSTEM, department="education", scopes=scopes, name="tests")


@pytest.fixture
def client(registered: RegisteredClient) -> Iterator[ConsentClient]:
    """The sdk's client, whose requests reach the program's own WSGI application."""
    from consent.wsgi import application  # asks the database whether its log is guarded, as each process does

    credentials = Credentials(registered.client_id, registered.client_secret)
    transport = httpx.WSGITransport(app=application)
    with ConsentClient("http://127.0.0.1", credentials, department="education", transport=transport) as made:
        yield made


@pytest.fixture
def cast(registered: RegisteredClient) -> Cast:
    """The family."""
    return assemble()


@pytest.mark.law(
    "Basic Education Act 628/1998", "26 a", "a child whom the city does not know yet is served all the same"
)
def test_a_newcomer_is_placed_like_everybody_else(client: ConsentClient, cast: Cast) -> None:
    newcomer = client.resolve(national_id(years_ago(5), 977))
    known = client.resolve(cast.eino.national_id)
    for child in (newcomer, known):
        decisions = client.check(PLACEMENT, FOR_PLACEMENT, child, staff_ref="S-ABCD2345")
        permit = decisions[FOR_PLACEMENT[0]]
        assert isinstance(permit, Permit)
        assert permit.categories == set(FOR_PLACEMENT)
    assert client.check(KITCHEN, [ALLERGIES], newcomer)[ALLERGIES].reason is Reason.NO_PERMISSION  # type: ignore[union-attr]


def test_a_guardian_lets_the_kitchen_know_and_takes_it_back(client: ConsentClient, cast: Cast) -> None:
    eino = client.resolve(cast.eino.national_id)
    said = {"actor": cast.aino.actor, "subject": cast.eino.subject, "activity": KITCHEN, "language": "fi"}
    assert client.check(KITCHEN, [ALLERGIES], eino)[ALLERGIES].reason is Reason.NO_PERMISSION  # type: ignore[union-attr]
    grant_consent(**said, notice_version=1, channel=Channel.PORTAL)  # type: ignore[arg-type]
    assert isinstance(client.check(KITCHEN, [ALLERGIES], eino)[ALLERGIES], Permit)
    withdraw_consent(**said, channel=Channel.PORTAL)  # type: ignore[arg-type]
    assert client.check(KITCHEN, [ALLERGIES], eino)[ALLERGIES].reason is Reason.WITHDRAWN  # type: ignore[union-attr]


@pytest.mark.law("GDPR", "21(1)", "what a law makes compulsory cannot be objected to, and goes on")
def test_an_objection_is_refused_and_the_child_is_still_served(client: ConsentClient, cast: Cast) -> None:
    with pytest.raises(Conflict, match="compulsory"):
        object_to_activity(
            actor=cast.aino.actor,
            subject=cast.eino.subject,
            activity=PLACEMENT,
            language="fi",
            channel=Channel.PORTAL,
        )
    decisions = client.check(PLACEMENT, FOR_PLACEMENT, client.resolve(cast.eino.national_id))
    assert all(isinstance(decision, Permit) for decision in decisions.values())

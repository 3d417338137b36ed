"""School health care against the real ledger: both departments ask, both leave a mark, and a withdrawal stops both."""

from collections.abc import Iterator
from contextlib import ExitStack
from datetime import timedelta
from functools import partial
from pathlib import Path

import httpx
import pytest
from django.conf import settings

from consent.core.vocabulary import Channel
from consent.ledger.actions.grant import grant_consent
from consent.ledger.actions.withdraw import withdraw_consent
from consent.ledger.queries import uses_of
from consent.people.actors import Actor
from consent.registry.actions.load_manifest import load_manifest
from consent.registry.actions.register_client import register_client
from consent.registry.manifest import read_manifest
from consent.tokens.actions.make_key import rotate_token_key
from consent.tokens.keys import ES256
from services.kit import handover
from services.kit.handover import BothSides
from services.kit.references import complete
from services.kit.spent import SpentInDatabase
from services.kit.testkit.stand_in import stand_in
from services.schoolhealth import records
from services.schoolhealth.facts import Need, NewPupil
from services.schoolhealth.records import FOR_THE_SCHOOL, NEEDS, SCHOOL, SUPPORT, give_needs, give_support
from services.sdk import clock as sdk_clock
from services.sdk.client import ConsentClient, Credentials
from services.sdk.errors import NotConnected, PermitExpired, PermitSpent, WrongSubject
from services.sdk.permits import Permit
from services.sdk.reasons import Reason
from tests.cast import Cast, Person, assemble

SERVICES = Path(__file__).resolve().parents[2] / "services"
SYSTEM = Actor.system("tests")
REFERENCE = complete("00000903")
SAID = {"language": "fi", "channel": Channel.PORTAL}


@pytest.fixture
def cast(own_database: str) -> Cast:
    """The family; Eino has a card with the school nurse."""
    for module in ("preschool", "schoolhealth"):
        load_manifest(actor=SYSTEM, manifest=read_manifest(SERVICES / module / "manifest.yaml"))
    cast = assemble()
    card = NewPupil(REFERENCE, cast.eino.national_id, (Need("asthma", urgent=True),), ("a seat near the front",))
    records.open_cards(actor="tests", newcomers=[card])
    return cast


@pytest.fixture
def clients(cast: Cast) -> Iterator[dict[str, ConsentClient]]:
    """The sdk's clients of both departments, whose requests reach the program's own WSGI application."""
    from consent.wsgi import application  # asks the database whether its log is guarded, as each process does

    transport = httpx.WSGITransport(app=application)
    made = {}
    with ExitStack() as stack:
        for department in ("health", SCHOOL):
            scopes = ["decision:evaluate", "subjects:resolve"]
            known = register_client(actor=SYSTEM, department=department, scopes=scopes, name="tests")
            credentials = Credentials(known.client_id, known.client_secret)
            client = ConsentClient("http://127.0.0.1", credentials, department=department, transport=transport)
            made[department] = stack.enter_context(client)
        stack.enter_context(stand_in("schoolhealth", made["health"]))
        stack.enter_context(stand_in("schoolhealth", made[SCHOOL], SCHOOL))
        yield made


def look() -> BothSides:
    """This function will let the school look at Eino's page."""
    return handover.ask(
        module="schoolhealth",
        activity=FOR_THE_SCHOOL,
        to=SCHOOL,
        locate=partial(records.locate_pupil, REFERENCE),
        locate_there=partial(records.locate_at_school, REFERENCE),
        staff_ref="S-ABCD2345",
    )


def consents(cast: Cast, guardian: Person) -> None:
    """This function will let one of Eino's guardians consent."""
    grant_consent(
        actor=guardian.actor,
        subject=cast.eino.subject,
        activity=FOR_THE_SCHOOL,
        notice_version=1,
        **SAID,  # type: ignore[arg-type]
    )


def marks(cast: Cast) -> list[tuple[str, str, bool, Reason]]:
    """This function will return what the guardians see of the looks, the oldest first."""
    rows = uses_of(cast.eino.subject, activity=FOR_THE_SCHOOL).rows
    return [(use.department, use.category, use.allowed, Reason(use.reason.value)) for use in reversed(rows)]


@pytest.mark.law("Act on Child Custody 361/1983", "5", "health data of a child goes on when the custodians agree")
def test_one_guardian_alone_opens_nothing_and_both_together_do(cast: Cast, clients: dict[str, ConsentClient]) -> None:
    consents(cast, cast.aino)
    waiting = look()
    assert not waiting.read(give_needs).allowed
    assert waiting.source is None
    assert {mark[3] for mark in marks(cast)} == {Reason.GUARDIAN_REQUIRED}
    consents(cast, cast.saara)
    answers = look()
    assert answers.read(give_needs).data == (Need("asthma", urgent=True),)
    assert answers.read(give_support).data == ("a seat near the front",)


@pytest.mark.law("GDPR", "15(1)(c)", "both the giving and the getting of a child's health data are shown as uses")
def test_both_sides_leave_their_marks_and_either_guardian_ends_it(
    cast: Cast, clients: dict[str, ConsentClient]
) -> None:
    for guardian in (cast.aino, cast.saara):
        consents(cast, guardian)
    look()
    assert marks(cast) == [
        (department, category, True, Reason.CONSENT)
        for department in (SCHOOL, "health")
        for category in (NEEDS, SUPPORT)
    ]
    withdraw_consent(actor=cast.saara.actor, subject=cast.eino.subject, activity=FOR_THE_SCHOOL, **SAID)  # type: ignore[arg-type]
    after = look()
    assert [after.read(giver).allowed for giver in (give_needs, give_support)] == [False, False]
    assert marks(cast)[4:] == [(SCHOOL, category, False, Reason.WITHDRAWN) for category in (NEEDS, SUPPORT)]
    ours = clients["health"].check(
        FOR_THE_SCHOOL, [NEEDS], clients["health"].resolve(cast.eino.national_id), staff_ref="S-1", recipient=SCHOOL
    )
    assert ours[NEEDS].reason is Reason.WITHDRAWN  # type: ignore[union-attr]


def test_a_withdrawal_between_the_two_questions_stops_the_handing_over(
    cast: Cast, clients: dict[str, ConsentClient], monkeypatch: pytest.MonkeyPatch
) -> None:
    for guardian in (cast.aino, cast.saara):
        consents(cast, guardian)
    source = records.locate_pupil

    def withdrawn_just_now(reference: str, resolve) -> str:
        withdraw_consent(actor=cast.aino.actor, subject=cast.eino.subject, activity=FOR_THE_SCHOOL, **SAID)  # type: ignore[arg-type]
        return source(reference, resolve)

    monkeypatch.setattr(records, "locate_pupil", withdrawn_just_now)
    answers = look()
    assert isinstance(answers.recipient.by_category[NEEDS], Permit)
    panel = answers.read(give_needs)
    assert (panel.allowed, panel.data) == (False, None)
    assert "may not hand it over now" in str(panel.why_not)
    assert marks(cast)[2:] == [("health", category, False, Reason.WITHDRAWN) for category in (NEEDS, SUPPORT)]


@pytest.mark.law("GDPR", "7(3)", "offline, what was withdrawn is handed over for thirty seconds more at most")
def test_a_source_that_verifies_offline_honours_a_withdrawal_when_the_permit_ends(
    cast: Cast, clients: dict[str, ConsentClient], monkeypatch: pytest.MonkeyPatch
) -> None:
    for guardian in (cast.aino, cast.saara):
        consents(cast, guardian)
    school, health = clients[SCHOOL], clients["health"]
    theirs, ours = (client.resolve(cast.eino.national_id) for client in (school, health))
    rotate_token_key(actor=SYSTEM, algorithm=ES256, now=True)
    asked = school.check(FOR_THE_SCHOOL, [NEEDS, SUPPORT], theirs, staff_ref="S-1", permit_for="health")
    first, second = (asked[name].proofs[name] for name in (NEEDS, SUPPORT))  # type: ignore[union-attr]
    withdraw_consent(actor=cast.aino.actor, subject=cast.eino.subject, activity=FOR_THE_SCHOOL, **SAID)  # type: ignore[arg-type]
    offline = {"issuer": settings.PUBLIC_URL, "spent": SpentInDatabase()}
    assert health.verify(first, ours, **offline).recipient == SCHOOL
    with pytest.raises(PermitSpent):
        health.verify(first, ours, **offline)
    assert health.redeem(second, ours) is None, "online the withdrawal counts at once"
    with pytest.raises(WrongSubject):
        health.verify(second, theirs, **offline)
    now = sdk_clock.now()
    monkeypatch.setattr(sdk_clock, "now", lambda: now + timedelta(seconds=30))
    with pytest.raises(PermitExpired):
        health.verify(second, ours, **offline)


def test_who_looked_has_to_be_said(cast: Cast, clients: dict[str, ConsentClient]) -> None:
    for guardian in (cast.aino, cast.saara):
        consents(cast, guardian)
    eino = clients[SCHOOL].resolve(cast.eino.national_id)
    assert clients[SCHOOL].check(FOR_THE_SCHOOL, [NEEDS], eino)[NEEDS].reason is Reason.CONDITION_NOT_MET  # type: ignore[union-attr]


def test_the_school_cannot_ask_in_health_cares_name(cast: Cast, clients: dict[str, ConsentClient]) -> None:
    eino = clients[SCHOOL].resolve(cast.eino.national_id)
    with pytest.raises(NotConnected):
        clients[SCHOOL].check(FOR_THE_SCHOOL, [NEEDS], eino, staff_ref="S-1", recipient="health")
    with pytest.raises(NotConnected):
        clients["health"].check(FOR_THE_SCHOOL, [NEEDS], eino, staff_ref="S-1", recipient="library")

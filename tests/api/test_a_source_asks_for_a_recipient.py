"""The two-sided check: a source asks whether a declared recipient may have the data, the recipient asks for itself."""

import json
from dataclasses import dataclass
from typing import Any

import pytest
from rest_framework.test import APIRequestFactory

from consent.core.vocabulary import Channel
from consent.ledger.actions.grant import grant_consent
from consent.ledger.actions.withdraw import withdraw_consent
from consent.ledger.models import Use
from consent.ledger.queries import uses_of
from consent.log.models import Event
from consent.log.sealing import unseal_text
from consent.people.actions.resolve import resolve_pairwise_id
from consent.registry.actions.load_manifest import load_manifest
from consent.registry.models import Activity
from tests import trial_manifest
from tests.api.reference_view import ReferenceView
from tests.cast import SYSTEM, Cast, Person, assemble, token_for
from tests.decisions.doors import ask_http

pytestmark = pytest.mark.django_db
GIVEN, TAKEN = "trial-consent", "school-use"  # an activity of the source, and one of the recipient on the same data
SAID = {"language": "fi", "channel": Channel.PORTAL}


@dataclass
class Sides:
    """A source, a recipient, a department that has no part in it, and a person whom all of them know."""

    tokens: dict[str, str]
    ids: dict[str, str]
    person: Person

    def ask(self, asking: str, receiver: str, activity: str = GIVEN, **changes: Any) -> tuple[int, Any]:
        """This function will ask whether ``receiver`` may have the data, as ``asking``, through both doors."""
        question = {
            "subject": {"type": "department", "id": receiver},
            "action": {"name": activity},
            "resource": {"type": "trial.plain", "id": self.ids[asking]},
        } | changes
        status, _, answer = ask_http(self.tokens[asking], question)
        request = APIRequestFactory().post(
            "/",
            json.dumps(question),
            content_type="application/json",
            HTTP_AUTHORIZATION=f"Bearer {self.tokens[asking]}",
        )
        other = ReferenceView.as_view()(request)
        assert other.status_code == status
        if status == 200:
            assert (other.data["decision"], other.data["reason"]) == (answer["decision"], answer["context"]["reason"])
        return status, answer

    def says_yes(self, activity: str = GIVEN) -> None:
        """This function will let the person consent."""
        who, version = self.person, Activity.objects.get(code=activity).current_version
        grant_consent(actor=who.actor, subject=who.subject, activity=activity, notice_version=version, **SAID)  # type: ignore[arg-type]

    def withdraws(self, activity: str = GIVEN) -> None:
        """This function will let the person take the consent back."""
        withdraw_consent(actor=self.person.actor, subject=self.person.subject, activity=activity, **SAID)  # type: ignore[arg-type]


@pytest.fixture
def cast(db: None) -> Cast:
    """The cast, where the trial department declares the school as a recipient of what it is the source of."""
    cast = assemble()
    publish(recipients=[{"name": said("School"), "kind": "department", "department": "school"}])
    return cast


@pytest.fixture
def sides(cast: Cast) -> Sides:
    """The trial department as source, the school as recipient, the library as neither."""
    for department in ("school", "library"):
        other = trial_manifest.manifest()
        other["department"]["code"] = department
        # The school names data of the trial department; only its source may declare it.
        other["categories"] = []
        other["activities"] = [trial_manifest.activity(f"{department}-use", "consent")]
        load_manifest(actor=SYSTEM, manifest=other)
    departments = ("trial", "school", "library")
    ids = {code: resolve_pairwise_id(department=code, national_id=cast.aino.national_id) for code in departments}
    return Sides({code: token_for(code) for code in departments}, ids, cast.aino)


def said(text: str) -> dict[str, str]:
    """This function will return a text in every language."""
    return dict.fromkeys(trial_manifest.LANGUAGES, text)


def publish(**changes: Any) -> None:
    """This function will publish the trial manifest with changes to its first consent."""
    load_manifest(actor=SYSTEM, manifest=trial_manifest.manifest(**changes))


def reason(answer: tuple[int, Any]) -> tuple[bool, str]:
    """This function will return what was decided and why."""
    status, body = answer
    assert status == 200, body
    return body["decision"], body["context"]["reason"]


@pytest.mark.parametrize("activity", [GIVEN, TAKEN], ids=["declared by the source", "of the recipient itself"])
@pytest.mark.law(
    "GDPR", "6(1)", "data goes to another department only while both sides may: the giving and the getting"
)
def test_a_source_is_told_whether_the_recipient_may_have_it(sides: Sides, activity: str) -> None:
    for asking in ("trial", "school"):
        assert reason(sides.ask(asking, "school", activity)) == (False, "no_permission")
    sides.says_yes(activity)
    for asking in ("trial", "school"):
        assert reason(sides.ask(asking, "school", activity)) == (True, "consent")
    sides.withdraws(activity)
    for asking in ("trial", "school"):
        assert reason(sides.ask(asking, "school", activity)) == (False, "withdrawn")


@pytest.mark.law("GDPR", "15(1)(c)", "the person sees who gave the data and who got it, each as a use of its own")
def test_both_sides_leave_a_mark_and_the_sources_says_for_whom(sides: Sides) -> None:
    sides.says_yes()
    sides.ask("trial", "school")
    sides.ask("school", "school")
    rows = uses_of(sides.person.subject).rows
    assert [(use.department, use.activity, use.allowed) for use in rows] == [
        ("school", GIVEN, True),
        ("trial", GIVEN, True),
    ]
    given = Use.objects.get(department="trial", activity=GIVEN)
    opened = unseal_text(given.subject, given.event_id, given.recorded_at, bytes(given.sealed or b""))
    assert json.loads(opened) == {"recipient": "school"}
    assert Use.objects.get(department="school").sealed is None


@pytest.mark.parametrize(
    ("asking", "receiver", "changes"),
    [
        ("library", "school", {}),  # not the source
        ("school", "trial", {}),  # the recipient does not speak for the source
        ("trial", "library", {}),  # declared by nobody
        ("trial", "nobody", {}),
        ("trial", "school", {"action": {"name": "trial-contract"}}),  # another activity, which declares nobody
        ("trial", "school", {"action": {"name": "no-such-activity"}}),
        ("trial", "school", {"resource": {"type": "no.such", "id": "a" * 32}}),
        ("trial", "school", {"subject": {"type": "user", "id": "school"}}),
        ("trial", "school", {"action": {"name": "library-use"}}),  # of a third department
    ],
)
def test_nobody_else_asks_in_another_name(sides: Sides, asking: str, receiver: str, changes: dict[str, Any]) -> None:
    sides.says_yes()
    before = Use.objects.count(), Event.objects.count()
    status, answer = sides.ask(asking, receiver, **changes)
    assert (status, type(answer)) == (403, str)
    assert before == (Use.objects.count(), Event.objects.count())


def test_an_undeclared_department_gets_nothing_for_itself(sides: Sides) -> None:
    sides.says_yes()
    assert reason(sides.ask("library", "library")) == (False, "no_permission")


def test_an_id_of_the_recipient_finds_nobody_for_the_source(sides: Sides) -> None:
    sides.says_yes()
    stolen = {"resource": {"type": "trial.plain", "id": sides.ids["school"]}}
    assert reason(sides.ask("trial", "school", **stolen)) == (False, "no_permission")


@pytest.mark.law("GDPR", "7(1)", "a recipient that no longer is declared gets nothing, whatever was consented to")
def test_a_recipient_that_is_struck_off_gets_nothing(sides: Sides) -> None:
    sides.says_yes()
    publish(recipients=[])
    assert sides.ask("trial", "school")[0] == 403
    assert reason(sides.ask("school", "school")) == (False, "no_permission")
    assert reason(sides.ask("trial", "trial")) == (True, "consent")


@pytest.mark.law("GDPR", "7(1)", "a recipient that was added later was not agreed to")
def test_a_consent_is_not_stretched_to_a_new_recipient(sides: Sides) -> None:
    sides.says_yes()
    library = {"name": said("Library"), "kind": "department", "department": "library"}
    publish(recipients=[{"name": said("School"), "kind": "department", "department": "school"}, library])
    assert reason(sides.ask("trial", "library")) == (False, "expired")
    assert reason(sides.ask("library", "library")) == (False, "expired")

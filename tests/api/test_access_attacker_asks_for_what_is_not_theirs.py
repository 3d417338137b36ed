"""One department's credentials in the wrong hands: nothing is learnt, every answered probe is recorded."""

import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from oauth2_provider.models import AccessToken

from consent import clock
from consent.ledger.models import PermissionChange, Use
from consent.log.models import Event, Pending
from consent.log.sealing import unseal_text
from consent.people.actions.resolve import resolve_pairwise_id
from consent.registry.actions.change_client import change_client
from consent.registry.actions.load_manifest import load_manifest
from consent.registry.models import ClientApplication
from tests import trial_manifest
from tests.cast import SYSTEM, Cast, token_for, with_consent
from tests.decisions.doors import ask_http

pytestmark = pytest.mark.django_db
LONG_AGO = datetime(2020, 1, 1, tzinfo=UTC)


@pytest.fixture
def cast(settled: Cast) -> Cast:
    """The cast; Aino has consented."""
    return with_consent(settled)


def question(pairwise_id: str, **changes: Any) -> dict[str, Any]:
    """This function will write the question that the trial department may ask, with ``changes``."""
    return {
        "subject": {"type": "department", "id": "trial"},
        "action": {"name": "trial-consent"},
        "resource": {"type": "trial.plain", "id": pairwise_id},
    } | changes


def nothing_new(before: tuple[int, int, int]) -> bool:
    """This function will tell whether no fact was recorded since ``before``."""
    return before == recorded()


def recorded() -> tuple[int, int, int]:
    """This function will count what is recorded."""
    return Use.objects.count(), Event.objects.count(), Pending.objects.count()


@pytest.mark.parametrize(
    "header", ["", "Bearer", "Bearer ", "Basic dHJpYWw6eA==", "Bearer never-issued", "Bearer a b", "Bearer \u00e4"]
)
def test_without_a_good_token(cast: Cast, header: str) -> None:
    before = recorded()
    status, headers, _ = ask_http("", question(cast.aino.pairwise_id), HTTP_AUTHORIZATION=header)
    assert status == 401
    assert headers["WWW-Authenticate"].startswith("Bearer ")
    assert nothing_new(before)


def test_a_token_in_the_query_or_body_opens_nothing(cast: Cast) -> None:
    token = token_for("trial")
    status, _, _ = ask_http(
        "",
        question(cast.aino.pairwise_id, access_token=token),
        HTTP_AUTHORIZATION="",
        QUERY_STRING=f"access_token={token}",
    )
    assert status == 401


def test_an_expired_token(cast: Cast) -> None:
    status, _, _ = ask_http(token_for("trial", expires=LONG_AGO), question(cast.aino.pairwise_id))
    assert status == 401


def test_a_token_without_the_scope(cast: Cast) -> None:
    token, before = token_for("trial", "subjects:resolve"), recorded()
    status, headers, _ = ask_http(token, question(cast.aino.pairwise_id))
    assert status == 403
    assert 'error="insufficient_scope"' in headers["WWW-Authenticate"]
    assert nothing_new(before)


def test_a_client_disabled_this_second_is_out_at_once(cast: Cast) -> None:
    token = token_for("trial")
    assert ask_http(token, question(cast.aino.pairwise_id))[0] == 200
    client_id = ClientApplication.objects.get(department="trial").client_id
    change_client(actor=SYSTEM, client_id=client_id, disabled=True)
    assert ask_http(token, question(cast.aino.pairwise_id))[0] == 401
    change_client(actor=SYSTEM, client_id=client_id, disabled=False)
    assert ask_http(token, question(cast.aino.pairwise_id))[0] == 200


def test_scopes_taken_from_the_client_are_gone_from_its_living_tokens(cast: Cast) -> None:
    token = token_for("trial", "decision:evaluate subjects:resolve")
    client_id = ClientApplication.objects.get(department="trial").client_id
    change_client(actor=SYSTEM, client_id=client_id, scopes=["subjects:resolve"])
    status, headers, _ = ask_http(token, question(cast.aino.pairwise_id))
    assert status == 403
    assert 'error="insufficient_scope"' in headers["WWW-Authenticate"]


def test_a_revoked_token_dies_at_once(cast: Cast) -> None:
    token = token_for("trial")
    AccessToken.objects.all().delete()
    assert ask_http(token, question(cast.aino.pairwise_id))[0] == 401


@pytest.mark.parametrize("subject", [{"type": "department", "id": "library"}, {"type": "user", "id": "trial"}])
def test_asking_in_another_name(cast: Cast, subject: dict[str, str]) -> None:
    token, before = token_for("trial"), recorded()
    status, _, answer = ask_http(token, question(cast.aino.pairwise_id, subject=subject))
    assert status == 403
    assert isinstance(answer, str)
    assert nothing_new(before)


@pytest.mark.law("GDPR", "5(1)(b)", "a department cannot use data for another's purpose, and that it tried is recorded")
def test_another_departments_activity_is_refused_and_recorded(cast: Cast) -> None:
    outsider = _outsider()
    pairwise = resolve_pairwise_id(department="outsider", national_id=cast.aino.national_id)
    asked = question(pairwise, subject={"type": "department", "id": "outsider"})
    status, _, answer = ask_http(outsider, asked)
    assert (status, answer["decision"], answer["context"]["reason"]) == (200, False, "no_permission")
    use = Use.objects.latest("event_id")
    assert (use.subject, use.department, use.allowed) == (cast.aino.subject, "outsider", False)


def test_an_id_stolen_from_another_department_finds_nobody(cast: Cast) -> None:
    status, _, answer = ask_http(
        _outsider(), question(cast.aino.pairwise_id, subject={"type": "department", "id": "outsider"})
    )
    assert (status, answer["decision"]) == (200, False)
    assert Use.objects.latest("event_id").subject is None


def test_an_unknown_person_and_one_who_never_decided_look_alike(cast: Cast) -> None:
    token = token_for("trial")
    answers = [ask_http(token, question(who.pairwise_id)) for who in (cast.unknown, cast.mikko)]
    for _, headers, answer in answers:
        headers.pop("X-Request-ID")
        answer["context"].pop("decision_id")
    assert answers[0] == answers[1]


@pytest.mark.law("GDPR", "6(1)", "a law-based answer says that it rests on law")
def test_the_law_serves_a_person_the_platform_does_not_know(cast: Cast) -> None:
    token = token_for("trial")
    for activity, reason in (("trial-task", "law"), ("trial-contract", "contract")):
        _, _, answer = ask_http(token, question(cast.unknown.pairwise_id, action={"name": activity}))
        assert (answer["decision"], answer["context"]["reason"]) == (True, reason)
    assert Use.objects.filter(subject__isnull=False).count() == 2, "kept for the person to see after enrolment"


@pytest.mark.law("GDPR", "5(1)(c)", "an answer holds the decision and its ground, nothing about the person")
def test_what_the_answer_tells_and_nothing_more(cast: Cast) -> None:
    _, headers, answer = ask_http(token_for("trial"), question(cast.aino.pairwise_id))
    assert set(answer) == {"decision", "context"}
    assert set(answer["context"]) == {
        "decision_id", "reason", "basis", "notice_version", "valid_until", "permit_expires_at",
    }  # fmt: skip
    assert headers["Cache-Control"] == "no-store"


def test_a_decision_id_tells_nothing_of_how_many_there_were(cast: Cast) -> None:
    token = token_for("trial")
    ids = [ask_http(token, question(cast.aino.pairwise_id))[2]["context"]["decision_id"] for _ in range(3)]
    assert len(set(ids)) == 3
    events = Use.objects.order_by("event_id").values_list("event_id", flat=True)
    assert not any(str(event) in identifier for event, identifier in zip(events, ids, strict=True) if event > 99)


def test_a_permit_ends_with_the_consent(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    ends = PermissionChange.objects.get(subject=cast.aino.subject).valid_until
    assert ends is not None
    token = token_for("trial")
    monkeypatch.setattr(clock, "now", lambda: ends - timedelta(seconds=10))
    _, _, answer = ask_http(token, question(cast.aino.pairwise_id))
    assert answer["decision"] is True
    assert answer["context"]["permit_expires_at"] == answer["context"]["valid_until"]
    monkeypatch.setattr(clock, "now", lambda: ends)
    _, _, answer = ask_http(token, question(cast.aino.pairwise_id))
    assert (answer["decision"], answer["context"]["reason"]) == (False, "expired")


@pytest.mark.law("Data Protection Act 1050/2018", "6(2)", "who looked and in which case can be shown afterwards")
def test_what_was_said_of_the_case_is_kept_sealed_for_its_own_event(cast: Cast) -> None:
    context = {"case": "CASE-9", "staff_ref": "S-ABCDEFGH", "reason": "at the desk"}
    ask_http(token_for("trial"), question(cast.aino.pairwise_id, context=context))
    use = Use.objects.latest("event_id")
    assert b"CASE-9" not in bytes(use.sealed or b"")
    assert json.loads(unseal_text(use.subject, use.event_id, use.recorded_at, bytes(use.sealed or b""))) == context


@pytest.mark.law("Information Management Act 906/2019", "17 §", "every use of personal data is logged, once")
def test_every_answered_question_left_exactly_one_mark(cast: Cast) -> None:
    token, before = token_for("trial"), Use.objects.count()
    for number in range(1, 6):
        assert ask_http(token, question(cast.aino.pairwise_id, action={"name": f"trial-{number}"}))[0] == 200
        assert Use.objects.count() == before + number


def _outsider() -> str:
    manifest = trial_manifest.manifest()
    manifest["department"]["code"] = "outsider"
    manifest["categories"] = [
        {**category, "code": category["code"].replace("trial", "outsider")} for category in manifest["categories"]
    ]
    manifest["activities"] = [trial_manifest.activity("outsider-contract", "contract", categories=["outsider.plain"])]
    load_manifest(actor=SYSTEM, manifest=manifest)
    return token_for("outsider")

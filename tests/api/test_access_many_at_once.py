"""A department asks many questions in one request: each is decided, recorded and answered as if it came alone."""

import json
import time
from typing import Any

import pytest
from django.db import Error as DatabaseFailure
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from consent.api.access.batches import MOST_BYTES, MOST_EVALUATIONS
from consent.core.vocabulary import Channel
from consent.ledger.actions import check as check_module
from consent.ledger.actions.restrict import restrict_activity
from consent.ledger.facts import raw_connection
from consent.ledger.models import Use
from consent.log.models import Event, Pending
from consent.log.sealing import unseal_text
from tests.api.authzen import MANY, SINGLE, Caller, caller
from tests.cast import SYSTEM, Cast, token_for, with_consent

pytestmark = pytest.mark.django_db
TRIAL = {"type": "department", "id": "trial"}
SAID = {"language": "fi", "channel": Channel.PORTAL}


@pytest.fixture
def cast(settled: Cast) -> Cast:
    """Aino has consented; Mikko's contract is restricted."""
    restrict_activity(actor=SYSTEM, subject=settled.mikko.subject, activity="trial-contract", **SAID)  # type: ignore[arg-type]
    return with_consent(settled)


def of(person: Any, category: str = "trial.plain") -> dict[str, str]:
    """This function will name somebody's data."""
    return {"type": category, "id": getattr(person, "pairwise_id", person)}


def many(*evaluations: Any, activity: str = "trial-consent", **more: Any) -> dict[str, Any]:
    """This function will write a request about the trial department's ``activity``."""
    return {"subject": TRIAL, "action": {"name": activity}, "evaluations": list(evaluations), **more}


def recorded() -> int:
    """This function will count the uses, each of which has its event and its place in the queue."""
    uses = Use.objects.count()
    assert Event.objects.filter(kind__startswith="use.").count() == uses
    return uses


def newest(count: int) -> list[Use]:
    """This function will return the newest uses, in the order in which they were recorded."""
    return list(Use.objects.order_by("-event_id")[:count])[::-1]


def brief(answers: list[Any]) -> list[tuple[bool, Any]]:
    """This function will shorten answers to decision and reason, or the status of a failure."""
    return [(one["decision"], one["context"].get("reason") or one["context"]["error"]["status"]) for one in answers]


@pytest.mark.law("AuthZEN 1.0", "7.1", "each evaluation of a batch is answered in its place")
def test_each_is_answered_and_recorded_in_its_place(cast: Cast) -> None:
    before = recorded()
    asked = many(
        {"resource": of(cast.aino)},
        {"resource": of(cast.mikko)},
        {"resource": of(cast.mikko), "action": {"name": "trial-contract"}},
        {"resource": of(cast.aino), "action": {"name": "trial-duty"}},
        {"resource": of("a" * 32)},
    )
    answers = caller().evaluate_many(asked)
    expected = [
        (True, "consent"), (False, "no_permission"), (False, "restricted"), (True, "law"), (False, "no_permission"),
    ]  # fmt: skip
    assert brief(answers) == expected
    assert recorded() == before + 5
    uses = newest(5)
    assert [(use.allowed, use.reason) for use in uses] == expected
    who = [cast.aino.subject, cast.mikko.subject, cast.mikko.subject, cast.aino.subject, None]
    assert [use.subject for use in uses] == who
    assert Pending.objects.filter(event_id__in=[use.event_id for use in uses]).count() == 5
    assert len({one["context"]["decision_id"] for one in answers}) == 5


def test_a_batch_takes_as_many_statements_as_one_question(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    client, raw = caller(), raw_connection()
    sent: list[str] = []
    original = raw.wait
    client.evaluate_many(many({"resource": of(cast.aino)}))
    monkeypatch.setattr(raw, "wait", lambda *args, **kwargs: (sent.append("raw"), original(*args, **kwargs))[1])
    counted = []
    for people in (1, 40):
        sent.clear()
        with CaptureQueriesContext(connection) as captured:
            client.evaluate_many(many(*({"resource": of(cast.aino)} for _ in range(people))))
        counted.append((len(captured), len(sent)))
    assert counted[0] == counted[1]


def test_a_default_is_replaced_whole_and_a_required_name_alone_is_filled_in(cast: Cast) -> None:
    asked = many(
        {"resource": of(cast.aino), "context": {"case": "C-1", "staff_ref": "S-1"}},
        {"resource": of(cast.aino), "context": {"case": "C-1"}},
        {"resource": of(cast.aino)},
        {"resource": {"id": cast.aino.pairwise_id}},
        activity="trial-conditions",
        context={"case": "C-0", "staff_ref": "S-0"},
        resource={"type": "trial.plain"},
    )
    answers = caller().evaluate_many(asked)
    assert [one["decision"] for one in answers] == [True, False, True, True]
    assert answers[1]["context"]["reason"] == "condition_not_met"
    said = [json.loads(unseal_text(use.subject, use.event_id, use.recorded_at, use.sealed)) for use in newest(4)]
    assert [one.get("staff_ref") for one in said] == ["S-1", None, "S-0", "S-0"]


SEMANTICS = [
    ("execute_all", [True, False, True, False], 4),
    ("deny_on_first_deny", [True, False], 2),
    ("permit_on_first_permit", [True], 1),
]


@pytest.mark.law("AuthZEN 1.0", "7.1.2", "a batch ends where its semantic says; what was not answered is not recorded")
@pytest.mark.parametrize(("semantic", "expected", "uses"), SEMANTICS)
def test_what_is_not_answered_is_not_recorded(cast: Cast, semantic: str, expected: list[bool], uses: int) -> None:
    before = recorded()
    people = [cast.aino, cast.mikko, cast.aino, cast.saara]
    asked = many(*({"resource": of(one)} for one in people), options={"evaluations_semantic": semantic})
    assert [one["decision"] for one in caller().evaluate_many(asked)] == expected
    assert recorded() == before + uses
    assert [use.subject for use in newest(uses)] == [one.subject for one in people[:uses]]


def test_the_first_permit_may_come_late(cast: Cast) -> None:
    before = recorded()
    asked = many(
        {"resource": of(cast.mikko)}, {}, {"resource": of(cast.aino)}, {"resource": of(cast.aino)},
        options={"evaluations_semantic": "permit_on_first_permit"},
    )  # fmt: skip
    assert brief(caller().evaluate_many(asked)) == [(False, "no_permission"), (False, 400), (True, "consent")]
    assert recorded() == before + 2


def test_a_failure_is_a_denial_that_ends_the_batch(cast: Cast) -> None:
    before = recorded()
    semantic = {"evaluations_semantic": "deny_on_first_deny"}
    asked = many({"resource": of(cast.aino)}, {"resource": 7}, {"resource": of(cast.aino)}, options=semantic)
    assert brief(caller().evaluate_many(asked)) == [(True, "consent"), (False, 400)]
    assert recorded() == before + 1
    # A denial before the failure ends it there.
    asked = many({"resource": of(cast.mikko)}, {"resource": 7}, options=semantic)
    assert brief(caller().evaluate_many(asked)) == [(False, "no_permission")]


FAULTS = {
    "no object": 7,
    "null": None,
    "empty": {},
    "resource is text": {"resource": "x"},
    "resource is null": {"resource": None},
    "action without a name": {"resource": {"type": "trial.plain", "id": "x"}, "action": {"name": ""}},
    "a long id": {"resource": {"type": "trial.plain", "id": "x" * 129}},
    "context is a list": {"resource": {"type": "trial.plain", "id": "x"}, "context": []},
    "case is a number": {"resource": {"type": "trial.plain", "id": "x"}, "context": {"case": 7}},
}


@pytest.mark.parametrize("fault", FAULTS)
def test_a_broken_item_fails_alone_and_repeats_no_input(cast: Cast, fault: str) -> None:
    before = recorded()
    answers = caller().evaluate_many(many({"resource": of(cast.aino)}, FAULTS[fault], {"resource": of(cast.mikko)}))
    assert brief(answers) == [(True, "consent"), (False, 400), (False, "no_permission")]
    assert answers[1]["context"].keys() == {"error"}
    assert "x" * 20 not in answers[1]["context"]["error"]["message"]
    assert recorded() == before + 2


def test_another_departments_name_fails_alone(cast: Cast) -> None:
    before = recorded()
    asked = many(
        {"resource": of(cast.aino), "subject": {"type": "department", "id": "library"}}, {"resource": of(cast.aino)}
    )
    assert brief(caller().evaluate_many(asked)) == [(False, 403), (True, "consent")]
    assert recorded() == before + 1


WHOLE = {
    "semantic unknown": {"options": {"evaluations_semantic": "first"}},
    "semantic is a list": {"options": {"evaluations_semantic": ["execute_all"]}},
    "semantic is null": {"options": {"evaluations_semantic": None}},
    "options is a list": {"options": []},
    "evaluations is an object": {"evaluations": {"1": {}}},
    "evaluations is null": {"evaluations": None},
    "subject is text": {"subject": "trial"},
    "context is null": {"context": None},
}


@pytest.mark.parametrize("fault", WHOLE)
def test_a_request_that_is_broken_as_a_whole_is_400(cast: Cast, fault: str) -> None:
    before = recorded()
    status, answer = caller().post(MANY, many({"resource": of(cast.aino)}) | WHOLE[fault])
    assert (status, type(answer)) == (400, str)
    assert recorded() == before


def test_an_unknown_semantic_is_400_also_of_a_single_question(cast: Cast) -> None:
    single = {"subject": TRIAL, "action": {"name": "trial-consent"}, "resource": of(cast.aino)}
    assert caller().post(MANY, single)[1]["decision"] is True
    assert caller().post(MANY, {**single, "options": {"evaluations_semantic": "any"}})[0] == 400


@pytest.mark.parametrize(
    "evaluations", [[{"resource": {"type": "trial.plain", "id": "x"}}], [{}], [{"resource": 7}, 7]], ids=str
)
def test_nobody_is_told_anything_without_a_good_token(cast: Cast, evaluations: list[Any]) -> None:
    before, asked = recorded(), many(*evaluations)
    assert Caller("never-issued").post(MANY, asked)[0] == 401
    assert caller(scopes="decision:search subjects:resolve").post(MANY, asked)[0] == 403
    assert recorded() == before


def test_ten_thousand_at_once_and_no_more(cast: Cast) -> None:
    client, before = caller(), recorded()
    people = [of(cast.aino), of(cast.mikko), of("a" * 32)]
    items = [{"resource": people[at % 3]} for at in range(MOST_EVALUATIONS)]
    started = time.monotonic()
    answers = client.evaluate_many(many(*items))
    assert time.monotonic() - started < 60
    assert [one["decision"] for one in answers] == [at % 3 == 0 for at in range(MOST_EVALUATIONS)]
    assert recorded() == before + MOST_EVALUATIONS
    assert len({one["context"]["decision_id"] for one in answers}) == MOST_EVALUATIONS
    assert client.post(MANY, many(*items, items[0]))[0] == 413
    assert recorded() == before + MOST_EVALUATIONS


def test_a_large_body_is_read_only_for_somebody_who_may_ask(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    long = many(*({"resource": of(cast.aino)} for _ in range(1000)))
    monkeypatch.setattr("consent.api.access.door.parse", lambda *_, **__: pytest.fail("it was read"))
    assert Caller("never-issued").post(MANY, long)[0] == 401
    assert Caller(token_for("trial", "subjects:resolve")).post(MANY, long)[0] == 403
    assert caller().post(MANY, b" " * (MOST_BYTES + 1))[0] == 413
    assert caller().post(SINGLE, b" " * 65_537)[0] == 413


def test_nothing_is_answered_when_the_record_fails(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    client, before = caller(), recorded()

    def full(*_: Any) -> None:
        raise DatabaseFailure("disk full")

    monkeypatch.setattr(check_module, "_record", full)
    status, answer = client.post(MANY, many({"resource": of(cast.aino)}, {"resource": of(cast.mikko)}))
    assert (status, type(answer)) == (503, str)
    assert recorded() == before


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck), derandomize=True)
@given(data=st.data())
def test_a_batch_answers_as_each_alone(cast: Cast, data: st.DataObject) -> None:
    client = Caller(_token(cast))
    people = [cast.aino, cast.mikko, cast.eino, cast.unknown, "a" * 32]
    activities = ["trial-consent", "trial-contract", "trial-conditions", "trial-ended", "no-such-activity"]
    items = data.draw(
        st.lists(
            st.fixed_dictionaries(
                {"resource": st.sampled_from([*(of(one) for one in people), of(cast.aino, "no.such"), {"id": "x"}])},
                optional={
                    "action": st.sampled_from([{"name": name} for name in activities]),
                    "context": st.sampled_from([{}, {"case": "C", "staff_ref": "S"}, {"case": 1}]),
                },
            ),
            min_size=1,
            max_size=8,
        )
    )
    answers = brief(client.evaluate_many(many(*items)))
    for item, answer in zip(items, answers, strict=True):
        status, alone = client.post(SINGLE, {"subject": TRIAL, "action": {"name": "trial-consent"}, **item})
        assert answer == (brief([alone])[0] if status == 200 else (False, status))


_TOKENS: dict[int, str] = {}


def _token(cast: Cast) -> str:
    return _TOKENS.setdefault(id(cast), token_for("trial"))

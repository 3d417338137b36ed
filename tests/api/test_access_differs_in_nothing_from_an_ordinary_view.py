"""The decision door and an ordinary view, asked the same random questions, give the same answers and errors."""

import json
from datetime import UTC, datetime
from itertools import product
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.conf import settings as django_settings
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from rest_framework.response import Response
from rest_framework.test import APIRequestFactory

from consent.core.vocabulary import Channel, Reason
from consent.ledger.actions.grant import grant_consent
from consent.ledger.actions.object import object_to_activity
from consent.ledger.actions.restrict import restrict_activity
from consent.ledger.actions.withdraw import withdraw_consent
from tests.api.reference_view import ReferenceView
from tests.cast import SYSTEM, Cast, assemble, token_for
from tests.decisions.doors import ask_http
from tests.limits_manifest import publish_limits

LONG_AGO = datetime(2020, 1, 1, tzinfo=UTC)
pytestmark = pytest.mark.django_db
ACTIVITIES = [
    "trial-consent", "trial-all-guardians", "trial-contract", "trial-task", "trial-compulsory", "trial-exception",
    "trial-duty", "trial-vital", "trial-conditions", "trial-ended", "trial-coming", "no-such-activity",
    "trial-twice-a-day", "trial-office-hours", "trial-rescue",
]  # fmt: skip
odd = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-5, 5),
    st.just(""),
    st.just([]),
    st.just({}),
    st.text("añ\u202e", max_size=70),
)


@st.composite
def requests(draw: st.DrawFn, people: list[str]) -> tuple[str, Any]:
    """A token's name and a request, mostly well formed, sometimes bent in one place."""
    body: dict[str, Any] = {
        "subject": {"type": "department", "id": draw(st.sampled_from(["trial"] * 6 + ["library", "nobody"]))},
        "action": {"name": draw(st.sampled_from(ACTIVITIES))},
        "resource": {
            "type": draw(st.sampled_from(["trial.plain"] * 4 + ["trial.other", "no.such"])),
            "id": draw(st.sampled_from([*people, "a" * 32])),
        },
    }
    if draw(st.booleans()):
        body["context"] = draw(
            st.fixed_dictionaries(
                {},
                optional={
                    "case": st.just("CASE-1") | odd,
                    "staff_ref": st.just("S-1"),
                    "reason": st.just("Found unconscious") | odd,
                    "break_glass": st.just(True) | odd,
                    "time": st.just("2026-01-01T00:00:00Z"),
                },
            )
        )
    if draw(st.integers(0, 3)) == 0:
        part = draw(st.sampled_from(["subject", "action", "resource", "context", "extra"]))
        inner = draw(st.sampled_from([None, "type", "id", "name", "properties"]))
        bend = draw(odd)
        if inner is None or not isinstance(body.get(part), dict):
            body[part] = bend
        elif draw(st.booleans()):
            body[part][inner] = bend
        else:
            body[part].pop(inner, None)
    return draw(st.sampled_from(["good"] * 6 + ["no-scope", "expired", "unknown"])), body


@pytest.fixture
def cast() -> Cast:
    """The cast with decisions of many kinds behind them."""
    cast = assemble()
    publish_limits()
    portal = {"language": "fi", "channel": Channel.PORTAL}
    aino, mikko, eino = cast.aino, cast.mikko, cast.eino
    own = {"actor": aino.actor, "subject": aino.subject, **portal}
    grant_consent(activity="trial-consent", notice_version=1, **own)
    object_to_activity(activity="trial-task", **own)
    object_to_activity(activity="trial-exception", **own)
    restrict_activity(actor=SYSTEM, subject=mikko.subject, activity="trial-contract", **portal)
    grant_consent(activity="trial-consent", notice_version=1, actor=mikko.actor, subject=mikko.subject, **portal)
    withdraw_consent(activity="trial-consent", actor=mikko.actor, subject=mikko.subject, **portal)
    for_child = {"actor": aino.actor, "subject": eino.subject, **portal}
    grant_consent(activity="trial-consent", notice_version=1, **for_child)
    grant_consent(activity="trial-all-guardians", notice_version=1, **for_child)
    return cast


def ask_view(token: str, body: Any) -> tuple[int, Any]:
    """This function will ask the ordinary view."""
    here = urlsplit(django_settings.PUBLIC_URL)
    # At the address that tokens are issued for: the toolkit compares it with the request's own.
    request = APIRequestFactory().post(
        "/reference",
        body,
        format="json",
        secure=here.scheme == "https",
        HTTP_HOST=here.netloc,
        HTTP_AUTHORIZATION=f"Bearer {token}",
    )
    response = ReferenceView.as_view()(request)
    if isinstance(response, Response):
        response.render()
    return response.status_code, json.loads(response.content)


def test_the_same_answers_to_random_questions(cast: Cast) -> None:
    people = [getattr(cast, name).pairwise_id for name in ("aino", "saara", "eino", "oona", "mikko", "unknown")]
    tokens = {
        "good": token_for("trial"),
        "no-scope": token_for("trial", "subjects:resolve"),
        "expired": token_for("trial", expires=LONG_AGO),
        "unknown": "never-issued",
    }
    statuses: set[int] = set()
    reasons: set[str] = set()

    def compare(token: str, body: Any) -> None:
        with transaction.atomic():
            # The view first: it records nothing, and what the door records counts from then on.
            expected_status, expected = ask_view(token, body)
            status, _, answer = ask_http(token, body)
        assert status == expected_status
        statuses.add(status)
        if status == 200:
            got = {"decision": answer["decision"], **{key: answer["context"][key] for key in ("reason", "basis")}}
            assert got == expected
            reasons.add(expected["reason"])
        else:
            assert isinstance(answer, str)

    @settings(max_examples=300, deadline=None, suppress_health_check=list(HealthCheck), derandomize=True)
    @given(requests(people))
    def compare_random(asked: tuple[str, Any]) -> None:
        compare(tokens[asked[0]], asked[1])

    for person, activity in product(people, ACTIVITIES):
        compare(tokens["good"], {
            "subject": {"type": "department", "id": "trial"},
            "action": {"name": activity},
            "resource": {"type": "trial.plain", "id": person},
        })  # fmt: skip
    compare_random()
    # The comparison is worth something only when it has met every kind of answer.
    assert statuses == {200, 400, 401, 403}
    assert reasons >= {reason.value for reason in Reason} - {"refused", "expired"}

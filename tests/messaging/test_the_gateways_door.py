"""The gateway's door: who has no secret gets nothing, what is stored is stored once, and nothing breaks it."""

import json
from dataclasses import replace
from typing import Any

import pytest
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from consent.messaging.models import Inbound, Message, StatusReport
from consent.messaging.vocabulary import MessageState
from tests.messaging.conftest import SECRET, Notebook, outgoing, phone, queue, resident, send_all

pytestmark = pytest.mark.django_db
INBOUND, STATUS = "/sms/inbound/", "/sms/status/"
MESSAGE = {
    "id": "gw-1",
    "source_number": phone(1),
    "destination_number": "16120",
    "message": "A",
    "date_received": "2026-11-25T10:00:00Z",
}
REPORT = {"id": "p-1", "destination": phone(1), "status": "DELIVERED", "statustime": "2026-11-25T10:00:00Z"}
EITHER = pytest.mark.parametrize(("path", "body"), [(INBOUND, MESSAGE), (STATUS, REPORT)])


def post(path: str, body: Any, secret: str | None = SECRET, **more: Any) -> Any:
    """This function will post as the gateway does, or with another secret, or with none."""
    headers = {} if secret is None else {"authorization": f"Bearer {secret}"}
    data = body if isinstance(body, bytes) else json.dumps(body)
    values = {"content_type": "application/json", "headers": headers} | more
    return Client(raise_request_exception=False).post(path, data, **values)


def nothing_stored() -> bool:
    """This function will tell whether the tables are empty."""
    return not Inbound.objects.exists() and not StatusReport.objects.exists()


def test_a_message_is_stored_and_handed_over_at_once(notebook: Notebook) -> None:
    queue(outgoing(resident(1)))
    send_all()
    answer = post(INBOUND, MESSAGE)
    assert (answer.status_code, answer.json()) == (200, {"id": "gw-1"})
    assert answer["Cache-Control"] == "no-store"
    assert [reply.text for reply in notebook.replies] == ["A"]


def test_a_message_that_the_gateway_repeats_acts_once(notebook: Notebook) -> None:
    assert [post(INBOUND, MESSAGE).status_code for _ in range(6)] == [200] * 6
    assert len(notebook.replies) == Inbound.objects.count() == 1


def test_an_id_used_for_something_else_is_a_conflict(notebook: Notebook) -> None:
    post(INBOUND, MESSAGE)
    answer = post(INBOUND, MESSAGE | {"message": "B"})
    assert (answer.status_code, answer["Content-Type"]) == (409, "application/problem+json")
    assert [reply.text for reply in notebook.replies] == ["A"]


def test_what_its_owner_cannot_handle_now_is_stored_all_the_same(notebook: Notebook) -> None:
    notebook.fails.append(RuntimeError("the ledger is away"))
    assert post(INBOUND, MESSAGE).status_code == 200
    assert Inbound.objects.get().handled_at is None


def test_a_report_settles_its_message(notebook: Notebook) -> None:
    queue(outgoing(resident(1)))
    send_all()
    message = Message.objects.get()
    for _ in range(5):
        assert post(STATUS, REPORT | {"id": message.provider_id}).status_code == 200
    assert Message.objects.get().state == MessageState.DELIVERED
    assert notebook.states() == ["sent", "delivered"]


@pytest.mark.parametrize(
    ("word", "state"),
    [("delivered", "delivered"), ("FAILED", "failed"), ("EXPIRED", "failed"), ("PENDING", "sent"), ("SENT", "sent")],
)
def test_the_services_words_are_understood(notebook: Notebook, word: str, state: str) -> None:
    assert post(STATUS, REPORT | {"status": word, "smscount": 1, "billingref": None}).status_code == 200
    assert StatusReport.objects.get().state == state


@EITHER
@pytest.mark.parametrize(
    "header",
    [
        None,
        "",
        "Bearer",
        "Bearer ",
        "Bearer wrong",
        f"Bearer {SECRET}x",
        f"Bearer {SECRET[:-1]}",
        f"Basic {SECRET}",
        f"Token {SECRET}",
        SECRET,
        f"Bearer {SECRET} {SECRET}",
        "Bearer \xe4\xff",
    ],
)
def test_who_does_not_know_the_secret_gets_nothing(
    notebook: Notebook, path: str, body: dict[str, Any], header: str | None
) -> None:
    answer = post(path, body, headers={} if header is None else {"authorization": header})
    assert answer.status_code == 401
    assert answer["WWW-Authenticate"].startswith("Bearer")
    assert answer["Cache-Control"] == "no-store"
    assert nothing_stored()


@EITHER
@pytest.mark.parametrize("shown", ["", "anything"])
def test_a_city_without_a_secret_lets_nobody_in(
    notebook: Notebook, settings: Any, city: Any, path: str, body: dict[str, Any], shown: str
) -> None:
    settings.MESSAGING = replace(city, gateway_secret="")
    assert post(path, body, shown).status_code == 401
    assert nothing_stored()


@EITHER
def test_the_secret_opens_nothing_else_and_a_session_does_not_open_it(
    notebook: Notebook, path: str, body: dict[str, Any]
) -> None:
    headers = {"authorization": f"Bearer {SECRET}"}
    assert Client().get("/api/v1/permissions", headers=headers).status_code == 401
    for method in ("get", "put", "patch", "delete"):
        assert getattr(Client(), method)(path, headers=headers).status_code == 405
    assert post(f"{path}?access_token={SECRET}", body, None).status_code == 401
    assert nothing_stored()


@EITHER
@pytest.mark.parametrize(
    "wrong", [b"", b"{", b"[]", b"7", b"null", b'"A"', b'{"id":"1","id":"2"}', b"\xff\xfe", b"[" * 5_000]
)
def test_what_is_no_object_is_refused(notebook: Notebook, path: str, body: dict[str, Any], wrong: bytes) -> None:
    answer = post(path, wrong)
    assert (answer.status_code, answer["Content-Type"]) == (400, "application/problem+json")
    assert nothing_stored()


@EITHER
def test_a_huge_body_is_not_read(notebook: Notebook, path: str, body: dict[str, Any]) -> None:
    for size in (9_000, 300_000):
        answer = post(path, body | {"more": "x" * size})
        assert (answer.status_code, answer["Content-Type"]) == (413, "application/problem+json")
    assert nothing_stored()


@EITHER
def test_a_form_is_not_read(notebook: Notebook, path: str, body: dict[str, Any]) -> None:
    answer = post(path, b"id=1&message=A", content_type="application/x-www-form-urlencoded")
    assert answer.status_code == 415
    assert nothing_stored()


@pytest.mark.parametrize(
    ("path", "changes"),
    [
        (INBOUND, {"id": 7}),
        (INBOUND, {"id": ""}),
        (INBOUND, {"id": "ä"}),
        (INBOUND, {"id": "x" * 101}),
        (INBOUND, {"id": None}),
        (INBOUND, {"source_number": "Mummo"}),
        (INBOUND, {"source_number": 358400000001}),
        (INBOUND, {"source_number": None}),
        (INBOUND, {"message": None}),
        (INBOUND, {"message": ["A"]}),
        (INBOUND, {"message": "x" * 1_001}),
        (INBOUND, {"message": "A\x00"}),
        (INBOUND, {"date_received": "yesterday"}),
        (INBOUND, {"date_received": 1_700_000_000}),
        (STATUS, {"id": 7}),
        (STATUS, {"id": ""}),
        (STATUS, {"status": "HAPPY"}),
        (STATUS, {"status": None}),
        (STATUS, {"destination": "Mummo"}),
        (STATUS, {"destination": 7}),
        (STATUS, {"statustime": "2026-11-25"}),
    ],
)
def test_wrong_shapes_are_refused_without_repeating_them(
    notebook: Notebook, path: str, changes: dict[str, Any]
) -> None:
    answer = post(path, (MESSAGE if path == INBOUND else REPORT) | changes)
    assert (answer.status_code, answer["Content-Type"]) == (400, "application/problem+json")
    assert "Mummo" not in answer.content.decode()
    assert phone(1) not in answer.content.decode()
    assert nothing_stored()


@pytest.mark.parametrize(
    ("path", "name"),
    [(INBOUND, "id"), (INBOUND, "source_number"), (INBOUND, "message"), (STATUS, "id"), (STATUS, "status")],
)
def test_what_is_missing_is_missed(notebook: Notebook, path: str, name: str) -> None:
    body = dict(MESSAGE if path == INBOUND else REPORT)
    del body[name]
    assert post(path, body).status_code == 400
    assert nothing_stored()


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=30),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=8,
)


@settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(path=st.sampled_from([INBOUND, STATUS]), name=st.sampled_from(sorted(MESSAGE | REPORT)), value=JSON)
def test_whatever_comes_is_answered_and_never_breaks(notebook: Notebook, path: str, name: str, value: Any) -> None:
    body = (MESSAGE if path == INBOUND else REPORT) | {name: value}
    assert post(path, body).status_code in (200, 400, 409, 413)


def test_no_number_and_no_text_reaches_the_log(notebook: Notebook, caplog: pytest.LogCaptureFixture) -> None:
    post(INBOUND, MESSAGE | {"message": "Salainen"})
    post(INBOUND, MESSAGE | {"id": 7, "message": "Salainen"})
    post(STATUS, REPORT)
    for word in ("Salainen", phone(1), phone(1)[1:], SECRET):
        assert word not in caplog.text

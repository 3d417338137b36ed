"""An auditor and a registrar see who follows what ended, and which signals nobody took."""

from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from consent.signals.actions.acknowledge import Complaint
from consent.signals.models import SecurityEvent, Stream
from tests.audit.test_a_registrar_reads_the_register import staff
from tests.cast import Cast
from tests.signals.conftest import TRIAL, begin, catch_up, fetch, grant, stage, withdraw

PAGE = "/audit/signals/"


@pytest.fixture(autouse=True)
def quick_keys(monkeypatch: pytest.MonkeyPatch) -> None:
    """Keys that are made in a fifth of the time."""
    monkeypatch.setattr("consent.tokens.keys.RSA_BITS", 2048)


def said(client: Client, path: str = PAGE) -> str:
    answer: Any = client.get(path)
    assert answer.status_code == 200
    return str(answer.content.decode())


def refused(cast: Cast) -> None:
    """This function will have a stream refuse what it is told of Aino."""
    stage(cast)
    stream = begin(TRIAL)
    withdraw(cast.aino)
    grant(cast.aino)
    catch_up(stream)
    complaints = {jti: Complaint("invalid_key", "<b>cannot read</b>") for jti in fetch(stream).sets}
    fetch(stream, complaints=complaints)


def test_signals_that_a_receiver_refused_are_listed_without_the_person(dpo: Client, cast: Cast) -> None:
    assert PAGE not in said(dpo, "/audit/")
    refused(cast)
    page = said(dpo)
    for words in ("permission-revoked", "invalid_key", "&lt;b&gt;cannot read", "In use", "Fetches"):
        assert words in page, words
    for secret in (cast.aino.pairwise_id, str(cast.aino.subject), *SecurityEvent.objects.values_list("jti", flat=True)):
        assert secret not in page
    overview = said(dpo, "/audit/")
    assert f'href="{PAGE}"' in overview
    assert "signals that nobody took" in overview


def test_an_empty_page_says_so(dpo: Client) -> None:
    page = said(dpo)
    assert "No department follows what ended" in page
    assert "Every signal has been taken" in page


def test_a_stream_that_is_off_is_said_to_be_off(dpo: Client, cast: Cast) -> None:
    stage(cast)
    begin(TRIAL)
    Stream.objects.update(status="disabled")
    assert "Off: is told nothing" in said(dpo)


def test_many_are_paged_in_a_fixed_number_of_statements(dpo: Client, cast: Cast) -> None:
    refused(cast)
    one = SecurityEvent.objects.all()[0]
    few = statements(dpo)
    SecurityEvent.objects.bulk_create(
        SecurityEvent(stream=one.stream, jti=f"{number:032x}", name="permission-revoked", token="", state="dead")
        for number in range(120)
    )
    assert statements(dpo) == few
    assert "Page 1 of 3" in said(dpo)
    assert "Next page" not in said(dpo, f"{PAGE}?page=3")
    assert "Page 3 of 3" in said(dpo, f"{PAGE}?page=99")


def statements(client: Client) -> int:
    client.get(PAGE)
    with CaptureQueriesContext(connection) as asked:
        client.get(PAGE)
    return len(asked)


def test_registrars_read_it_and_nobody_else_does(cast: Cast) -> None:
    assert "Streams" in said(staff("registrar"))
    assert staff("librarian", "trial").get(PAGE).status_code == 403
    assert Client().get(PAGE).status_code == 302
    assert staff("dpo").post(PAGE).status_code == 405

"""Everything beyond the single check, against the program itself: batch, key, feed, reports, requests, signals."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit
from uuid import UUID

import httpx
import pytest
from django.conf import settings
from joserfc.jwk import ECKey

from consent import clock
from consent.asking.actions.return_addresses import change_return_addresses
from consent.asking.answers import way_back
from consent.asking.queries import request_by_id
from consent.registry.actions.register_client import register_client
from consent.signals.models import SecurityEvent as Waiting
from services.sdk.asking import Ask, ConsentRequest, NotAsked
from services.sdk.client import ConsentClient, Credentials, KeyCredentials
from services.sdk.errors import BadQuestion, NotConnected, NotFound, UntrueToken
from services.sdk.journal import FileJournal
from services.sdk.listening import Round
from services.sdk.permits import Permit, Refusal
from services.sdk.proofs import SpentInMemory
from services.sdk.questions import Question, Undecided
from services.sdk.reasons import Reason
from services.sdk.reports import Report
from services.sdk.signed import SecurityEvent
from tests.cast import SYSTEM, Cast
from tests.signals.conftest import catch_up, grant, stage, withdraw

ACTIVITY, CATEGORY = "trial-consent", "trial.plain"
EVERYTHING = (
    *("decision:evaluate", "subjects:resolve", "consent:read", "consent:request", "uses:report", "uses:read"),
    *("ssf.manage", "ssf.read"),
)
Opens = Callable[..., ConsentClient]


@pytest.fixture
def cast(own_database: str, settled: Cast, monkeypatch: pytest.MonkeyPatch) -> Cast:
    """The cast, in a database of one's own, its log signed."""
    # Asks the database whether its log is guarded, as each process does, so before the log of the tests is signed.
    import consent.wsgi  # noqa: F401

    monkeypatch.setattr("consent.tokens.keys.RSA_BITS", 2048)
    return stage(settled)


@pytest.fixture
def opens(cast: Cast) -> Opens:
    """Opens a client of the trial department, whose requests reach the program's own WSGI application."""
    from consent.wsgi import application

    def make(jwks: dict[str, Any] | None = None, key: dict[str, Any] | None = None) -> ConsentClient:
        keys = {"jwks": json.dumps(jwks)} if jwks else {}
        made = register_client(actor=SYSTEM, department="trial", scopes=list(EVERYTHING), name="tests", **keys)
        credentials = KeyCredentials(made.client_id, key) if key else Credentials(made.client_id, made.client_secret)
        transport = httpx.WSGITransport(app=application)
        return ConsentClient(
            "http://127.0.0.1:8000", credentials, department="trial", scopes=EVERYTHING, transport=transport
        )

    return make


def test_a_batch_is_answered_one_by_one(opens: Opens, cast: Cast) -> None:
    grant(cast.aino)
    with opens() as client:
        answers = client.check_many(
            [
                Question(ACTIVITY, CATEGORY, cast.aino.pairwise_id, staff_ref="S-1"),
                Question(ACTIVITY, CATEGORY, cast.mikko.pairwise_id),
                Question(ACTIVITY, CATEGORY, cast.aino.pairwise_id, recipient="other"),
            ]
        )
    permit, refusal, undecided = answers
    assert isinstance(permit, Permit)
    assert isinstance(refusal, Refusal)
    assert refusal.reason is Reason.NO_PERMISSION
    assert undecided == Undecided(CATEGORY, 403)


def test_a_client_with_a_key_finds_the_issuer_by_itself(opens: Opens, cast: Cast) -> None:
    key = ECKey.generate_key("P-256", {"kid": "k1"})
    with opens({"keys": [key.as_dict(private=False)]}, key.as_dict(private=True)) as client:
        assert client.resolve(cast.aino.national_id) == cast.aino.pairwise_id
    stranger = ECKey.generate_key("P-256", {"kid": "k1"}).as_dict(private=True)
    with (
        opens({"keys": [key.as_dict(private=False)]}, stranger) as client,
        pytest.raises(NotConnected),
    ):
        client.resolve(cast.aino.national_id)


def test_the_feed_is_read_on_from_its_cursor(opens: Opens, cast: Cast) -> None:
    with opens() as client:
        cursor = client.changes().cursor
        grant(cast.aino)
        withdraw(cast.aino)
        catch_up()
        page = client.changes(cursor)
        assert [(each.kind, each.pairwise_id) for each in page.changes] == [
            ("consent.granted", cast.aino.pairwise_id),
            ("consent.withdrawn", cast.aino.pairwise_id),
        ]
        assert client.changes(page.cursor).changes == ()
        with pytest.raises(BadQuestion) as caught:
            client.changes("no-cursor")
    assert caught.value.problem is not None
    assert caught.value.problem.code == "invalid"


def test_a_use_is_reported_once_however_often_it_is_sent(opens: Opens, cast: Cast) -> None:
    grant(cast.aino)
    with opens() as client:
        permit = client.check(ACTIVITY, [CATEGORY], cast.aino.pairwise_id)[CATEGORY]
        assert isinstance(permit, Permit)
        reports = [Report(permit.decision_ids[0], 12), Report("0c9e6679-7425-40de-944b-e07fc1f90ae7", 1)]
        first, second = (client.report_uses(reports, idempotency_key="one-act") for _ in range(2))
    assert first == second
    assert [(bool(each), each.reason) for each in first] == [(True, ""), (False, "unknown_decision")]


def test_a_person_is_asked_once_and_the_request_stands_as_they_decided(opens: Opens, cast: Cast) -> None:
    with opens() as client:
        (asked,) = client.ask_consent([Ask(cast.aino.pairwise_id, ACTIVITY, days=14)])
        assert isinstance(asked, ConsentRequest)
        assert asked.status == "waiting"
        grant(cast.aino)
        assert client.consent_request(asked.request_id).status == "granted"
        (again,) = client.ask_consent([Ask(cast.aino.pairwise_id, ACTIVITY)])
        assert isinstance(again, NotAsked)
        (other,) = client.ask_consent([Ask(cast.mikko.pairwise_id, ACTIVITY)])
        assert isinstance(other, ConsentRequest)
        assert client.cancel_consent_request(other.request_id).status == "cancelled"
        with pytest.raises(NotFound):
            client.consent_request("0c9e6679-7425-40de-944b-e07fc1f90ae7")


@pytest.mark.law("GDPR", "7(3)", "the sdk hears of a withdrawal, verifies it, hands it over and acknowledges it")
def test_a_withdrawal_is_heard_verified_and_acknowledged(opens: Opens, cast: Cast, tmp_path: Path) -> None:
    heard: list[SecurityEvent] = []
    journal = FileJournal(tmp_path / "journal")
    with opens() as client:
        stream = client.begin_stream("The trial's lists")
        client.try_stream(stream.stream_id, "hello")
        grant(cast.aino)
        withdraw(cast.aino)
        catch_up(stream.stream_id)
        assert client.listen_once(stream, heard.append, journal) == Round(3, 0, (), False)
        assert [event.kind for event in heard] == ["verification", "permission-granted", "permission-revoked"]
        assert [event.subject for event in heard[1:]] == [cast.aino.pairwise_id] * 2
        assert heard[0].details == {"state": "hello"}
        assert not Waiting.objects.filter(state="waiting").exists(), "acknowledged in the same round"
        assert client.listen_once(stream, heard.append, journal) == Round(0, 0, (), False)
        assert client.stream(stream.stream_id) == stream
        client.end_stream(stream.stream_id)
        with pytest.raises(NotFound):
            client.stream(stream.stream_id)


def test_requests_and_uses_are_listed(opens: Opens, cast: Cast) -> None:
    with opens() as client:
        (asked,) = client.ask_consent([Ask(cast.aino.pairwise_id, ACTIVITY)])
        assert client.consent_requests(status="waiting").requests == (asked,)
        assert client.consent_requests(activity="trial-task").requests == ()
        client.check(ACTIVITY, [CATEGORY], cast.aino.pairwise_id, staff_ref="S-1")
        catch_up()
        (use,) = client.uses(activity=ACTIVITY).uses
    assert (use.pairwise_id, use.allowed, use.reason, use.staff_ref) == (
        cast.aino.pairwise_id, False, "no_permission", "S-1",
    )  # fmt: skip


def test_what_comes_back_with_a_person_is_verified(opens: Opens, cast: Cast) -> None:
    back, spent = "https://trial.example/after", SpentInMemory()
    with opens() as client:
        change_return_addresses(actor=SYSTEM, client=client.client_id, add=[back])
        (asked,) = client.ask_consent([Ask(cast.aino.pairwise_id, ACTIVITY, return_uri=back, state="s-1")])
        assert isinstance(asked, ConsentRequest)
        grant(cast.aino)
        address = way_back(request_by_id(UUID(asked.request_id), clock.now()), clock.now())
        came = parse_qs(urlsplit(address).query)
        told = client.verify_return(came["answer"][0], issuer=settings.PUBLIC_URL, spent=spent)
        assert (told.request_id, told.status, came["state"]) == (asked.request_id, "granted", ["s-1"])
        with pytest.raises(UntrueToken):
            client.verify_return(came["answer"][0], issuer=settings.PUBLIC_URL, spent=spent)

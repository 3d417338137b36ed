"""The poller: an event is verified, handled, noted, acknowledged, in this order; whatever crashes, nothing is lost."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import anyio
import httpx
import pytest
from joserfc.jwk import ECKey

from services.sdk import clock
from services.sdk.client import ConsentClient
from services.sdk.errors import BadAnswer, BadQuestion, NotFound, Unreachable
from services.sdk.fake import FakeLedger
from services.sdk.journal import FileJournal, MemoryJournal
from services.sdk.listening import EventStream, Round
from services.sdk.signed import JWKS_PATH, SecurityEvent
from tests.sdk.conftest import LOANS, SOMEBODY, TIPS

REVOKED = "https://ledger.test/secevent/permission-revoked"


@pytest.fixture
def client(ledger: FakeLedger) -> Iterator[ConsentClient]:
    """The library's client."""
    with ledger.client() as made:
        yield made


@pytest.fixture
def stream(client: ConsentClient) -> EventStream:
    """A stream of the library."""
    return client.begin_stream("Lending system")


@pytest.fixture
def journal(tmp_path: Path) -> FileJournal:
    """A journal on the disk."""
    return FileJournal(tmp_path / "journal")


def withdraw(ledger: FakeLedger) -> str:
    """This function will withdraw somebody's consent and return the jti of the event."""
    (jti,) = ledger.decide(TIPS, LOANS, SOMEBODY, "consent.withdrawn")
    return jti


@pytest.mark.law("GDPR", "7(3)", "a withdrawal reaches the service, which acknowledges it when it has acted upon it")
def test_a_withdrawal_is_handled_and_then_acknowledged(
    ledger: FakeLedger, client: ConsentClient, stream: EventStream, journal: FileJournal
) -> None:
    jti = withdraw(ledger)
    seen: list[SecurityEvent] = []

    def handle(event: SecurityEvent) -> None:
        assert ledger.streams.acknowledged == [], "not before it was handled"
        seen.append(event)

    assert client.listen_once(stream, handle, journal) == Round(1, 0, (), False)
    (event,) = seen
    assert (event.jti, event.kind, event.subject) == (jti, "permission-revoked", SOMEBODY)
    assert event.details["activity"] == TIPS
    assert ledger.streams.acknowledged == [jti]
    assert client.listen_once(stream, handle, journal) == Round(0, 0, (), False)
    assert SOMEBODY not in repr(event)


def test_events_come_in_their_order_and_by_the_hundred(
    ledger: FakeLedger, client: ConsentClient, stream: EventStream, journal: FileJournal
) -> None:
    told = [ledger.signal("permission-revoked", SOMEBODY, activity=f"a-{n}")[0] for n in range(120)]
    seen: list[str] = []
    rounds = [client.listen_once(stream, lambda event: seen.append(event.jti), journal) for _ in range(3)]
    assert seen == told == ledger.streams.acknowledged
    assert [(each.handled, each.more) for each in rounds] == [(50, True), (50, True), (20, False)]


class Crash(Exception):
    """The process ends here."""


def test_a_handler_that_fails_gets_the_event_again_and_nothing_behind_it_is_skipped(
    ledger: FakeLedger, client: ConsentClient, stream: EventStream, journal: FileJournal
) -> None:
    told = [withdraw(ledger) for _ in range(3)]
    seen: list[str] = []

    def fail_at_the_second(event: SecurityEvent) -> None:
        seen.append(event.jti)
        if len(seen) == 2:
            raise Crash

    with pytest.raises(Crash):
        client.listen_once(stream, fail_at_the_second, journal)
    assert ledger.streams.acknowledged == []
    client.listen_once(stream, fail_at_the_second, journal)
    assert seen == [told[0], told[1], told[1], told[2]]
    assert sorted(ledger.streams.acknowledged) == sorted(told)


def test_a_crash_between_handling_and_acknowledging_handles_nothing_twice(
    ledger: FakeLedger, client: ConsentClient, stream: EventStream, tmp_path: Path
) -> None:
    jti = withdraw(ledger)
    seen: list[str] = []

    def handle(event: SecurityEvent) -> None:
        seen.append(event.jti)
        ledger.go_down()  # the acknowledgement will not arrive

    with pytest.raises(Unreachable):
        client.listen_once(stream, handle, FileJournal(tmp_path / "journal"))
    ledger.come_back()
    assert ledger.streams.acknowledged == []
    after_restart = FileJournal(tmp_path / "journal")
    assert after_restart.waiting() == [jti]
    client.listen_once(stream, handle, after_restart)
    assert seen == [jti]
    assert ledger.streams.acknowledged == [jti]
    assert after_restart.waiting() == []


def test_a_crash_between_handling_and_noting_handles_it_again(
    ledger: FakeLedger, client: ConsentClient, stream: EventStream, tmp_path: Path
) -> None:
    class FullDisk(FileJournal):
        """Cannot write."""

        def handled(self, jti: str) -> None:
            raise OSError

    jti = withdraw(ledger)
    seen: list[str] = []
    with pytest.raises(OSError):
        client.listen_once(stream, lambda event: seen.append(event.jti), FullDisk(tmp_path / "journal"))
    assert ledger.streams.acknowledged == []
    client.listen_once(stream, lambda event: seen.append(event.jti), FileJournal(tmp_path / "journal"))
    assert seen == [jti, jti]


def test_what_comes_again_after_the_city_restored_a_backup_is_acknowledged_and_not_handled(
    ledger: FakeLedger, client: ConsentClient, stream: EventStream, journal: FileJournal
) -> None:
    jti = withdraw(ledger)
    token = ledger.streams.waiting[stream.stream_id][jti]
    client.listen_once(stream, lambda event: None, journal)
    ledger.streams.waiting[stream.stream_id][jti] = token

    def never(event: SecurityEvent) -> None:
        raise AssertionError("handled twice")

    assert client.listen_once(stream, never, journal) == Round(0, 1, (), False)
    assert ledger.streams.acknowledged == [jti, jti]


@pytest.mark.parametrize(
    ("spoilt", "err"),
    [
        ({"aud": "urn:mydata:dept:health"}, "invalid_audience"),
        ({"aud": ["urn:mydata:dept:library"]}, "invalid_audience"),
        ({"iss": "https://evil.test"}, "invalid_issuer"),
        ({"typ": "JWT"}, "invalid_request"),
        ({"typ": "permit+jwt"}, "invalid_request"),
        ({"jti": "another"}, "invalid_request"),
        ({"sub": SOMEBODY}, "invalid_request"),
        ({"exp": 1}, "invalid_request"),
        ({"iat": 99_999_999_999}, "invalid_request"),
        ({"iat": "now"}, "invalid_request"),
        ({"sub_id": {"format": "email", "email": "a@b.test"}}, "invalid_request"),
        ({"sub_id": None}, "invalid_request"),
        ({"events": {}}, "invalid_request"),
        ({"events": {"a": {}, "b": {}}}, "invalid_request"),
        ({"events": {REVOKED: None}}, "invalid_request"),
        pytest.param({"key": ECKey.generate_key("P-256")}, "invalid_key", id="somebody else's key"),
        ({"kid": "unheard-of"}, "invalid_key"),
    ],
    ids=str,
)
def test_an_untrue_token_is_refused_and_never_handled(
    ledger: FakeLedger,
    client: ConsentClient,
    stream: EventStream,
    journal: FileJournal,
    spoilt: dict[str, Any],
    err: str,
) -> None:
    (bad,) = ledger.streams.tell(REVOKED, SOMEBODY, {}, **spoilt)
    good = withdraw(ledger)
    seen: list[str] = []
    came = client.listen_once(stream, lambda event: seen.append(event.jti), journal)
    assert came == Round(1, 0, ((bad, err),), False)
    assert (seen, ledger.streams.acknowledged, ledger.streams.refused) == ([good], [good], {bad: err})
    assert not journal.knows(bad)


@pytest.mark.parametrize("token", ["", "a.b.c", "é", "x" * 20_000, "eyJhbGciOiJub25lIn0.e30."])
def test_what_is_no_token_is_refused(
    ledger: FakeLedger, client: ConsentClient, stream: EventStream, journal: FileJournal, token: str
) -> None:
    ledger.streams.waiting[stream.stream_id]["j1"] = token
    came = client.listen_once(stream, lambda event: None, journal)
    assert [jti for jti, _ in came.refused] == ["j1"]


def test_a_new_key_is_fetched_when_a_token_names_it(
    ledger: FakeLedger,
    client: ConsentClient,
    stream: EventStream,
    journal: FileJournal,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    withdraw(ledger)
    client.listen_once(stream, lambda event: None, journal)
    ledger.streams.key = ECKey.generate_key("P-256", {"kid": "fake-2"})
    ledger.streams.tell(REVOKED, SOMEBODY, {}, kid="fake-2")
    later = clock.monotonic() + 11
    monkeypatch.setattr(clock, "monotonic", lambda: later)
    assert client.listen_once(stream, lambda event: None, journal).handled == 1


def test_when_the_keys_cannot_be_had_nothing_is_refused_and_nothing_lost(
    ledger: FakeLedger, client: ConsentClient, stream: EventStream, journal: FileJournal
) -> None:
    jti = withdraw(ledger)

    def no_keys(request: httpx.Request) -> httpx.Response:
        if request.url.path == JWKS_PATH:
            return httpx.Response(503)
        ledger.come_back()
        answer = ledger._serve(request)
        ledger.break_with(no_keys)
        return answer

    ledger.break_with(no_keys)
    with pytest.raises(Unreachable):
        client.listen_once(stream, lambda event: None, journal)
    ledger.come_back()
    assert ledger.streams.refused == {}
    assert client.listen_once(stream, lambda event: None, journal).handled == 1
    assert ledger.streams.acknowledged == [jti]


def test_it_listens_on_through_an_outage_until_it_is_told_to_stop(
    ledger: FakeLedger, client: ConsentClient, stream: EventStream, journal: FileJournal
) -> None:
    withdraw(ledger)
    ledger.go_down()
    seen: list[str] = []
    asked = [0]

    def until() -> bool:
        asked[0] += 1
        if asked[0] == 4:
            ledger.come_back()
        return bool(seen) or asked[0] > 50

    client.listen(stream, lambda event: seen.append(event.kind), journal, every=0.0, until=until)
    assert seen == ["permission-revoked"]


def test_a_stream_is_tried_found_and_ended(ledger: FakeLedger, client: ConsentClient, stream: EventStream) -> None:
    client.try_stream(stream.stream_id, "hello")
    seen: list[SecurityEvent] = []
    client.listen_once(stream, seen.append, MemoryJournal())
    assert (seen[0].kind, seen[0].details, seen[0].subject) == ("verification", {"state": "hello"}, stream.stream_id)
    assert client.stream(stream.stream_id) == stream
    client.end_stream(stream.stream_id)
    with pytest.raises(NotFound):
        client.stream(stream.stream_id)
    with pytest.raises(NotFound):
        client.listen_once(stream, seen.append, MemoryJournal())


@pytest.mark.parametrize("name", ["../o/token", "a/b", "", "a?b", "a b", "x" * 65])
def test_a_stream_id_leads_nowhere_else(client: ConsentClient, name: str) -> None:
    with pytest.raises(BadQuestion):
        client.stream(name)


@pytest.mark.parametrize(
    "answer", [{}, {"sets": []}, {"sets": {"a\nb": "t"}}, {"sets": {"j": 5}}, {"sets": {}, "moreAvailable": "no"}]
)
def test_an_odd_answer_to_a_poll_counts_for_nothing(
    ledger: FakeLedger, client: ConsentClient, stream: EventStream, journal: FileJournal, answer: Any
) -> None:
    ledger.break_with(lambda request: httpx.Response(200, json=answer))
    with pytest.raises(BadAnswer):
        client.listen_once(stream, lambda event: None, journal)


def test_a_program_with_an_event_loop_listens_too(ledger: FakeLedger) -> None:
    seen: list[str] = []

    class Patient(MemoryJournal):
        """A journal whose writing is awaited."""

        async def handled(self, jti: str) -> None:  # type: ignore[override]
            await anyio.sleep(0)
            super().handled(jti)

    async def handle(event: SecurityEvent) -> None:
        await anyio.sleep(0)
        seen.append(event.jti)

    async def listen() -> Round:
        async with ledger.async_client() as client:
            stream = await client.begin_stream()
            withdraw(ledger)
            return await client.listen_once(stream, handle, Patient())

    assert anyio.run(listen) == Round(1, 0, (), False)
    assert seen == ledger.streams.acknowledged

"""Push delivery reaches the receivers that the operator named, and cannot be led anywhere else."""

import ipaddress
import socket
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from environ import Env

from consent import clock
from consent.core.errors import Invalid
from consent.signals.actions.manage_stream import Delivery
from consent.signals.actions.push import BACK_OFF, push_next
from consent.signals.config import SignalsConfig
from consent.signals.config import read as read_config
from consent.signals.models import Acknowledgement, SecurityEvent, Stream
from consent.signals.pushing.addresses import Unreachable, allowed_address, is_allowed, resolved
from consent.signals.pushing.sending import send
from consent.signals.queries import dead_letters, streams_to_push
from consent.signals.rounds import PushRounds
from consent.signals.vocabulary import PUSH
from tests.cast import SYSTEM, Cast
from tests.signals.conftest import begin, catch_up, grant, read, withdraw
from tests.signals.receiver import Answers, certificate, serving

LOOPBACK = (ipaddress.ip_network("127.0.0.0/8"),)


@dataclass
class Stage:
    """A receiver that runs, and the stream that is pushed to it."""

    stream: str
    answers: Answers
    port: int


@pytest.fixture
def receiver(cast: Cast, settings: Any, tmp_path: Path) -> Iterator[Stage]:
    """A receiver on this machine, which the operator has allowed by name, network and authority."""
    file, answers = certificate(tmp_path), Answers()
    with serving(file, answers) as port:
        settings.SSF = SignalsConfig(frozenset({f"localhost:{port}"}), LOOPBACK, file)
        stream = begin(
            delivery=Delivery(
                method=PUSH, endpoint_url=f"https://localhost:{port}/events?to=me", authorization="Bearer theirs"
            )
        )
        yield Stage(stream, answers, port)


def push(stage: Stage) -> bool:
    """This function will push what is due."""
    return push_next(actor=SYSTEM, stream=stage.stream)


def due() -> None:
    """This function will let the time of the next try come."""
    SecurityEvent.objects.update(next_try_at=clock.now() - timedelta(seconds=1))


def test_a_token_is_pushed_and_acknowledged_by_the_answer(receiver: Stage, cast: Cast) -> None:
    grant(cast.aino)
    withdraw(cast.aino)
    catch_up(receiver.stream)
    rounds = PushRounds()
    rounds.round()
    assert [read(body.decode()).name for _, _, body in receiver.answers.got] == [
        "permission-granted",
        "permission-revoked",
    ]
    path, headers, _ = receiver.answers.got[0]
    assert path == "/events?to=me"
    assert headers["content-type"] == "application/secevent+jwt"
    assert headers["accept"] == "application/json"
    assert headers["authorization"] == "Bearer theirs"
    assert not SecurityEvent.objects.exists()
    assert not Acknowledgement.objects.filter(acknowledged_at=None).exists()


def test_what_the_receiver_wants_to_see_is_not_readable_in_the_database(receiver: Stage) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT t::text FROM signals_stream AS t")
        assert "theirs" not in cursor.fetchone()[0]


def test_a_receiver_that_is_away_is_tried_again_later_and_in_order(receiver: Stage, cast: Cast) -> None:
    grant(cast.aino)
    withdraw(cast.aino)
    catch_up(receiver.stream)
    receiver.answers.status = 503
    assert not push(receiver)
    assert not push(receiver), "its time has not come, and the next one waits behind it"
    assert len(receiver.answers.got) == 1
    assert streams_to_push(clock.now() - timedelta(seconds=1)) == [receiver.stream]
    due()
    receiver.answers.status = 202
    assert push(receiver)
    first, again = receiver.answers.got
    assert again[2] == first[2], "byte for byte"


def test_after_the_last_try_it_is_a_dead_letter_and_the_next_one_goes(receiver: Stage, cast: Cast) -> None:
    grant(cast.aino)
    withdraw(cast.aino)
    catch_up(receiver.stream)
    receiver.answers.status = 500
    for _ in range(len(BACK_OFF) + 1):
        due()
        push(receiver)
    (letter,) = dead_letters()
    assert (letter.err, letter.sent) == ("http_500", len(BACK_OFF) + 1)
    receiver.answers.status = 202
    due()
    assert push(receiver)


def test_a_refusal_is_kept_with_its_reason_and_not_repeated(receiver: Stage, cast: Cast) -> None:
    grant(cast.aino)
    catch_up(receiver.stream)
    receiver.answers.status = 400
    receiver.answers.body = b'{"err":"invalid_audience","description":"not\\nours"}'
    assert not push(receiver)
    (letter,) = dead_letters()
    assert (letter.err, letter.err_description) == ("invalid_audience", "not ours")
    due()
    assert not push(receiver)
    assert len(receiver.answers.got) == 1


@pytest.mark.parametrize("body", [b"", b"<html>", b"[]", b'{"err":5}', b"[" * 5_000, b"\xff\xfe"])
def test_a_refusal_that_says_nothing_is_tried_again(receiver: Stage, cast: Cast, body: bytes) -> None:
    grant(cast.aino)
    catch_up(receiver.stream)
    receiver.answers.status, receiver.answers.body = 400, body
    assert not push(receiver)
    assert dead_letters() == []
    assert SecurityEvent.objects.get().err == "http_400"


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_a_redirect_is_not_followed(receiver: Stage, cast: Cast, status: int) -> None:
    grant(cast.aino)
    catch_up(receiver.stream)
    receiver.answers.status = status
    receiver.answers.headers = {"Location": f"https://localhost:{receiver.port}/elsewhere"}
    assert not push(receiver)
    assert len(receiver.answers.got) == 1
    assert SecurityEvent.objects.get().err == f"http_{status}"


def test_a_certificate_for_another_name_is_refused(settings: Any, tmp_path: Path) -> None:
    file, answers = certificate(tmp_path, "someone-else.example"), Answers()
    with serving(file, answers) as port:
        settings.SSF = SignalsConfig(frozenset({f"localhost:{port}"}), LOOPBACK, file)
        result = send(allowed_address(f"https://localhost:{port}/"), "token", "")
    assert (result.accepted, result.err) == (False, "unreachable")
    assert answers.got == []


def test_a_certificate_of_an_unknown_authority_is_refused(settings: Any, tmp_path: Path) -> None:
    file, answers = certificate(tmp_path), Answers()
    with serving(file, answers) as port:
        settings.SSF = SignalsConfig(frozenset({f"localhost:{port}"}), LOOPBACK)
        assert not send(allowed_address(f"https://localhost:{port}/"), "token", "").accepted
    assert answers.got == []


def test_this_machine_is_out_of_reach_where_no_network_is_named(receiver: Stage, cast: Cast, settings: Any) -> None:
    settings.SSF = SignalsConfig(settings.SSF.push_hosts, (), settings.SSF.push_ca)
    grant(cast.aino)
    catch_up(receiver.stream)
    assert not push(receiver)
    assert receiver.answers.got == []
    assert SecurityEvent.objects.get().err == "unreachable"


def test_a_host_taken_off_the_list_is_pushed_to_no_more(receiver: Stage, cast: Cast, settings: Any) -> None:
    grant(cast.aino)
    catch_up(receiver.stream)
    settings.SSF = SignalsConfig(frozenset({"other.example"}), LOOPBACK, settings.SSF.push_ca)
    assert not push(receiver)
    settings.SSF = SignalsConfig()
    due()
    assert not push(receiver)
    assert receiver.answers.got == []


def test_what_was_erased_while_it_was_pushed_does_not_come_back(
    receiver: Stage, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    grant(cast.aino)
    catch_up(receiver.stream)
    receiver.answers.status = 503

    def send_slowly(*args: Any) -> Any:
        SecurityEvent.objects.all().delete()
        return send(*args)

    monkeypatch.setattr("consent.signals.actions.push.send", send_slowly)
    assert not push(receiver)
    assert not SecurityEvent.objects.exists()


@pytest.mark.parametrize(
    "number",
    [
        "127.0.0.1",
        "127.8.8.8",
        "0.0.0.0",
        "10.1.2.3",
        "172.16.0.1",
        "192.168.1.1",
        "100.64.0.1",
        "169.254.169.254",
        "224.0.0.1",
        "255.255.255.255",
        "240.0.0.1",
        "::",
        "::1",
        "fe80::1%eth0",
        "fc00::1",
        "ff02::1",
        "fd00:ec2::254",
        "::ffff:127.0.0.1",
        "::ffff:7f00:1",
        "::ffff:169.254.169.254",
        "64:ff9b::7f00:1",
        "64:ff9b::a9fe:a9fe",
        "2002:7f00:1::",
        "2002:a9fe:a9fe::",
        "2001:0:4136:e378:8000:63bf:80ff:fffe",
        "not-a-number",
        "",
    ],
)
def test_an_address_inside_is_out_of_reach_however_it_is_written(number: str) -> None:
    assert not is_allowed(number)


@pytest.mark.parametrize("number", ["93.184.216.34", "2606:2800:220:1:248:1893:25c8:1946"])
def test_a_public_address_is_within_reach(number: str) -> None:
    assert is_allowed(number)


def test_a_network_that_the_operator_named_is_within_reach(settings: Any) -> None:
    settings.SSF = SignalsConfig(push_networks=(ipaddress.ip_network("10.20.0.0/16"),))
    assert is_allowed("10.20.0.5")
    assert is_allowed("::ffff:10.20.0.5")
    assert not is_allowed("10.21.0.5")
    assert not is_allowed("169.254.169.254")


def test_a_name_that_leads_inside_as_well_as_outside_is_refused(settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    settings.SSF = SignalsConfig(frozenset({"receiver.example"}))
    answers = [(2, 1, 6, "", ("93.184.216.34", 443)), (2, 1, 6, "", ("169.254.169.254", 443))]
    monkeypatch.setattr(socket, "getaddrinfo", lambda *args, **named: answers)
    with pytest.raises(Unreachable):
        resolved(allowed_address("https://receiver.example/"))


def test_it_connects_to_the_address_that_was_judged(settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """A name that answers otherwise the second time (rebinding) is not asked a second time."""
    settings.SSF = SignalsConfig(frozenset({"receiver.example"}))
    asked, dialled = [], []

    def look_up(host: str, *args: Any, **named: Any) -> list[Any]:
        asked.append(host)
        return [(2, 1, 6, "", ("93.184.216.34" if len(asked) == 1 else "127.0.0.1", 443))]

    def dial(address: tuple[str, int], **named: Any) -> socket.socket:
        dialled.append(address)
        raise OSError("nobody there")

    monkeypatch.setattr(socket, "getaddrinfo", look_up)
    monkeypatch.setattr(socket, "create_connection", dial)
    assert not send(allowed_address("https://receiver.example/x"), "token", "").accepted
    assert (asked, dialled) == (["receiver.example"], [("93.184.216.34", 443)])


@pytest.mark.parametrize(
    "url",
    [
        "http://receiver.example/",
        "https://receiver.example:8443/",
        "https://receiver.example.evil.example/",
        "https://evil.example/receiver.example",
        "https://receiver.example@evil.example/",
        "https://user:password@receiver.example/",
        "https://receiver.example\\@evil.example/",
        "https://receiver.example/#part",
        "https://receiver.example/a b",
        "https://receiver.example/\r\nHost: evil.example",
        "https://receiver.example:99999/",
        "https://[::1/",
        "https://127.0.0.1/",
        "https:///events",
        "//receiver.example/",
        "ftp://receiver.example/",
        "javascript:alert(1)",
        "https://receivér.example/",
        "https://receiver.example/" + "x" * 500,
        "",
    ],
)
def test_an_address_off_the_list_makes_no_stream(cast: Cast, settings: Any, url: str) -> None:
    settings.SSF = SignalsConfig(frozenset({"receiver.example"}))
    with pytest.raises(Invalid, match="endpoint"):
        begin(delivery=Delivery(method=PUSH, endpoint_url=url))
    assert not Stream.objects.exists()


@pytest.mark.parametrize("header", ["Bearer a\r\nHost: evil", "Bearer \x00", "Bearer é", "a\nb"])
def test_a_header_that_is_more_than_one_line_makes_no_stream(cast: Cast, settings: Any, header: str) -> None:
    settings.SSF = SignalsConfig(frozenset({"receiver.example"}))
    delivery = Delivery(method=PUSH, endpoint_url="https://receiver.example/", authorization=header)
    with pytest.raises(Invalid, match="authorization"):
        begin(delivery=delivery)
    assert not Stream.objects.exists()


@pytest.mark.parametrize(
    "variables",
    [
        {"SSF_PUSH_HOSTS": "*.city.example"},
        {"SSF_PUSH_HOSTS": "https://receiver.example/"},
        {"SSF_PUSH_NETWORKS": "10.0.0.1/8"},
        {"SSF_PUSH_NETWORKS": "everything"},
        {"SSF_PUSH_CA_FILE": "/no/such/file"},
        {"SSF_ACKNOWLEDGE_HOURS": "0"},
        {"SSF_ACKNOWLEDGE_HOURS": "soon"},
    ],
)
def test_an_operators_slip_stops_the_start(monkeypatch: pytest.MonkeyPatch, variables: dict[str, str]) -> None:
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    _, problems = read_config(Env())
    assert len(problems) == 1
    assert next(iter(variables)) in problems[0]


def test_what_an_operator_says_is_understood(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SSF_PUSH_HOSTS", "Receiver.Example, other.example:8443")
    monkeypatch.setenv("SSF_PUSH_NETWORKS", "10.20.0.0/16,fd00::/8")
    found, problems = read_config(Env())
    assert problems == []
    assert found.push_hosts == {"receiver.example", "other.example:8443"}
    assert len(found.push_networks) == 2

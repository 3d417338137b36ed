"""Witnesses that answer, that do not, that lie, and one that a city tries to deceive."""

import json
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import suppress
from hashlib import sha256
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any

import httpx
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from consent.core.checkpoints import Checkpoint, encode, parse_note
from consent.core.cosignatures import cosigned_by
from consent.core.notes import sign, signatures
from consent.core.witness import AddCheckpoint
from consent.core.witness import encode as encode_request
from consent.log import witnessing
from consent.log.models import Cosignature, Log, SignedCheckpoint
from consent.log.signing_keys import current_key, vkeys
from consent.log.verification.run import verify_everything
from consent.log.witness.command import main as run_witness
from consent.log.witness.memory import Memory, MemoryLost, own_key
from consent.log.witness.office import Office
from consent.log.witness.server import WitnessServer
from consent.log.witness_rounds import WitnessRounds
from consent.log.witnessing import Asked, ask_witnesses, is_allowed
from tests.log.facts import record_looks
from tests.log.sequencing import sequence_all
from tests.log.witness_key import WITNESS, WITNESS_KEY, write_policy

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("log_keys")]
ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def log() -> Log:
    """A log with a signed checkpoint of six entries."""
    record_looks(4)
    sequence_all()
    return Log.objects.get()


class Running:
    """A witness that answers on this machine."""

    def __init__(self, home: Path, log: Log) -> None:
        self.memory = Memory(home / "state.json")
        self.office = Office(WITNESS, WITNESS_KEY, self.memory, [key.vkey for key in vkeys(log)], lambda: 1_790_000_000)
        self.server = WitnessServer(("127.0.0.1", 0), self.office)
        self.url = f"http://127.0.0.1:{self.server.server_port}"
        threading.Thread(target=self.server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()

    def stop(self) -> None:
        """This function will stop it and let its state go."""
        self.server.shutdown()
        self.server.server_close()
        self.memory.close()


@pytest.fixture
def witness(tmp_path: Path, log: Log, settings: Any) -> Iterator[Running]:
    """A witness that the city's policy names."""
    running = Running(tmp_path / "witness", log)
    settings.LOG_WITNESS_POLICY = write_policy(tmp_path / "policy", running.url)
    yield running
    running.stop()


def test_a_witness_cosigns_each_new_checkpoint_and_the_city_keeps_its_line(witness: Running, log: Log) -> None:
    assert ask_witnesses() == [Asked("dpo", 6)]
    assert ask_witnesses() == [], "what is cosigned is not asked for again"
    record_looks(300)
    sequence_all()
    assert ask_witnesses() == [Asked("dpo", 306)]
    assert sorted(Cosignature.objects.values_list("size", flat=True)) == [6, 306]
    verdict = verify_everything(processes=1)
    assert verdict.whole
    assert verdict.as_data()["cosignatures"] == 2


def test_anybody_may_ask_the_witness_what_it_saw(witness: Running, log: Log) -> None:
    address = f"{witness.url}/{sha256(log.origin.encode()).hexdigest()}/checkpoint"
    assert httpx.get(address).status_code == 404
    ask_witnesses()
    note = httpx.get(address).text
    assert parse_note(note).size == 6
    assert len(cosigned_by(note, [witness.office.vkey])) == 1
    assert httpx.get(f"{witness.url}/").text.strip() == witness.office.vkey


def test_a_city_that_lost_its_lines_learns_the_size_from_the_witness(witness: Running) -> None:
    ask_witnesses()
    record_looks(2)
    sequence_all()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("consent.log.witnessing.Cosignature.objects", Cosignature.objects.none())
        patch.setattr("consent.log.witnessing._keep", lambda *_: None)
        assert ask_witnesses() == [Asked("dpo", 8)]


def test_a_witness_that_has_seen_more_is_an_alarm(witness: Running, log: Log, caplog: pytest.LogCaptureFixture) -> None:
    larger = sign(encode(Checkpoint(log.origin, 99, b"x" * 32)), log.origin, current_key(log))
    assert witness.office.add_checkpoint(encode_request(AddCheckpoint(0, (), larger)).encode()).status == 200
    ((asked),) = ask_witnesses()
    assert "larger" in asked.problem
    assert any(record.levelname == "CRITICAL" for record in caplog.records)
    assert not Cosignature.objects.exists()


def test_the_witness_refuses_a_fork_under_the_same_key(witness: Running, log: Log) -> None:
    ask_witnesses()
    for size in (6, 7):
        forged = sign(encode(Checkpoint(log.origin, size, b"x" * 32)), log.origin, current_key(log))
        answer = witness.office.add_checkpoint(encode_request(AddCheckpoint(6, (), forged)).encode())
        assert answer.status in (409, 422)
    kept = witness.memory.of(log.origin)
    assert kept is not None
    assert parse_note(kept.note).size == 6


def test_the_witness_knows_only_the_logs_it_was_given(witness: Running) -> None:
    stranger = Ed25519PrivateKey.generate()
    other = sign(encode(Checkpoint("other.test/log", 1, b"x" * 32)), "other.test/log", stranger)
    mine = sign(encode(Checkpoint("city.test/log", 9, b"x" * 32)), "city.test/log", stranger)
    for note, status in ((other, 404), (mine, 403)):
        answer = httpx.post(f"{witness.url}/add-checkpoint", content=encode_request(AddCheckpoint(0, (), note)))
        assert answer.status_code == status


@pytest.mark.parametrize(
    ("path", "body", "status"),
    [
        ("/add-checkpoint", b"", 400),
        ("/add-checkpoint", b"old 0\n\nnothing signed\n", 400),
        ("/add-checkpoint", b"\xff" * 100, 400),
        ("/add-checkpoint", b"x" * 70_000, 413),
        ("/elsewhere", b"", 404),
    ],
)
def test_the_witness_answers_nonsense_politely(witness: Running, path: str, body: bytes, status: int) -> None:
    assert httpx.post(f"{witness.url}{path}", content=body).status_code == status


@pytest.mark.parametrize("length", [f"{0:010d}{1 << 40}", "9" * 5000, "65537"])
def test_a_stranger_who_announces_a_huge_body_is_refused_before_it_is_read(witness: Running, length: str) -> None:
    with socket.create_connection(("127.0.0.1", witness.server.server_port), timeout=5) as raw:
        raw.sendall(f"POST /add-checkpoint HTTP/1.0\r\nContent-Length: {length}\r\n\r\n".encode())
        assert b" 413 " in raw.recv(64)


def test_a_stranger_who_pads_the_checkpoint_with_lines_of_nobody_leaves_the_witness_readable(
    witness: Running, log: Log
) -> None:
    note = SignedCheckpoint.objects.get(log_number=log.number, size=6).note
    padded = note + "".join(f"— nobody.test/{number} AAAAAAAA\n" for number in range(99))
    body = encode_request(AddCheckpoint(0, (), padded)).encode()
    assert witness.office.add_checkpoint(body).status == 200
    kept = httpx.get(f"{witness.url}/{sha256(log.origin.encode()).hexdigest()}/checkpoint")
    assert kept.status_code == 200
    assert {one.name for one in signatures(kept.text)} == {log.origin, WITNESS}


def test_two_requests_at_once_are_answered_one_by_one(witness: Running, log: Log) -> None:
    notes = [
        sign(encode(Checkpoint(log.origin, size, bytes([size]) * 32)), log.origin, current_key(log))
        for size in range(1, 9)
    ]
    answers: list[int] = []

    def ask(note: str) -> None:
        body = encode_request(AddCheckpoint(0, (), note))
        answers.append(httpx.post(f"{witness.url}/add-checkpoint", content=body).status_code)

    threads = [threading.Thread(target=ask, args=[note]) for note in notes]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(answers) == [200] + [409] * 7, "of eight forks one is cosigned"


class Liar(BaseHTTPRequestHandler):
    """Answers whatever the test put into its server."""

    def do_POST(self) -> None:
        """This function will answer as it was told."""
        self.rfile.read(int(self.headers["Content-Length"]))
        status, headers, body = self.server.answer  # type: ignore[attr-defined]
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: Any) -> None:
        """This function will say nothing."""


@pytest.fixture
def liar(tmp_path: Path, settings: Any) -> Iterator[HTTPServer]:
    """A witness that does not keep to the protocol."""
    server = HTTPServer(("127.0.0.1", 0), Liar)
    settings.LOG_WITNESS_POLICY = write_policy(tmp_path / "policy", f"http://127.0.0.1:{server.server_port}")
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()
    yield server
    server.shutdown()
    server.server_close()


@pytest.mark.parametrize(
    ("status", "headers", "body"),
    [
        (200, {}, b""),
        (200, {}, b"nonsense\n"),
        (200, {}, "— witness.test/dpo AAAAAAAA\n".encode()),
        (200, {}, b"\xff\xfe"),
        (200, {}, b"x" * 100_000),
        (302, {"Location": "http://127.0.0.1:1/"}, b""),
        (403, {}, b""),
        (404, {}, b""),
        (409, {}, b"5\n"),
        (409, {"Content-Type": "text/x.tlog.size"}, b"minus one\n"),
        (409, {"Content-Type": "text/x.tlog.size"}, b"3\n"),
        (422, {}, b""),
        (500, {}, b"oops"),
    ],
)
def test_a_witness_that_misbehaves_stops_nothing_and_leaves_nothing(
    liar: HTTPServer, log: Log, status: int, headers: dict[str, str], body: bytes
) -> None:
    liar.answer = status, headers, body  # type: ignore[attr-defined]
    ((asked),) = ask_witnesses()
    assert asked.problem
    assert not Cosignature.objects.exists()


def test_a_witness_that_answers_a_byte_at_a_time_does_not_keep_the_others_waiting(
    liar: HTTPServer, log: Log, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(witnessing, "LONGEST_WAIT", 0.5)
    monkeypatch.setattr(Liar, "do_POST", _a_byte_at_a_time)
    began = time.monotonic()
    ((asked),) = ask_witnesses()
    assert "too long" in asked.problem
    assert time.monotonic() - began < 2


def _a_byte_at_a_time(liar: Liar) -> None:
    liar.send_response(200)
    liar.end_headers()
    for _ in range(30):
        with suppress(OSError):
            liar.wfile.write(b"x")
            liar.wfile.flush()
        time.sleep(0.1)


def test_a_witness_that_is_away_stops_nothing(tmp_path: Path, log: Log, settings: Any) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        settings.LOG_WITNESS_POLICY = write_policy(tmp_path / "policy", f"http://127.0.0.1:{free.getsockname()[1]}")
        ((asked),) = ask_witnesses()
    assert "reached" in asked.problem


@pytest.mark.parametrize(
    ("url", "allowed"),
    [
        ("https://witness.example/w", True),
        ("http://127.0.0.1:8000", True),
        ("http://[::1]:8000", True),
        ("http://localhost:8000", True),
        ("http://witness.example", False),
        ("http://169.254.169.254/latest", False),
        ("http://10.0.0.1", False),
        ("ftp://127.0.0.1", False),
        ("file:///etc/passwd", False),
        ("", False),
    ],
)
def test_witnesses_are_asked_over_tls_or_on_this_machine(url: str, allowed: bool) -> None:
    assert is_allowed(url) is allowed


def test_a_city_without_a_policy_asks_nobody(settings: Any) -> None:
    settings.LOG_WITNESS_POLICY = None
    record_looks(1)
    sequence_all()
    assert ask_witnesses() == []
    WitnessRounds().run()


def test_a_witness_never_forgets_what_it_cosigned(tmp_path: Path, log: Log) -> None:
    first = Running(tmp_path, log)
    with pytest.raises(MemoryLost, match="another witness"):
        Memory(tmp_path / "state.json")
    note = sign(encode(Checkpoint(log.origin, 5, b"a" * 32)), log.origin, current_key(log))
    assert first.office.add_checkpoint(encode_request(AddCheckpoint(0, (), note)).encode()).status == 200
    first.stop()
    again = Running(tmp_path, log)
    fork = sign(encode(Checkpoint(log.origin, 5, b"b" * 32)), log.origin, current_key(log))
    answer = again.office.add_checkpoint(encode_request(AddCheckpoint(0, (), fork)).encode())
    again.stop()
    assert (answer.status, answer.body) == (409, "5\n")


@pytest.mark.parametrize(
    "content", ["", "[]", "{", '{"city.test/log": 5}', '{"city.test/log": {"note": "x", "line": ""}}']
)
def test_a_witness_whose_memory_is_damaged_does_not_begin_anew(tmp_path: Path, content: str) -> None:
    (tmp_path / "state.json").write_text(content)
    with pytest.raises(MemoryLost):
        Memory(tmp_path / "state.json")


def test_what_a_witness_cosigned_is_stored_before_it_is_told(tmp_path: Path, log: Log) -> None:
    running = Running(tmp_path, log)
    note = sign(encode(Checkpoint(log.origin, 5, b"a" * 32)), log.origin, current_key(log))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("consent.log.witness.memory.write_durably", _full_disk)
        with pytest.raises(OSError, match="full"):
            running.office.add_checkpoint(encode_request(AddCheckpoint(0, (), note)).encode())
    assert running.memory.of(log.origin) is None
    assert running.office.add_checkpoint(encode_request(AddCheckpoint(0, (), note)).encode()).status == 200
    running.stop()


def _full_disk(*_: Any) -> None:
    raise OSError("the disk is full")


def test_a_witnesss_key_is_made_once_and_only_its_owner_reads_it(tmp_path: Path) -> None:
    key = own_key(tmp_path / "witness.pem")
    assert (tmp_path / "witness.pem").stat().st_mode & 0o777 == 0o600
    assert own_key(tmp_path / "witness.pem").private_bytes_raw() == key.private_bytes_raw()
    (tmp_path / "broken.pem").write_text("no key")
    with pytest.raises(MemoryLost):
        own_key(tmp_path / "broken.pem")


def test_a_witness_that_lost_its_memory_and_not_its_key_does_not_start(
    tmp_path: Path, log: Log, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(WitnessServer, "serve_forever", lambda *_, **__: None)
    state = tmp_path / "volume" / "state.json"
    arguments = [
        "--port", "0", "--state", str(state), "--key", str(tmp_path / "key.pem"), "--origin-vkey", vkeys(log)[0].vkey,
    ]  # fmt: skip
    assert run_witness(arguments) == 0
    assert run_witness(arguments) == 0, "it may stop before it has cosigned anything"
    state.unlink()
    assert run_witness(arguments) == 1
    assert "new key" in capsys.readouterr().err
    (tmp_path / "key.pem").unlink()
    assert run_witness(arguments) == 0, "under a new key it is a new witness"


def test_a_dpo_runs_a_witness_with_neither_database_nor_settings(tmp_path: Path, log: Log) -> None:
    command = [
        sys.executable, "manage.py", "witness", "--port", "0", "--state", str(tmp_path / "s.json"),
        "--key", str(tmp_path / "k.pem"), "--name", "dpo.test/witness", "--origin-vkey", vkeys(log)[0].vkey,
    ]  # fmt: skip
    bare = {"PATH": "/usr/bin:/bin", "HOME": str(tmp_path)}
    with subprocess.Popen(
        command, cwd=ROOT, env=bare, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as run:
        assert run.stdout is not None
        assert run.stderr is not None
        vkey = run.stdout.readline().strip()
        url = run.stderr.readline().split()[-1]
        try:
            assert vkey.startswith("dpo.test/witness+")
            assert httpx.get(url).text.strip() == vkey
        finally:
            run.terminate()
        assert run.wait(10) == 0
    code = "import sys; import consent.log.witness.command; print([m for m in sys.modules if m.startswith('django')])"
    said = subprocess.run([sys.executable, "-c", code], cwd=ROOT, env=bare, capture_output=True, text=True, check=True)
    assert json.loads(said.stdout.replace("'", '"')) == []

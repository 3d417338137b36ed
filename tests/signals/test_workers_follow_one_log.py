"""Several workers, crashes and late commits: each entry is told once, in the log's order, and none is skipped."""

import signal
import subprocess
import sys
import threading
from pathlib import Path

import pytest
from django.db import connection, transaction

from consent.log import loops
from consent.log.following import Position, read_on, signed_end
from consent.log.models import Event, Leaf, Log, SignedCheckpoint
from consent.registry.actions.change_client import change_client
from consent.registry.models import ClientApplication
from consent.signals.actions import follow
from consent.signals.actions.follow import follow_stream
from consent.signals.models import Acknowledgement, SecurityEvent, Stream
from consent.signals.queries import streams_behind
from consent.signals.receivers import Receiver
from consent.signals.rounds import FollowingRounds
from consent.signals.telling import KINDS
from consent.tokens.actions.make_key import disown_token_key, rotate_token_key
from tests.cast import SYSTEM, Cast, token_for
from tests.databases import ROOT
from tests.log.crashing import environment
from tests.log.sequencing import sequence_all
from tests.log.test_a_leader_is_killed import eventually, signed
from tests.rights.conftest import look
from tests.signals.conftest import begin, catch_up, fetch, grant, heard, read, stage, told, withdraw
from tests.signed_log import sign_log


def test_a_crash_in_the_middle_is_as_if_nothing_had_been_read(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    stream = begin()
    grant(cast.aino)
    sign_log()
    before = Stream.objects.values_list("log_number", "next_index").get()
    with monkeypatch.context() as broken, pytest.raises(OSError, match="the power went"):
        broken.setattr(Stream, "save", _crash)
        follow_stream(actor=SYSTEM, stream=stream)
    assert Stream.objects.values_list("log_number", "next_index").get() == before
    assert not SecurityEvent.objects.exists()
    assert not Acknowledgement.objects.exists()
    catch_up(stream)
    assert told(stream) == ["permission-granted"]


def _crash(*args: object, **kwargs: object) -> None:
    raise OSError("the power went")


def test_a_stretch_that_is_read_once_more_tells_nothing_twice(cast: Cast) -> None:
    """A backup that is restored rewinds the cursor; a receiver knows by the id what it has had before."""
    stream = begin()
    start = Stream.objects.get().next_index
    grant(cast.aino)
    catch_up(stream)
    first = heard(stream)
    Stream.objects.update(next_index=start)
    catch_up(stream)
    assert [each.claims["jti"] for each in heard(stream)] == [each.claims["jti"] for each in first]
    fetch(stream, acks=list(fetch(stream).sets))
    Stream.objects.update(next_index=start)
    catch_up(stream)
    assert [each.claims["jti"] for each in heard(stream)] == [each.claims["jti"] for each in first]


def test_what_no_checkpoint_covers_is_not_told_yet(cast: Cast) -> None:
    stream = begin()
    event = grant(cast.aino)
    end = signed_end()
    Leaf.objects.create(log_number=end.log, index=end.index, event_id=event, entry=b"x" * 32)
    while follow_stream(actor=SYSTEM, stream=stream):
        pass
    assert told(stream) == []


def test_a_successor_log_is_read_from_its_beginning(cast: Cast) -> None:
    stream = begin()
    event = grant(cast.aino)
    Log.objects.create(number=2, origin="city.example/log/2", began_at=Log.objects.get().began_at)
    Leaf.objects.create(log_number=2, index=0, event_id=event, entry=b"x" * 32)
    old = SignedCheckpoint.objects.get()
    SignedCheckpoint.objects.create(log_number=2, size=1, root=old.root, note=old.note, signed_at=old.signed_at)
    assert streams_behind(Stream.objects.get().endings_told) == [stream]
    while follow_stream(actor=SYSTEM, stream=stream):
        pass
    (token,) = heard(stream)
    assert (token.members["log"], token.members["log_index"]) == ("city.example/log/2", 0)
    assert streams_behind(Stream.objects.get().endings_told) == []


def test_many_entries_are_read_in_several_transactions(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(follow, "BATCH", 2)
    stream = begin()
    for _ in range(3):
        grant(cast.aino)
        withdraw(cast.aino)
    catch_up(stream)
    assert told(stream) == ["permission-granted", "permission-revoked"] * 3


def test_an_empty_log_has_nothing_to_read(db: None) -> None:
    assert signed_end() == Position(1, 0)
    assert read_on(Position(1, 0), KINDS, 10) is None


def test_two_workers_tell_each_thing_once(own_database: str, settled: Cast) -> None:
    stage(settled)
    stream = begin()
    expected = []
    for _ in range(10):
        grant(settled.aino)
        withdraw(settled.aino)
        expected += ["permission-granted", "permission-revoked"]
    sign_log()
    start = threading.Barrier(4)

    def work() -> None:
        start.wait()
        for _ in range(30):
            follow_stream(actor=SYSTEM, stream=stream)
        connection.close()

    workers = [threading.Thread(target=work) for _ in range(4)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert told(stream) == expected
    indexes = [each.members["log_index"] for each in heard(stream)]
    assert indexes == sorted(indexes)


def test_two_polls_acknowledge_the_same_at_once(own_database: str, settled: Cast) -> None:
    stage(settled)
    stream = begin()
    for _ in range(5):
        grant(settled.aino)
        withdraw(settled.aino)
    catch_up(stream)
    jtis = list(fetch(stream).sets)
    start, failed = threading.Barrier(4), []

    def work(turn: int) -> None:
        start.wait()
        try:
            for _ in range(5):
                fetch(stream, acks=jtis[turn:] + jtis[:turn])
        except Exception as reason:
            failed.append(reason)
        connection.close()

    workers = [threading.Thread(target=work, args=(turn,)) for turn in range(4)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert failed == []
    assert not SecurityEvent.objects.exists()
    assert not Acknowledgement.objects.filter(acknowledged_at=None).exists()


def test_a_late_commit_is_not_skipped(own_database: str, settled: Cast, log_keys: Path) -> None:
    """The event with the smaller id commits after the other has been told: an id to tail by would have missed it."""
    sequence_all()
    stream = begin()
    drawn, go = threading.Event(), threading.Event()

    def dawdle() -> None:
        with transaction.atomic():
            grant(settled.mikko)
            drawn.set()
            go.wait(10)
        connection.close()

    late = threading.Thread(target=dawdle)
    late.start()
    assert drawn.wait(10)
    quick = grant(settled.aino)
    sequence_all()
    while follow_stream(actor=SYSTEM, stream=stream):
        pass
    assert [each.person for each in heard(stream)] == [settled.aino.pairwise_id]
    go.set()
    late.join()
    sequence_all()
    while follow_stream(actor=SYSTEM, stream=stream):
        pass
    assert [each.person for each in heard(stream)] == [settled.aino.pairwise_id, settled.mikko.pairwise_id]
    assert Acknowledgement.objects.exclude(event_id=quick).get().event_id < quick


def test_the_worker_runs_the_rounds_and_one_bad_stream_stops_no_other(
    own_database: str, settled: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert {"signals", "signals-push"} <= loops.registered_loops().keys()
    stage(settled)
    streams = sorted(begin() for _ in range(2))
    grant(settled.aino)
    sign_log()

    def some_fail(*, actor: object, stream: str) -> bool:
        if stream == streams[0]:
            raise ValueError("odd")
        return follow_stream(actor=SYSTEM, stream=stream)

    rounds = FollowingRounds()
    with monkeypatch.context() as broken:
        broken.setattr("consent.signals.rounds.follow_stream", some_fail)
        rounds.round()
    assert [told(stream) for stream in streams] == [[], ["permission-granted"]]
    rounds.round()
    assert told(streams[0]) == ["permission-granted"]


def test_a_disabled_clients_stream_stands_still(cast: Cast) -> None:
    token_for("trial", "ssf.read")
    client = ClientApplication.objects.get()
    receiver = Receiver(str(client.client_id), "trial")
    stream = begin(receiver)
    grant(cast.aino)
    sign_log()
    change_client(actor=SYSTEM, client_id=receiver.client, disabled=True)
    FollowingRounds().round()
    assert not SecurityEvent.objects.exists()
    change_client(actor=SYSTEM, client_id=receiver.client, disabled=False)
    FollowingRounds().round()
    assert told(stream, receiver) == ["permission-granted"]


def test_what_a_disowned_key_signed_is_signed_anew_and_says_the_same(cast: Cast) -> None:
    stream = begin()
    grant(cast.aino)
    catch_up(stream)
    ((jti, token),) = fetch(stream).sets.items()
    before = read(token)
    rotate_token_key(actor=SYSTEM, algorithm="RS256", now=True)
    FollowingRounds().round()
    assert fetch(stream).sets == {jti: token}, "a key that only stopped signing is still published"
    disown_token_key(actor=SYSTEM, key_id=before.header["kid"])
    FollowingRounds().round()
    after = read(fetch(stream).sets[jti])
    assert after.claims == before.claims
    assert after.header["typ"] == "secevent+jwt"
    assert after.header["kid"] != before.header["kid"]


def test_a_stretch_of_mere_uses_costs_no_write(cast: Cast) -> None:
    """A city that checks all day would otherwise move every cursor twice a second."""
    stream = begin()
    catch_up(stream)
    before = Stream.objects.get().next_index
    look(cast.aino, "trial-contract")
    look(cast.aino, "trial-contract")
    catch_up(stream)
    assert signed_end().index == before + 4  # each look is made by a client that is registered for it
    assert Stream.objects.get().next_index == before
    event = grant(cast.aino)
    catch_up(stream)
    assert Stream.objects.get().next_index == before + 5
    assert Acknowledgement.objects.get().event_id == event


def test_a_running_worker_tells_what_is_decided(own_database: str, settled: Cast, log_keys: Path) -> None:
    stage_log = log_keys / "worker.log"
    variables = environment(own_database, log_keys) | {"PROCESS": "worker", "LOG_FORMAT": "json"}
    with stage_log.open("w") as output:
        command = [sys.executable, "manage.py", "worker"]
        worker = subprocess.Popen(command, cwd=ROOT, env=variables, stdout=output, stderr=output)
        try:
            eventually(lambda: signed() == Event.objects.count() > 2)
            stream = begin()
            grant(settled.aino)
            eventually(lambda: told(stream) == ["permission-granted"], 30)
            withdraw(settled.aino)
            took = eventually(lambda: told(stream) == ["permission-granted", "permission-revoked"], 30)
            assert took < 10
            worker.send_signal(signal.SIGTERM)
            assert worker.wait(20) == 0
        finally:
            worker.kill()
            worker.wait()
    written = stage_log.read_text()
    assert "Traceback" not in written
    assert settled.aino.pairwise_id not in written

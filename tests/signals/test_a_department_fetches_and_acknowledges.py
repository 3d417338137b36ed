"""Poll delivery: at least once, byte for byte, in order, until it is acknowledged."""

import time

import pytest
from django.db import connection, transaction

from consent.core.errors import Conflict, Invalid, NotFound
from consent.signals import waiting
from consent.signals.actions.acknowledge import Complaint
from consent.signals.actions.manage_stream import Delivery, Wishes, change_stream, delete_stream, set_status
from consent.signals.actions.poll import MOST
from consent.signals.actions.verify_stream import TooSoon, verify_stream
from consent.signals.models import Acknowledgement, SecurityEvent, Stream
from consent.signals.queries import dead_letters, stopped_in, stream_states
from consent.signals.receivers import Receiver
from consent.signals.vocabulary import DISABLED, ENABLED, PAUSED, PUSH
from tests.cast import SYSTEM, Cast
from tests.signals.conftest import (
    OTHER,
    TRIAL,
    begin,
    catch_up,
    fetch,
    grant,
    heard,
    let_receive,
    told,
    withdraw,
)

NEIGHBOUR = Receiver("another-client-of-trial", "trial")


def test_what_is_not_acknowledged_comes_again_byte_for_byte(cast: Cast) -> None:
    stream = begin()
    grant(cast.aino)
    catch_up(stream)
    first = fetch(stream)
    assert first.sets
    assert fetch(stream) == first
    assert SecurityEvent.objects.get().sent == 2


def test_what_is_acknowledged_is_gone_and_an_acknowledgement_may_be_repeated(cast: Cast) -> None:
    stream = begin()
    event = grant(cast.aino)
    catch_up(stream)
    acks = [*fetch(stream).sets, "never-heard-of"]
    assert fetch(stream, acks=acks).sets == {}
    heard_at = Acknowledgement.objects.get(event_id=event).acknowledged_at
    assert heard_at is not None
    assert fetch(stream, acks=acks).sets == {}
    assert Acknowledgement.objects.get(event_id=event).acknowledged_at == heard_at
    assert not SecurityEvent.objects.exists()


def test_an_acknowledgement_that_is_rolled_back_was_none(cast: Cast) -> None:
    stream = begin()
    grant(cast.aino)
    catch_up(stream)
    first = fetch(stream)
    with pytest.raises(RuntimeError), transaction.atomic():
        fetch(stream, acks=list(first.sets))
        raise RuntimeError("the answer was never sent")
    assert fetch(stream) == first
    assert Acknowledgement.objects.get().acknowledged_at is None


@pytest.mark.parametrize("thief", [OTHER, NEIGHBOUR])
def test_anothers_stream_is_as_absent_as_one_that_never_was(cast: Cast, thief: Receiver) -> None:
    stream = begin()
    grant(cast.aino)
    catch_up(stream)
    (jti,) = fetch(stream).sets
    for asked in (stream, "f" * 32):
        for act in (
            lambda asked: fetch(asked, thief, acks=[jti]),
            lambda asked: delete_stream(actor=SYSTEM, receiver=thief, stream=asked),
            lambda asked: set_status(actor=SYSTEM, receiver=thief, stream=asked, status=DISABLED),
            lambda asked: verify_stream(actor=SYSTEM, receiver=thief, stream=asked, state=None),
            lambda asked: change_stream(actor=SYSTEM, receiver=thief, stream=asked, wishes=Wishes(), replace=True),
        ):
            with pytest.raises(NotFound, match="no_such_stream"):
                act(asked)
    assert list(fetch(stream).sets) == [jti]


def test_acknowledging_anothers_token_in_ones_own_stream_changes_nothing(cast: Cast) -> None:
    stream, others = begin(), begin(OTHER)
    grant(cast.aino)
    catch_up(stream)
    (jti,) = fetch(stream).sets
    fetch(others, OTHER, acks=[jti], complaints={jti: Complaint("invalid_key")})
    assert list(fetch(stream).sets) == [jti]


def test_the_oldest_come_first_and_more_are_announced(cast: Cast) -> None:
    stream = begin()
    for _ in range(2):
        grant(cast.aino)
        withdraw(cast.aino)
    catch_up(stream)
    polled = fetch(stream, max_events=3)
    assert (len(polled.sets), polled.more) == (3, True)
    rest = fetch(stream, acks=list(polled.sets))
    assert (len(rest.sets), rest.more) == (1, False)
    indexes = [each.members["log_index"] for each in heard(stream)]
    assert indexes == sorted(indexes)
    assert MOST == 100


def test_zero_events_only_acknowledges(cast: Cast) -> None:
    stream = begin()
    grant(cast.aino)
    withdraw(cast.aino)
    catch_up(stream)
    first, _ = fetch(stream).sets
    polled = fetch(stream, max_events=0, acks=[first])
    assert (polled.sets, polled.more) == ({}, True)
    assert told(stream) == ["permission-revoked"]


def test_what_a_receiver_cannot_read_is_laid_aside_where_operators_see_it(cast: Cast) -> None:
    stream = begin()
    event = grant(cast.aino)
    catch_up(stream)
    (jti,) = fetch(stream).sets
    said = {jti: Complaint("invalid_key", "no such key\n\x1b[31mROOT " + "x" * 300)}
    assert fetch(stream, complaints=said).sets == {}
    assert fetch(stream, complaints={jti: Complaint("access_denied")}).sets == {}
    (letter,) = dead_letters()
    assert (letter.err, letter.department, letter.event) == ("invalid_key", "trial", "permission-granted")
    assert letter.err_description.isprintable()
    assert len(letter.err_description) <= 200
    assert stopped_in(cast.aino.subject, "trial-consent", event).acknowledged == ()
    (state,) = stream_states()
    assert (state.waiting, state.dead) == (0, 1)
    fetch(stream, acks=[jti])
    assert dead_letters() == [], "who has it after all may still say so"


def test_a_paused_stream_is_told_everything_later(cast: Cast) -> None:
    stream = begin()
    set_status(actor=SYSTEM, receiver=TRIAL, stream=stream, status=PAUSED)
    grant(cast.aino)
    catch_up(stream)
    assert fetch(stream).sets == {}
    assert not SecurityEvent.objects.exists()
    set_status(actor=SYSTEM, receiver=TRIAL, stream=stream, status=ENABLED)
    catch_up(stream)
    assert told(stream) == ["permission-granted"]


def test_a_disabled_stream_is_not_told_what_happened_meanwhile(cast: Cast) -> None:
    stream = begin()
    grant(cast.aino)
    catch_up(stream)
    set_status(actor=SYSTEM, receiver=TRIAL, stream=stream, status=DISABLED)
    assert fetch(stream).sets == {}
    withdraw(cast.aino)
    catch_up(stream)
    set_status(actor=SYSTEM, receiver=TRIAL, stream=stream, status=ENABLED)
    grant(cast.aino)
    catch_up(stream)
    assert told(stream) == ["permission-granted"]
    assert SecurityEvent.objects.count() == 1


def test_a_verification_comes_back_with_its_state(cast: Cast) -> None:
    stream = begin()
    verify_stream(actor=SYSTEM, receiver=TRIAL, stream=stream, state="VGhpcyBpcw")
    (token,) = heard(stream)
    assert token.claims["sub_id"] == {"format": "opaque", "id": stream}
    assert token.claims["events"] == {
        "https://schemas.openid.net/secevent/ssf/event-type/verification": {"state": "VGhpcyBpcw"}
    }
    with pytest.raises(TooSoon) as refused:
        verify_stream(actor=SYSTEM, receiver=TRIAL, stream=stream, state=None)
    assert 0 < refused.value.seconds <= 31


def test_verifications_that_nobody_fetches_do_not_pile_up(cast: Cast) -> None:
    stream = begin()
    for state in ("one", "two"):
        Stream.objects.update(verified_at=None)
        verify_stream(actor=SYSTEM, receiver=TRIAL, stream=stream, state=state)
    (token,) = heard(stream)
    assert list(token.claims["events"].values()) == [{"state": "two"}]


def test_a_department_may_have_eight_streams(cast: Cast) -> None:
    streams = [begin(TRIAL if number % 2 else NEIGHBOUR) for number in range(8)]
    with pytest.raises(Conflict, match=r"many|streams"):
        begin()
    begin(OTHER)
    delete_stream(actor=SYSTEM, receiver=TRIAL, stream=streams[1])
    begin()


def test_push_is_not_to_be_had_where_no_host_is_listed(cast: Cast) -> None:
    with pytest.raises(Invalid):
        begin(delivery=Delivery(method=PUSH, endpoint_url="https://receiver.example/events"))
    assert not Stream.objects.exists()


@pytest.mark.law("GDPR", "19", "a person can see how many of the departments concerned have heard of a withdrawal")
def test_stopped_in_counts_those_who_know_the_person(cast: Cast) -> None:
    own, others = begin(), begin(OTHER)
    let_receive("trial-consent")
    grant(cast.aino)
    event = withdraw(cast.aino)
    assert stopped_in(cast.aino.subject, "trial-consent", event).departments == ("other", "trial")
    catch_up(own, others)
    fetch(own, acks=list(fetch(own).sets))
    stopped = stopped_in(cast.aino.subject, "trial-consent", event)
    assert (stopped.acknowledged, stopped.departments, stopped.late) == (("trial",), ("other", "trial"), ())
    assert stopped_in(cast.mikko.subject, "trial-consent", event).departments == ("trial",)


def test_a_department_that_lets_its_time_run_out_is_named(cast: Cast) -> None:
    stream = begin()
    grant(cast.aino)
    event = withdraw(cast.aino)
    catch_up(stream)
    with connection.cursor() as cursor:
        cursor.execute("UPDATE signals_acknowledgement SET told_at = told_at - interval '25 hours'")
    assert stopped_in(cast.aino.subject, "trial-consent", event).late == ("trial",)
    fetch(stream, acks=list(fetch(stream).sets))
    assert stopped_in(cast.aino.subject, "trial-consent", event).late == ()


def test_a_department_with_two_streams_has_heard_when_both_have(cast: Cast) -> None:
    first, second = begin(), begin(NEIGHBOUR)
    grant(cast.aino)
    event = withdraw(cast.aino)
    catch_up(first, second)
    fetch(first, acks=list(fetch(first).sets))
    assert stopped_in(cast.aino.subject, "trial-consent", event).acknowledged == ()
    delete_stream(actor=SYSTEM, receiver=NEIGHBOUR, stream=second)
    assert stopped_in(cast.aino.subject, "trial-consent", event).acknowledged == ("trial",)


def test_one_waits_and_the_next_is_answered_at_once(cast: Cast) -> None:
    stream = begin()
    assert waiting.PLACES.acquire(blocking=False)
    try:
        began = time.monotonic()
        assert waiting.wait_for_something(stream) is False
        assert time.monotonic() - began < 1
    finally:
        waiting.PLACES.release()


def test_a_wait_ends_by_itself_and_gives_its_place_back(cast: Cast) -> None:
    stream = begin()
    assert waiting.wait_for_something(stream, longest=0.1) is False
    assert waiting.PLACES.acquire(blocking=False)
    waiting.PLACES.release()
    grant(cast.aino)
    catch_up(stream)
    assert waiting.wait_for_something(stream, longest=5) is True

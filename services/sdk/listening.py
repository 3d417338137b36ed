"""Hearing of what ended: streams of Shared Signals 1.0, fetched and acknowledged (RFC 8936)."""

import logging
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from services.sdk.errors import BadAnswer, BadQuestion, Unreachable, UntrueToken
from services.sdk.exchange import Act, Call, Pause, Reply, Steps
from services.sdk.journal import Journal
from services.sdk.session import Session
from services.sdk.signed import SecurityEvent, key_id_of, read_event

log = logging.getLogger(__name__)

STREAMS_PATH, VERIFY_PATH, POLL_PATH = "/ssf/v1/streams", "/ssf/v1/verify", "/ssf/v1/poll/"
POLLING = "urn:ietf:rfc:8936"
MOST_EVENTS = 50
_LONG_POLL_SECONDS = 10.0
_LARGEST = 2 * 1024 * 1024
_NAME = re.compile(r"[A-Za-z0-9_-]{1,64}", re.ASCII)
_JTI = re.compile(r"[A-Za-z0-9._:-]{1,128}", re.ASCII)
Handler = Callable[[SecurityEvent], Any]


@dataclass(frozen=True, slots=True)
class EventStream:
    """A stream of this client: whose word to believe, and whom it must be addressed to."""

    stream_id: str
    issuer: str
    audience: str
    events: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Round:
    """What one round came to: events handled now, those that had been, and tokens refused as untrue (jti and code)."""

    handled: int
    repeated: int
    refused: tuple[tuple[str, str], ...]
    more: bool


def begin_stream(session: Session, description: str = "", events: Sequence[str] = ()) -> Steps[EventStream]:
    """This function will make a stream that is polled; it tells from now on. Without events it tells everything.

    Needs ``ssf.manage``. Raises Conflict when the department has as many as it may.
    """
    wish: dict[str, Any] = {"delivery": {"method": POLLING}}
    wish |= {"description": description} if description else {}
    wish |= {"events_requested": list(events)} if events else {}
    reply: Reply = yield from session.post(STREAMS_PATH, wish, expects=frozenset({201}))
    return _stream(reply.json())


def stream(session: Session, stream_id: str) -> Steps[EventStream]:
    """This function will return a stream of this client. Raises NotFound for another's and for none."""
    call = Call("GET", STREAMS_PATH, params={"stream_id": _name(stream_id)})
    reply: Reply = yield from session.perform(call)
    return _stream(reply.json())


def end_stream(session: Session, stream_id: str) -> Steps[None]:
    """This function will end a stream; what waits goes. Raises NotFound for another's and for none."""
    call = Call("DELETE", STREAMS_PATH, params={"stream_id": _name(stream_id)}, expects=frozenset({204}))
    yield from session.perform(call)


def try_stream(session: Session, stream_id: str, state: str) -> Steps[None]:
    """This function will ask for a verification event, which the next round brings with ``state`` in its details."""
    asked = {"stream_id": _name(stream_id), "state": state}
    yield from session.post(VERIFY_PATH, asked, expects=frozenset({204}))


def listen_once(
    session: Session, stream: EventStream, handler: Handler, journal: Journal, *, wait: bool = False
) -> Steps[Round]:
    """This function will fetch what waits, have each event handled in order, and acknowledge it, which is one round.

    An event is verified first, then handled, then noted in the journal, then acknowledged. A crash in between repeats
    what was not noted and acknowledges what was: each event is handled at least once, and twice only when the process
    ended inside the handler. An exception of the handler ends the round; that event and those after it come again. An
    untrue token is refused and never handled. With ``wait`` the ledger may take some seconds while there is nothing.
    Raises ConsentError.
    """
    said = yield from _poll(session, stream, journal, {"maxEvents": MOST_EVENTS, "returnImmediately": not wait})
    handled, repeated, untrue = 0, 0, {}
    for jti, token in said["sets"].items():
        if (yield Act(lambda jti=jti: journal.knows(jti))):  # type: ignore[misc]
            repeated += 1
        else:
            try:
                event = yield from _verified(session, stream, jti, token)
            except UntrueToken as fault:
                untrue[jti] = fault
                continue
            yield Act(lambda event=event: handler(event))  # type: ignore[misc]
            handled += 1
        yield Act(lambda jti=jti: journal.handled(jti))  # type: ignore[misc]
    if handled or repeated or untrue:
        errors = {jti: {"err": fault.err, "description": str(fault)} for jti, fault in untrue.items()}
        yield from _poll(session, stream, journal, {"maxEvents": 0} | ({"setErrs": errors} if errors else {}))
    refused = tuple((jti, fault.err) for jti, fault in untrue.items())
    return Round(handled, repeated, refused, said["moreAvailable"])


def listen(
    session: Session,
    stream: EventStream,
    handler: Handler,
    journal: Journal,
    *,
    every: float = 10.0,
    until: Callable[[], bool] = lambda: False,
) -> Steps[None]:
    """This function will do round after round, ``every`` some seconds, until ``until`` says so.

    It outlives every outage of the ledger. What the handler raises passes through, and so does a ConsentError that
    only a person can mend (credentials, scopes, a stream that has ended).
    """
    while not until():
        more = False
        try:
            came = yield from listen_once(session, stream, handler, journal)
        except (Unreachable, BadAnswer) as fault:
            log.warning("listening_failed %s", type(fault).__name__)
        else:
            more = came.more
            for jti, err in came.refused:
                log.error("untrue_event_refused %s %s", jti, err)
        if not more and not until():
            yield Pause(every)


def _poll(session: Session, stream: EventStream, journal: Journal, asked: dict[str, Any]) -> Steps[dict[str, Any]]:
    """This function will poll once, telling what was handled since; the answer means that the city has heard it."""
    acks: list[str] = yield Act(journal.waiting)
    said = asked | ({"ack": acks[:1000]} if acks else {})
    patient = not said.get("returnImmediately", True)
    waits = _LONG_POLL_SECONDS if patient else 0.0
    reply: Reply = yield from session.post(POLL_PATH + _name(stream.stream_id), said, waits=waits, largest=_LARGEST)
    content = reply.json()
    sets, more = content.get("sets"), content.get("moreAvailable", False)
    if not isinstance(sets, dict) or not isinstance(more, bool):
        raise BadAnswer("The answer holds no events.")
    if not all(_JTI.fullmatch(jti) and isinstance(token, str) for jti, token in sets.items()):
        raise BadAnswer("The answer's events have no ids.")
    if acks:
        yield Act(lambda: journal.acknowledged(acks[:1000]))
    return {"sets": sets, "moreAvailable": more}


def _verified(session: Session, stream: EventStream, jti: str, token: str) -> Steps[SecurityEvent]:
    keys = yield from session.keys.holding(key_id_of(token))
    return read_event(token, keys, jti=jti, issuer=stream.issuer, audience=stream.audience)


def _stream(said: dict[str, Any]) -> EventStream:
    name, issuer, audience = said.get("stream_id"), said.get("iss"), said.get("aud")
    events = said.get("events_delivered", [])
    texts = all(isinstance(text, str) and text for text in (name, issuer, audience))
    if not texts or not isinstance(events, list) or not all(isinstance(each, str) for each in events):
        raise BadAnswer("The answer is no stream.")
    return EventStream(_name(str(name)), str(issuer), str(audience), tuple(events))


def _name(stream_id: str) -> str:
    # It becomes part of an address: nothing in it may lead elsewhere.
    if not _NAME.fullmatch(stream_id):
        raise BadQuestion("This is no stream's id.")
    return stream_id

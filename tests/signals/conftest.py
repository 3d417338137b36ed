"""What the tests of signals share: the cast, a signed log, and streams of departments."""

import base64
import json
from dataclasses import dataclass
from typing import Any

import pytest
from joserfc import jwt
from joserfc.jwk import KeySet

from consent.core.vocabulary import Channel
from consent.ledger.actions.grant import grant_consent
from consent.ledger.actions.withdraw import withdraw_consent
from consent.log.models import Event, Leaf
from consent.people.actions.resolve import resolve_pairwise_id
from consent.registry.models import Activity, Department
from consent.signals.actions.follow import follow_stream
from consent.signals.actions.manage_stream import Wishes, create_stream
from consent.signals.actions.poll import Polled, poll
from consent.signals.receivers import Receiver
from consent.tokens.keys import public_keys
from tests.cast import SYSTEM, Cast, Person
from tests.signed_log import sign_log

TRIAL, OTHER = Receiver("trial-client", "trial"), Receiver("other-client", "other")


@pytest.fixture
def cast(db: None, settled: Cast) -> Cast:
    """The cast in a test's own transaction, its log signed."""
    return stage(settled)


@pytest.fixture(autouse=True)
def quick_keys(monkeypatch: pytest.MonkeyPatch) -> None:
    """Keys that are made in a fifth of the time."""
    monkeypatch.setattr("consent.tokens.keys.RSA_BITS", 2048)


def stage(cast: Cast) -> Cast:
    """This function will add another department, which knows Aino by an id of its own, and sign the log."""
    Department.objects.get_or_create(code="other", defaults=dict.fromkeys(("name_fi", "name_sv", "name_en"), "Other"))
    resolve_pairwise_id(department="other", national_id=cast.aino.national_id)
    sign_log()
    return cast


def begin(receiver: Receiver = TRIAL, **wishes: Any) -> str:
    """This function will make a stream and return its id."""
    return create_stream(actor=SYSTEM, receiver=receiver, wishes=Wishes(**wishes)).id


def let_receive(activity: str, department: str = "other") -> None:
    """This function will declare a department as a recipient of an activity."""
    Activity.objects.filter(code=activity).update(recipients=[{"department": department, "name": {}}])


def grant(person: Person, by: Person | None = None, activity: str = "trial-consent") -> int:
    """This function will have somebody consent and return the event."""
    done = grant_consent(
        actor=(by or person).actor, subject=person.subject, activity=activity, notice_version=1, language="fi",
        channel=Channel.PORTAL,
    )  # fmt: skip
    assert done.event_id is not None
    return done.event_id


def withdraw(person: Person, by: Person | None = None, activity: str = "trial-consent") -> int:
    """This function will have somebody withdraw and return the event."""
    done = withdraw_consent(
        actor=(by or person).actor, subject=person.subject, activity=activity, language="fi", channel=Channel.PORTAL
    )
    assert done.event_id is not None
    return done.event_id


def catch_up(*streams: str) -> None:
    """This function will sign the log and have the streams read to its end."""
    if Event.objects.count() > Leaf.objects.count():
        sign_log()
    for stream in streams:
        while follow_stream(actor=SYSTEM, stream=stream):
            pass


def fetch(stream: str, receiver: Receiver = TRIAL, **said: Any) -> Polled:
    """This function will poll as the receiver."""
    return poll(actor=SYSTEM, receiver=receiver, stream=stream, **said)


@dataclass(frozen=True, slots=True)
class Heard:
    """A token as its receiver reads it."""

    name: str
    header: dict[str, Any]
    claims: dict[str, Any]
    members: dict[str, Any]

    @property
    def person(self) -> str:
        """Whom it is about, by the department's own id."""
        return str(self.claims["sub_id"].get("id", ""))


def read(token: str) -> Heard:
    """This function will verify a token by the published keys and read it."""
    found = jwt.decode(token, KeySet.import_key_set({"keys": public_keys()}), algorithms=["RS256"])
    ((uri, members),) = found.claims["events"].items()
    return Heard(uri.rpartition("/")[2], dict(found.header), dict(found.claims), members)


def heard(stream: str, receiver: Receiver = TRIAL) -> list[Heard]:
    """This function will return all that waits for a stream, as it is read."""
    return [read(token) for token in fetch(stream, receiver).sets.values()]


def told(stream: str, receiver: Receiver = TRIAL) -> list[str]:
    """This function will return the names of what waits for a stream, in order."""
    return [each.name for each in heard(stream, receiver)]


def spelled(token: str) -> str:
    """This function will return the claims of a token as they were signed, for those who look for a word in them."""
    body = token.split(".")[1]
    return json.dumps(json.loads(base64.urlsafe_b64decode(body + "=" * (-len(body) % 4))))

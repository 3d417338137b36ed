"""A city that sends to memory, an owner that writes down what it is told, and a few people with telephones."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest

from consent import clock
from consent.messaging import owners
from consent.messaging.actions.handle_inbound import handle_inbound
from consent.messaging.actions.queue_messages import Outgoing, Queued, queue_messages
from consent.messaging.actions.receive import receive_message
from consent.messaging.actions.send import send_due
from consent.messaging.backends.memory import MemoryBackend
from consent.messaging.config import MessagingConfig
from consent.messaging.owners import Progress, Reply
from consent.people.actions.enrol import NewResident, enrol_resident
from consent.people.actions.record_representation import NewRepresentation, record_representation
from consent.people.representation import RepresentationKind
from tests.cast import SYSTEM, national_id, years_ago

MEMORY = "consent.messaging.backends.memory.MemoryBackend"
SECRET = "a-secret-of-the-gateway-which-is-long-enough"


@dataclass
class Notebook:
    """An owner of messages: it refuses what a test tells it to, and writes down all the rest."""

    refusing: dict[UUID, str] = field(default_factory=dict)
    told_of: list[Progress] = field(default_factory=list)
    replies: list[Reply] = field(default_factory=list)
    fails: list[Exception] = field(default_factory=list)

    def refused(self, references: Sequence[UUID]) -> Mapping[UUID, str]:
        """This function will refuse what the test said, or fail as it said."""
        if self.fails:
            raise self.fails.pop(0)
        return {each: self.refusing[each] for each in references if each in self.refusing}

    def told(self, progress: Sequence[Progress]) -> None:
        """This function will write progress down."""
        self.told_of.extend(progress)

    def answered(self, reply: Reply) -> str:
        """This function will write a reply down, or fail as the test said."""
        if self.fails:
            raise self.fails.pop(0)
        self.replies.append(reply)
        return "noted"

    def states(self) -> list[str]:
        """This function will return the states that were told, in order."""
        return [each.state.value for each in self.told_of]


@pytest.fixture
def city(settings: Any) -> Iterator[MessagingConfig]:
    """A city that sends to memory, at any hour and as fast as it can."""
    settings.MESSAGING = MessagingConfig(
        backend=MEMORY, gateway_secret=SECRET, sender="16120", per_second=1_000, quiet=None
    )
    MemoryBackend.clear()
    yield settings.MESSAGING
    MemoryBackend.clear()


@pytest.fixture
def notebook(monkeypatch: pytest.MonkeyPatch, city: MessagingConfig) -> Notebook:
    """The owner of all messages of a test."""
    book = Notebook()
    monkeypatch.setattr(owners, "_registered", {owners.OFFERS: book})
    return book


def phone(number: int) -> str:
    """This function will return a made-up mobile number."""
    return f"+35840000{number:04d}"


def resident(number: int, age: int = 40, **changes: Any) -> UUID:
    """This function will enrol somebody with a telephone of their own; ``number`` is 0 to 99."""
    born = years_ago(age, 40 + number)
    values = {"phone": phone(number)} | changes
    person = NewResident(
        national_id=national_id(born, 900 + number),
        given_name="Testi",
        family_name="Henkilö",
        birth_date=born,
        language="fi",
        **values,
    )
    return enrol_resident(actor=SYSTEM, person=person)


def child_of(*guardians: UUID, number: int, **changes: Any) -> UUID:
    """This function will enrol a child without a telephone of its own and make ``guardians`` its guardians."""
    child = resident(number, age=6, **({"phone": ""} | changes))
    for guardian in guardians:
        right = NewRepresentation(
            representative=guardian,
            represented=child,
            kind=RepresentationKind.GUARDIAN,
            valid_from=clock.now() - timedelta(days=1),
            source="tests",
        )
        record_representation(actor=SYSTEM, right=right)
    return child


def outgoing(recipient: UUID, **changes: Any) -> Outgoing:
    """This function will return a message to somebody."""
    reference = uuid4()
    values = {"text": "Tarjous: vastaa A tai B", "language": "fi", "reference": reference, "batch": None}
    values |= {"key": f"test {reference}"} | changes
    return Outgoing(recipient=recipient, **values)


def queue(*messages: Outgoing) -> list[Queued]:
    """This function will queue messages."""
    return queue_messages(actor=SYSTEM, messages=messages)


def write(source: str, text: str, provider_id: str = "") -> UUID:
    """This function will store what somebody wrote to the city, as the gateway brings it."""
    return receive_message(actor=SYSTEM, provider_id=provider_id or uuid4().hex, source=source, text=text)


def handle_all() -> int:
    """This function will hand over every reply that waits."""
    return handle_inbound(actor=SYSTEM, limit=1_000)


def send_all() -> int:
    """This function will send until nothing is due any more."""
    number = 0
    while some := send_due(actor=SYSTEM):
        number += some
    return number

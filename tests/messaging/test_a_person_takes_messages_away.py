"""What was written to and by a person is in their own copy, and in nobody else's."""

import json
from typing import Any
from uuid import UUID

import pytest

from consent import clock
from consent.ledger.visibility import Sight
from consent.messaging.actions.forget_messages import forget_messages_of
from consent.messaging.actions.set_preferences import set_preferences
from consent.rights.exports.holdings import Reader, holdings_of
from consent.rights.exports.json_ld import json_ld
from tests.cast import SYSTEM
from tests.messaging.conftest import Notebook, child_of, outgoing, phone, queue, resident, send_all, write

pytestmark = pytest.mark.django_db


def nodes(subject: UUID, me: UUID) -> list[dict[str, Any]]:
    """This function will return what a copy says of messages."""
    sight = Sight(age=40, non_disclosure=False, right=None)
    reader = Reader(subject, me, "Testi", sight, "fi", clock.now(), "https://city.example")
    graph = json.loads(b"".join(json_ld(holdings_of(reader))))["@graph"]
    return [node for node in graph if node["@type"] in ("mydata:TextMessage", "mydata:MessagePreference")]


@pytest.mark.law("GDPR", "15(1)", "one's own copy has the text messages to and from oneself")
def test_a_person_reads_what_was_written(notebook: Notebook) -> None:
    person, other = resident(1), resident(2)
    queue(outgoing(person, text="Vastaa A tai B"), outgoing(other, text="Toiselle"))
    send_all()
    write(phone(1), "STOP")
    set_preferences(actor=SYSTEM, subject=person, topics=["culture"])
    chosen, sent, came = nodes(person, person)
    assert (chosen["mydata:topics"], chosen["mydata:stopped"]) == (["culture"], True)
    assert (sent["mydata:direction"], sent["mydata:messageState"], sent["dct:description"]) == (
        "to",
        "sent",
        "Vastaa A tai B",
    )
    assert (came["mydata:direction"], came["dct:description"]) == ("from", "STOP")
    forget_messages_of(actor=SYSTEM, subject=person)
    assert [node["@type"] for node in nodes(person, person)] == ["mydata:MessagePreference"]  # STOP is of the number


def test_a_guardians_copy_of_a_childs_data_has_no_messages(notebook: Notebook) -> None:
    parent = resident(1)
    child = child_of(parent, number=3, phone=phone(3))
    queue(outgoing(child))
    send_all()
    assert nodes(child, parent) == []
    assert len(nodes(child, child)) == 1

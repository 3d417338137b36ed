"""How somebody wants to be told: chosen by the person, whole, and within reason."""

from datetime import time
from typing import Any
from uuid import uuid4

import pytest

from consent.core.errors import Invalid, NotAllowed, NotFound
from consent.messaging.actions.set_preferences import set_preferences
from consent.messaging.actions.stop import allow_again, stop_number
from consent.messaging.models import Preference, StoppedNumber
from consent.messaging.preferences import PreferenceView, has_stopped, preferences_of
from consent.messaging.quiet import QuietHours
from consent.messaging.vocabulary import Channel
from consent.people.actors import Actor
from tests.cast import SYSTEM
from tests.messaging.conftest import Notebook, phone, resident, write

pytestmark = pytest.mark.django_db
STAFF = Actor(kind="staff", account=uuid4(), subject=None, name="S-1")


def me(person: Any) -> Actor:
    """This function will return a person as the one who acts."""
    return Actor(kind="resident", account=None, subject=person, name="")


def test_who_chose_nothing_is_told_by_sms_of_everything(notebook: Notebook) -> None:
    person = resident(1)
    assert preferences_of(person) == PreferenceView(person)
    assert preferences_of(person).quiet is None


def test_a_choice_replaces_the_earlier_one(notebook: Notebook) -> None:
    person = resident(1)
    set_preferences(actor=me(person), subject=person, no_offers=True, topics=["sports", "culture", "sports"])
    chosen = set_preferences(
        actor=me(person), subject=person, channel=Channel.LETTER, quiet_from=time(18), quiet_until=time(9)
    )
    assert chosen == preferences_of(person) == PreferenceView(person, Channel.LETTER, time(18), time(9))
    assert chosen.quiet == QuietHours(time(18), time(9))


@pytest.mark.parametrize("whose", ["staff", "another"])
def test_nobody_chooses_for_another(notebook: Notebook, whose: str) -> None:
    person, other = resident(1), resident(2)
    with pytest.raises(NotAllowed):
        set_preferences(actor=STAFF if whose == "staff" else me(other), subject=person, no_offers=True)
    with pytest.raises(NotAllowed):
        allow_again(actor=STAFF if whose == "staff" else me(other), subject=person)
    assert not Preference.objects.exists()


@pytest.mark.parametrize(
    "choice",
    [
        {"quiet_from": time(21)},
        {"quiet_until": time(21)},
        {"quiet_from": time(21), "quiet_until": time(21)},
        {"topics": [""]},
        {"topics": ["x" * 65]},
        {"topics": [f"t{number}" for number in range(51)]},
    ],
)
def test_what_is_no_choice_is_refused(notebook: Notebook, choice: dict[str, Any]) -> None:
    person = resident(1)
    with pytest.raises(Invalid):
        set_preferences(actor=me(person), subject=person, **choice)
    assert not Preference.objects.exists()


def test_for_nobody_nothing_is_chosen(notebook: Notebook) -> None:
    with pytest.raises(NotFound):
        set_preferences(actor=SYSTEM, subject=uuid4(), no_offers=True)


def test_a_person_sees_that_the_number_was_stopped_and_takes_it_back(notebook: Notebook) -> None:
    person = resident(1)
    assert not has_stopped(person)
    stop_number(actor=SYSTEM, inbound=write(phone(1), "STOP"))
    assert has_stopped(person)
    assert allow_again(actor=me(person), subject=person)
    assert not allow_again(actor=me(person), subject=person)
    assert not has_stopped(person)
    assert not has_stopped(resident(2, phone=""))


def test_there_is_nothing_to_stop_in_a_message_that_never_came(notebook: Notebook) -> None:
    with pytest.raises(NotFound):
        stop_number(actor=SYSTEM, inbound=uuid4())
    assert not StoppedNumber.objects.exists()

"""People of the replay know an offer from a text that helps, and write the same when they are asked again."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

import pytest

from consent.core.message_rules import LONGEST, fill, problems_of
from consent.core.vocabulary import LANGUAGES
from consent.demo.replay.behaviour import Crowd, Family, Shown
from consent.demo.replay.campaign import SENDER, draft_of
from consent.demo.replay.rates import Rates
from consent.demo.replay.street import Street, shown_by
from consent.messaging.emulator.phones import Delivery, Said, Taken
from consent.proactive.texts import city_host, message_names, message_text

TEXTS = draft_of("1-50", []).texts
VALUES = {name: f"https://{city_host()}/" if name == "url" else "4K7P" for name in LONGEST}
SURE = Rates(
    answering=1, late=0, undelivered=0, unclear_first=0, with_code=0, from_wrong_number=0, saying_stop=0,
    changing_mind=0, written_twice=0, brought_five_times=0, both_guardians=0, second_guardian=0,
)  # fmt: skip


class Notepad:
    """A gateway in memory."""

    def __init__(self) -> None:
        self.messages: list[Taken] = []
        self.said: dict[str, Said] = {}
        self.led: dict[str, Delivery] = {}
        self.away = False

    def show(self, number: str, text: str) -> None:
        """This function will have a message come to a telephone."""
        place = len(self.messages) + 1
        self.messages.append(Taken(place, str(place), SENDER, number, text, 0.0, "DELIVERED"))

    def sent(self, after: int = 0) -> Iterator[Taken]:
        """This function will yield what came behind ``after``."""
        yield from self.messages[after:]

    def say(self, sayings: Iterable[Said]) -> None:
        """This function will keep what is said for the first time."""
        if self.away:
            raise ConnectionError
        for said in sayings:
            self.said.setdefault(said.id, said)

    def lead(self, phones: Mapping[str, Delivery]) -> None:
        """This function will keep what telephones do."""
        self.led.update(phones)


def street(pad: Any, rates: Rates = SURE, **numbers: Family) -> Street:
    """This function will return a street of telephones."""
    return Street(pad, Crowd(2021, rates), numbers, SENDER)


def offer(code: str, language: str = "en") -> str:
    """This function will return an offer's text."""
    return fill(TEXTS[language], VALUES | {"code": code}, city_host=city_host())


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_text_is_known_for_what_it_is(language: str) -> None:
    assert shown_by(offer("3J9R", language)) == (Shown.OFFER, "3J9R")
    others = {name: shown_by(message_text(name, language, **VALUES))[0] for name in message_names()}
    known = {"help": Shown.HELP, "which_offer": Shown.WHICH, "rate": Shown.RATE}
    assert others == {name: known.get(name, Shown.OTHER) for name in message_names()}


def test_the_replays_own_texts_pass_the_linter() -> None:
    found = problems_of(TEXTS, sender=SENDER, answerable=True, city_host=city_host(), answers=("A", "B"))
    assert found == []


def test_somebody_answers_once_however_often_the_replay_begins_anew() -> None:
    pad = Notepad()
    pad.show("n", offer("3J9R"))
    for _ in range(3):
        assert street(pad, n=Family(1, 0, 1, "en")).look() == 1
    assert len(pad.said) == 1
    (said,) = pad.said.values()
    assert (said.source, said.destination) == ("n", SENDER)


def test_who_has_two_offers_names_both_when_asked() -> None:
    pad = Notepad()
    here = street(pad, n=Family(1, 0, 1, "fi"))
    pad.show("n", offer("3J9R"))
    pad.show("n", offer("4K7P"))
    here.look()
    pad.show("n", message_text("which_offer", "fi", **VALUES))
    here.look()
    assert sorted(said.text[2:] for said in pad.said.values() if len(said.text) == 6) == ["3J9R", "4K7P"]


def test_an_offer_that_comes_twice_is_counted_and_not_answered_again() -> None:
    pad = Notepad()
    here = street(pad, n=Family(1, 0, 1, "sv"))
    for _ in range(3):
        pad.show("n", offer("3J9R"))
    here.look()
    assert (here.repeated, len(pad.said)) == (2, 1)


def test_who_is_late_writes_only_when_it_is_over() -> None:
    pad = Notepad()
    here = street(pad, Rates(late=1, answering=0, undelivered=0, unclear_first=0), n=Family(1, 0, 1, "en"))
    pad.show("n", offer("3J9R"))
    here.look()
    assert pad.said == {}
    assert here.be_late() == len(pad.said) >= 1


def test_what_could_not_be_said_is_said_the_next_time() -> None:
    pad = Notepad()
    here = street(pad, n=Family(1, 0, 1, "en"))
    pad.show("n", offer("3J9R"))
    pad.away = True
    with pytest.raises(ConnectionError):
        here.look()
    pad.away = False
    assert (here.look(), len(pad.said)) == (0, 1)


def test_a_broken_telephone_takes_nothing_and_its_owner_writes_nothing() -> None:
    pad = Notepad()
    here = street(pad, Rates(undelivered=1), n=Family(1, 0, 1, "en"))
    here.prepare()
    pad.show("n", offer("3J9R"))
    here.look()
    assert (pad.led, pad.said) == ({"n": Delivery.FAILED}, {})

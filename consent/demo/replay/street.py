"""The street on which telephones ring: people look at what came, and write what they write, through the emulator."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from consent.core.vocabulary import LANGUAGES
from consent.demo.replay.behaviour import Crowd, Family, Shown, Written
from consent.demo.replay.families import Household
from consent.messaging.emulator.desk import Desk
from consent.messaging.emulator.phones import Delivery, Said
from consent.proactive.texts import message_names, template_of

# From here somebody writes by mistake: a number that nobody of the city has.
STRANGE_NUMBER = "+35840999{:04d}"
_OFFERED = re.compile(r"\bA ([0-9A-Z]{4})\b.*\bB \1\b", re.DOTALL)
_KINDS = {"help": Shown.HELP, "which_offer": Shown.WHICH, "rate": Shown.RATE}


def families_by_number(families: Iterable[Household]) -> dict[str, Family]:
    """This function will return who is behind each telephone; of a number that two families have, the first."""
    numbers: dict[str, Family] = {}
    for household in families:
        for place, guardian in enumerate(household.guardians):
            if guardian.phone:
                who = Family(household.family, place, len(household.guardians), guardian.language)
                numbers.setdefault(guardian.phone, who)
    return numbers


@dataclass
class Street:
    """
    Everybody with a telephone. What they have seen is read anew from the gateway's list when the replay starts again.

    ``codes`` are the offers each number was shown, ``said`` what was written from each number, ``late`` what waits
    until the campaign has closed. ``repeated`` counts offers that came to a telephone twice.
    """

    desk: Desk
    crowd: Crowd
    numbers: Mapping[str, Family]
    sender: str
    codes: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    said: dict[str, list[Written]] = field(default_factory=lambda: defaultdict(list))
    late: list[Said] = field(default_factory=list)
    repeated: int = 0
    _seen: int = 0
    _unsaid: list[Said] = field(default_factory=list)
    _times: Counter[tuple[str, Shown]] = field(default_factory=Counter)

    def prepare(self) -> None:
        """This function will have telephones that take nothing take nothing."""
        self.desk.lead({number: Delivery.FAILED for number, who in self.numbers.items() if not self.crowd.takes(who)})

    def look(self) -> int:
        """This function will let everybody read what has come since, and write; it returns how many messages came."""
        came = 0
        for taken in self.desk.sent(self._seen):
            came, self._seen = came + 1, taken.seq
            who = self.numbers.get(taken.number)
            shown, code = shown_by(taken.text)
            if shown is Shown.OFFER:
                if code in self.codes[taken.number]:
                    self.repeated += 1
                    continue
                self.codes[taken.number].append(code)
            if who is None or not self.crowd.takes(who):
                continue
            self._times[taken.number, shown] += 1
            time = self._times[taken.number, shown]
            for written in self.crowd.react(who, shown, self.codes[taken.number], time):
                self.said[taken.number].append(written)
                (self.late if written.late else self._unsaid).append(self._sent_from(taken.number, written))
        # What could not be said because the gateway was killed just now is said the next time.
        self.desk.say(self._unsaid)
        self._unsaid.clear()
        return came

    def be_late(self) -> int:
        """This function will have those write who are too late, and return how many messages that were."""
        self.desk.say(self.late)
        return len(self.late)

    def _sent_from(self, number: str, written: Written) -> Said:
        who = self.numbers[number]
        source = STRANGE_NUMBER.format(who.family % 10_000) if written.elsewhere else number
        return Said(written.key, source, self.sender, written.text, written.after, written.copies)


def shown_by(text: str) -> tuple[Shown, str]:
    """This function will say what a message is about, and the code of an offer."""
    for kind, pattern in _patterns():
        if pattern.fullmatch(text):
            return kind, ""
    found = _OFFERED.search(text)
    return (Shown.OFFER, found[1]) if found else (Shown.OTHER, "")


def _patterns() -> Iterator[tuple[Shown, re.Pattern[str]]]:
    if not _KNOWN:
        for name in message_names():
            for language in LANGUAGES:
                fixed = re.split(r"{\w+}", template_of(name, language))
                pattern = re.compile(".*".join(map(re.escape, fixed)), re.DOTALL)
                _KNOWN.append((_KINDS.get(name, Shown.OTHER), pattern))
    yield from _KNOWN


_KNOWN: list[tuple[Shown, re.Pattern[str]]] = []

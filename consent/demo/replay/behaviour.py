"""What a guardian writes when the telephone shows a message: pure, and the same for the same seed in any order."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from random import Random

from consent.demo.replay.rates import Rates

Letter = str
A, B = "A", "B"
_WORDS = {
    ("fi", A): ("A", "A", "A", "a", " A ", "A.", "Kyllä", "kyllä", "KYLLÄ"),
    ("sv", A): ("A", "A", "a", "Ja", "ja!", "JA"),
    ("en", A): ("A", "A", "a", "Yes", "yes", "YES!"),
    ("fi", B): ("B", "B", "b", "Ei", "ei."),
    ("sv", B): ("B", "b", "Nej", "nej"),
    ("en", B): ("B", "b", "No", "no"),
}
_MUDDLES = {
    "fi": ("Kyllä kiitos", "ok", "joo", "A tai B", "kylla", "Mikä tämä on?", "AA", "a b", "👍", ""),
    "sv": ("Ja tack", "ok", "jo", "A eller B", "Vad är det här?", "👍"),
    "en": ("Yes please", "ok", "sure", "A or B", "What is this?", "Aa", "👍"),
}
_STOPS = {"fi": ("STOP", "Lopeta"), "sv": ("Sluta", "stop"), "en": ("STOP", "stop")}
# 1 to 5, so that the mean is near 4.32.
_RATINGS, _RATING_WEIGHTS = ("1", "2", "3", "4", "5"), (2, 3, 9, 33, 53)
_LATER_MINUTES = 2.0  # between one thought and the next
MOST_HELP = 2  # after so many texts that did not help somebody gives up


class Shown(StrEnum):
    """What a message on the telephone is about."""

    OFFER = "offer"
    HELP = "help"
    WHICH = "which"
    RATE = "rate"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Family:
    """Who is behind a telephone: the family's number, which guardian of how many, and the language they write in."""

    family: int
    guardian: int
    guardians: int
    language: str


@dataclass(frozen=True, slots=True)
class Written:
    """
    One message that somebody writes, in so many seconds; ``key`` is its own for ever.

    ``copies``: how often the gateway brings it. ``elsewhere``: from a telephone that nobody knows. ``late``: only when
    the campaign has closed.
    """

    key: str
    text: str
    after: float
    copies: int = 1
    elsewhere: bool = False
    late: bool = False


@dataclass(frozen=True, slots=True)
class Plan:
    """What a family will do: which guardians answer, and what each means."""

    meant: tuple[Letter | None, ...]
    late: bool


class Crowd:
    """Everybody who might answer. Each draw has a seed of its own, so that no order of events changes another."""

    def __init__(self, seed: int, rates: Rates) -> None:
        self._seed, self._rates = seed, rates

    def plan(self, who: Family) -> Plan:
        """This function will say who of a family answers and how; both guardians get the same plan."""
        rates, draw = self._rates, self._draw("plan", who.family)
        meaning = A if draw.random() < rates.accepting else B
        answers, late = draw.random() < rates.answering, draw.random() < rates.late
        both, second = draw.random() < rates.both_guardians, draw.random() < rates.second_guardian
        disagrees = draw.random() < rates.disagreeing
        if not answers and not late:
            return Plan((None,) * who.guardians, late=False)
        if who.guardians == 1 or late:
            return Plan((meaning, None)[: who.guardians], late)
        if both:
            return Plan((meaning, (B if meaning == A else A) if disagrees else meaning), late=False)
        return Plan((None, meaning) if second else (meaning, None), late=False)

    def takes(self, who: Family) -> bool:
        """This function will tell whether a guardian's telephone takes messages at all."""
        return self._draw("phone", who.family, who.guardian).random() >= self._rates.undelivered

    def react(self, who: Family, shown: Shown, codes: Sequence[str], time: int) -> list[Written]:
        """
        This function will return what a guardian writes upon a message.

        :param codes: the offers that the telephone has been shown so far, the newest last.
        :param time: how often it has been shown a message of this kind; an offer is always the first of its code.
        """
        plan = self.plan(who)
        meant = plan.meant[who.guardian]
        if shown is Shown.RATE:
            return self._rating(who) if time == 1 else []
        if meant is None or not codes or shown is Shown.OTHER or (shown is not Shown.OFFER and time > MOST_HELP):
            return []
        if shown is Shown.OFFER:
            return self._first(who, meant, len(codes) - 1, codes[-1], plan)
        # A text that helps is read: now it is written as it asks, for each offer there is.
        return [
            self._written(who, f"{shown}{time}", place, f"{meant} {code}", late=plan.late)
            for place, code in enumerate(codes)
        ]

    def _first(self, who: Family, meant: Letter, place: int, code: str, plan: Plan) -> list[Written]:
        rates, draw = self._rates, self._draw("first", who.family, who.guardian, place)
        word = draw.choice(_WORDS[who.language, meant])
        coded = f"{word.strip()} {code}" if draw.random() < 0.7 else f"{code.lower()}{word.strip(' .!')}"
        text = coded if draw.random() < rates.with_code else word
        chances = {
            "muddle": rates.unclear_first, "copies": rates.brought_five_times, "twice": rates.written_twice,
            "mind": rates.changing_mind, "stop": rates.saying_stop, "wrong": rates.from_wrong_number,
        }  # fmt: skip
        does = {name for name, chance in chances.items() if draw.random() < chance}
        muddle, stop = draw.choice(_MUDDLES[who.language]), draw.choice(_STOPS[who.language])
        late = plan.late
        said = []
        if "wrong" in does:
            said.append(self._written(who, "wrong", place, text, elsewhere=True, late=late))
        if "muddle" in does:
            return [*said, self._written(who, "first", place, muddle, late=late)]
        said.append(self._written(who, "first", place, text, copies=5 if "copies" in does else 1, late=late))
        if "twice" in does:
            said.append(self._written(who, "again", place, text, later=1, late=late))
        if "mind" in does and not late:
            other = B if meant == A else A
            said.append(self._written(who, "other", place, f"{other} {code}", later=2))
            said.append(self._written(who, "back", place, f"{meant} {code}", later=3))
        if "stop" in does:
            said.append(self._written(who, "stop", place, stop, later=4, late=late))
        return said

    def _rating(self, who: Family) -> list[Written]:
        draw = self._draw("rate", who.family, who.guardian)
        if draw.random() >= self._rates.rating:
            return []
        return [self._written(who, "rate", 0, draw.choices(_RATINGS, _RATING_WEIGHTS)[0])]

    def _written(
        self,
        who: Family,
        what: str,
        place: int,
        text: str,
        *,
        later: int = 0,
        copies: int = 1,
        elsewhere: bool = False,
        late: bool = False,
    ) -> Written:
        rates = self._rates
        wait = self._draw("wait", who.family, who.guardian, what, place).lognormvariate(0, 1.1)
        minutes = min(wait * rates.half_minutes, rates.longest_minutes) + later * _LATER_MINUTES
        key = f"{self._seed}-{who.family}-{who.guardian}-{what}-{place}"
        return Written(key, text, minutes * 60 / rates.speed, copies, elsewhere, late)

    def _draw(self, *about: object) -> Random:
        return Random("/".join(map(str, ("mydata-replay", self._seed, *about))))

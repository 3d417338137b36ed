"""Judges what people and departments saw while parts of a city were killed: pure functions over what was noted."""

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from itertools import accumulate
from typing import Literal

Verb = Literal["give", "withdraw"]
OK, UNAVAILABLE = 200, 503


@dataclass(frozen=True, slots=True)
class Deed:
    """One giving or withdrawing as its sender saw it; one that was not acknowledged may have been done all the same.

    ``begin`` is before it was sent; after ``end`` it can no longer be done (infinity when nobody knows).
    """

    permission: int
    verb: Verb
    begin: float
    end: float
    acknowledged: bool


@dataclass(frozen=True, slots=True)
class Check:
    """One check as the department saw it; ``status`` is None when no answer came."""

    permission: int
    begin: float
    end: float
    status: int | None
    allowed: bool = False
    decision_id: str = ""


@dataclass(frozen=True, slots=True)
class Outage:
    """A part of the city, when it was killed, until when it was surely away, and when nothing held it back any more."""

    part: str
    killed: float
    surely_until: float


@dataclass(frozen=True, slots=True)
class _Order:
    """The deeds of one verb about one permission, so that one look tells what may have been done when."""

    acknowledged: tuple[float, ...]  # their ends, in order …
    latest_begin: tuple[float, ...]  # … and the latest beginning among those up to each
    tried: tuple[float, ...]  # the beginnings of all, in order …
    latest_end: tuple[float, ...]  # … and the latest end among those up to each

    @classmethod
    def of(cls, deeds: Iterable[Deed]) -> "_Order":
        tried = sorted(deeds, key=lambda deed: deed.begin)
        done = sorted((deed for deed in tried if deed.acknowledged), key=lambda deed: deed.end)
        return cls(
            tuple(deed.end for deed in done),
            tuple(accumulate((deed.begin for deed in done), max)),
            tuple(deed.begin for deed in tried),
            tuple(accumulate((deed.end for deed in tried), max)),
        )

    def done_since(self, moment: float) -> float | None:
        """When the last that was acknowledged before ``moment`` can have been done at the earliest."""
        count = bisect_left(self.acknowledged, moment)
        return self.latest_begin[count - 1] if count else None

    def possible(self, after: float, before: float) -> bool:
        """Whether one of them may have been done later than ``after`` and earlier than ``before``."""
        count = bisect_left(self.tried, before)
        return bool(count) and self.latest_end[count - 1] > after


def wrongly_allowed(deeds: Iterable[Deed], checks: Iterable[Check]) -> list[Check]:
    """This function will return the allows for which no consent can have stood (GDPR 7(3)).

    An allow needs a giving that may have been done before the answer, and after each withdrawal that was acknowledged
    before the question. Nobody has given anything before the first deed.
    """
    given, withdrawn = _orders(deeds)
    return [
        check
        for check in checks
        if check.status == OK
        and check.allowed
        and not given[check.permission].possible(
            _or_never(withdrawn[check.permission].done_since(check.begin)), check.end
        )
    ]


def wrongly_denied(deeds: Iterable[Deed], checks: Iterable[Check]) -> list[Check]:
    """This function will return the denials of what was given before the question and never withdrawn since."""
    given, withdrawn = _orders(deeds)
    wrong = []
    for check in checks:
        since = given[check.permission].done_since(check.begin)
        if check.status != OK or check.allowed or since is None:
            continue
        if not withdrawn[check.permission].possible(since, check.end):
            wrong.append(check)
    return wrong


def odd_answers(checks: Iterable[Check]) -> list[Check]:
    """This function will return the answers that are neither a decision nor 503."""
    return [check for check in checks if check.status not in (OK, UNAVAILABLE, None)]


def allowed_while_away(checks: Iterable[Check], outage: Outage) -> list[Check]:
    """This function will return the allows of questions asked and answered while the part was surely away."""
    return [
        check for check in checks if check.allowed and outage.killed <= check.begin and check.end <= outage.surely_until
    ]


def unrecorded(checks: Iterable[Check], recorded: Collection[str]) -> list[Check]:
    """This function will return the allows without a recorded use of their own, one that no other answer stands on."""
    told: set[str] = set()
    missing = []
    for check in checks:
        if check.status == OK and check.allowed:
            if check.decision_id in told or check.decision_id not in recorded:
                missing.append(check)
            told.add(check.decision_id)
    return missing


def seconds_to_the_first_right_answer(
    deeds: Collection[Deed], checks: Collection[Check], outage: Outage, *, by_page: bool = False
) -> float:
    """This function will return how long after the outage the first decision came that is right, or the first page.

    Right is a decision that contradicts nothing; a page is right when it acknowledges a deed. Infinity when none came.
    """
    after = outage.surely_until
    if by_page:
        ends = [deed.end for deed in deeds if deed.acknowledged and deed.begin >= after]
    else:
        asked = [check for check in checks if check.begin >= after and check.status == OK]
        wrong = {*wrongly_allowed(deeds, asked), *wrongly_denied(deeds, asked)}
        ends = [check.end for check in asked if check not in wrong]
    return min(ends, default=float("inf")) - after


def _orders(deeds: Iterable[Deed]) -> tuple[dict[int, _Order], dict[int, _Order]]:
    by_verb: dict[Verb, dict[int, list[Deed]]] = {"give": defaultdict(list), "withdraw": defaultdict(list)}
    for deed in deeds:
        by_verb[deed.verb][deed.permission].append(deed)
    nothing = _Order.of(())
    given, withdrawn = (
        defaultdict(lambda: nothing, {about: _Order.of(those) for about, those in by_verb[verb].items()})
        for verb in ("give", "withdraw")
    )
    return given, withdrawn


def _or_never(moment: float | None) -> float:
    return float("-inf") if moment is None else moment

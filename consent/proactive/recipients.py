"""Who is told of an offer and may answer it: the person, or everybody with a right to act for them, now."""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from consent.people.population import population_register
from consent.people.queries import ResidentView, residents
from consent.registry.queries import ActivityView


def recipients_of(activity: ActivityView, subjects: Iterable[UUID], at: datetime) -> dict[UUID, tuple[UUID, ...]]:
    """This function will return for each of ``subjects`` who is told of an offer in ``activity`` at ``at`` (aware).

    Whoever decides by the activity's own age rule is told alone; for anybody younger, and for a person this platform
    does not know, it is everybody whose right covers the activity: each guardian, whatever the other says (Act on
    Child Custody 361/1983). Nobody may be left. Raises ``Unreachable`` when the population register does not answer.
    """
    wanted = set(subjects)
    known = residents(wanted)
    represented = {subject for subject in wanted if not decides_alone(activity, known.get(subject), at)}
    rights = population_register().representatives_of_each(represented, at)
    told = {
        subject: tuple(dict.fromkeys(right.representative for right in found if right.covers(activity.code)))
        for subject, found in rights.items()
    }
    return {subject: told.get(subject, ()) if subject in represented else (subject,) for subject in wanted}


def decides_alone(activity: ActivityView, person: ResidentView | None, at: datetime) -> bool:
    """This function will tell whether a resident answers by their own word, by the activity's age of own decision."""
    return person is not None and person.age(at) >= activity.own_decision_from


def may_answer(activity: ActivityView, person: UUID, subject: UUID, at: datetime) -> bool:
    """This function will tell whether ``person`` may answer an offer to ``subject`` at ``at``, asked at the act."""
    return person in recipients_of(activity, [subject], at)[subject]

"""The register of all processing as anybody reads it: grouped by department, found by words."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from typing import Any

from django.utils.translation import gettext_lazy as _

from consent.registry.notice_words import BASES, Text, must_words
from consent.registry.queries import ActivityView

# The tone and picture of a card, by whether the activity may be relied on.
IN_FORCE, COMING, ENDED = "in_force", "coming", "ended"
STATES: dict[str, Text] = {IN_FORCE: _("In force"), COMING: _("Not yet in force"), ENDED: _("Ended")}


@dataclass(frozen=True, slots=True)
class Entry:
    """One activity in the register, in one language."""

    code: str
    title: str
    summary: str
    department: str
    basis: Text
    law: str
    must: Text
    data: str
    state: str
    state_label: Text
    version: int


@dataclass(frozen=True, slots=True)
class Group:
    """The activities of one department that are on the page."""

    code: str
    department: str
    entries: tuple[Entry, ...]


def state_of(activity: ActivityView, at: datetime) -> str:
    """This function will say whether the activity is in force at ``at``, still to come or over."""
    if activity.in_force(at):
        return IN_FORCE
    return COMING if at < activity.in_force_from else ENDED


def ordered(activities: Iterable[ActivityView], language: str) -> Sequence[ActivityView]:
    """This function will put the activities in the order of the page: by department and title in ``language``."""
    return sorted(activities, key=lambda each: (each.department.name(language), each.title(language), each.code))


def grouped(activities: Iterable[ActivityView], language: str, at: datetime) -> tuple[Group, ...]:
    """This function will return ordered activities by department, as they were published (GDPR 13, 30(1))."""
    return tuple(
        Group(code, department, tuple(entry(each, language, at) for each in some))
        for (department, code), some in groupby(
            activities, lambda each: (each.department.name(language), each.department.code)
        )
    )


def entry(activity: ActivityView, language: str, at: datetime) -> Entry:
    """This function will return one activity's entry in ``language``."""
    text = activity.text(language)
    state = state_of(activity, at)
    return Entry(
        code=activity.code,
        title=text["title"],
        summary=text["summary"],
        department=activity.department.name(language),
        basis=BASES[activity.basis],
        law=activity.law_name.get(language, "") if activity.law_ref else "",
        must=must_words(activity.basis, compulsory=activity.compulsory),
        data=", ".join(category.name(language) for category in activity.categories),
        state=state,
        state_label=STATES[state],
        version=activity.notice.version,
    )


def as_data(activities: Iterable[ActivityView], at: datetime, address: str) -> list[dict[str, Any]]:
    """This function will return the register for programs: each activity's current notice document, whole.

    ``address`` is the site's own, in front of each notice's permanent path.
    """
    return [
        {
            "activity": activity.code,
            "state": state_of(activity, at),
            "in_force_from": activity.in_force_from.isoformat(),
            "in_force_until": activity.in_force_until.isoformat() if activity.in_force_until else None,
            "version": activity.notice.version,
            "published_at": activity.notice.published_at.isoformat(),
            "sha256": activity.notice.hash.hex(),
            "url": f"{address}/activities/{activity.code}/{activity.notice.version}/",
            "contact": dict(activity.department.contact),
            "notice": activity.notice.document,
        }
        for activity in activities
    ]

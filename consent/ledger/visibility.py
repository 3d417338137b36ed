"""What somebody may see of a person's matters: one rule for every page, list and export.

A person sees everything of their own. Somebody who acts for a person sees what the right to act covers, except what is
the person's alone (docs/adr/0025-what-a-guardian-sees.md).
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from enum import StrEnum
from uuid import UUID

from consent.clock import CITY_ZONE
from consent.core.vocabulary import DecidedBy
from consent.ledger.models import PermissionChange
from consent.people.ages import FULL_AGE
from consent.people.representation import Representation
from consent.registry.queries import ActivityView

# From this age on nothing that a young person decides is a guardian's to see: Data Protection Act 1050/2018 s. 5.
OWN_AFFAIRS_FROM = 13
# From this age on a person has standing of their own: Administrative Procedure Act 434/2003 s. 14.
OWN_STANDING_FROM = 15


class Extent(StrEnum):
    """How much of a matter one may see."""

    WHOLE = "whole"
    EXISTENCE = "existence"  # what the activity is and who decides; no state, decision, use or history
    NOTHING = "nothing"  # like an activity that does not exist


@dataclass(frozen=True, slots=True)
class Sight:
    """Who looks at whom: the person's ``age``, whether their home is secret, and the right (None: the person).

    Law: Data Protection Act 1050/2018 s. 5; Act on Child Custody 361/1983 s. 4 and 5; Act 661/2009 s. 36.
    """

    age: int
    non_disclosure: bool
    right: Representation | None

    @property
    def of_young_person(self) -> bool:
        """Whether somebody else looks at the matters of a person of 13–17."""
        return self.right is not None and OWN_AFFAIRS_FROM <= self.age < FULL_AGE

    @property
    def tells_times(self) -> bool:
        """Whether single uses and their times may be told: a time pattern tells where a child is.

        A secret home is kept from everybody but the person, who sees everything from 15 on (Act 661/2009).
        """
        return not self.non_disclosure or (self.right is None and self.age >= OWN_STANDING_FROM)

    @property
    def sees_unregistered(self) -> bool:
        """Whether looks under a code that nobody registered are shown, of which nobody knows whose matter they are."""
        return self.right is None or (self.right.covers(None) and not self.of_young_person)

    def extent(self, activity: ActivityView, *, self_decided: bool = False) -> Extent:
        """This function will say how much of ``activity`` may be seen.

        ``self_decided`` tells that the person has ever decided on it themselves: what a young person decided stays
        theirs also when the activity's age is raised afterwards.
        """
        if self.right is None:
            return Extent.WHOLE
        decides_alone = self.age >= activity.own_decision_from
        if not self.right.covers(activity.code) or (activity.confidential and decides_alone):
            return Extent.NOTHING
        if self.of_young_person and (decides_alone or self_decided):
            return Extent.EXISTENCE
        return Extent.WHOLE


def extents(sight: Sight, subject: UUID, activities: Iterable[ActivityView]) -> dict[str, Extent]:
    """This function will say by code how much of each activity may be seen of ``subject``, in at most one statement."""
    own = self_decided(subject) if sight.of_young_person else frozenset()
    return {view.code: sight.extent(view, self_decided=view.code in own) for view in activities}


def self_decided(subject: UUID) -> frozenset[str]:
    """This function will return the activities (codes) on which ``subject`` has ever decided themself."""
    own = PermissionChange.objects.filter(subject=subject, decided_by=DecidedBy.SELF)
    return frozenset(own.order_by().values_list("activity", flat=True).distinct())


def week_of(at: datetime) -> datetime:
    """This function will return the midnight in the city that begins the week (Monday to Sunday) of ``at``.

    What may not be told by the day is told by the week, and only once that week is over.
    """
    day = at.astimezone(CITY_ZONE).date()
    return datetime.combine(day - timedelta(days=day.weekday()), time.min, tzinfo=CITY_ZONE)

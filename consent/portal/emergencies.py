"""The notice on the first page: data of the person were used in an emergency, until that has been seen."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from consent.ledger.emergency_queries import Unseen, unseen_emergencies
from consent.ledger.visibility import Extent
from consent.portal.acting import Acting
from consent.registry.queries import ActivityView


@dataclass(frozen=True, slots=True)
class EmergencyRow:
    """One use in an emergency: when, by whom and what for."""

    at: datetime
    who: str
    why: str


@dataclass(frozen=True, slots=True)
class EmergencyNotice:
    """The uses that have not been seen, newest first, and up to which event they go."""

    rows: tuple[EmergencyRow, ...]
    up_to: int


def emergency_notice(
    acting: Acting, views: Collection[ActivityView], extents: dict[str, Extent], language: str
) -> EmergencyNotice | None:
    """This function will return the notice for the one who acts, None when there is nothing new that one may see.

    Nothing is told where a time could tell where a child is (Act 661/2009 s. 36). GDPR 5(1)(a), 12(1).
    """
    unseen = unseen_by(acting, views, extents)
    if not unseen:
        return None
    titles = {view.code: view.title(language) for view in views}
    departments = {view.department.code: view.department.name(language) for view in views}
    rows = [
        EmergencyRow(one.at, departments.get(one.department, one.department), titles.get(one.activity, one.activity))
        for one in unseen
    ]
    return EmergencyNotice(tuple(rows), unseen[0].event_id)


def unseen_by(acting: Acting, views: Collection[ActivityView], extents: dict[str, Extent]) -> list[Unseen]:
    """This function will return the uses in an emergency of which the one who acts has not seen the notice."""
    # Only what declares it is ever used in an emergency; where nothing does, nothing is asked.
    among = [view.code for view in views if view.break_glass and extents.get(view.code) is Extent.WHOLE]
    if not among or not acting.sight.tells_times or acting.actor.subject is None:
        return []
    return unseen_emergencies(acting.subject, reader=acting.actor.subject, among=among)

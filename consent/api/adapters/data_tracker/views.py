"""The Estonian Data Tracker's v2.1 interface: a national portal asks on a person's behalf who used their data.

``/adapters/data-tracker/v2/…``, off unless ``ADAPTER_DATA_TRACKER`` is on. The personal code travels in the address
because that standard says so; no log of ours keeps an address's query.
"""

from typing import Any
from uuid import UUID

from django.conf import settings
from django.http import Http404
from drf_spectacular.utils import extend_schema
from rest_framework.exceptions import Throttled
from rest_framework.request import Request
from rest_framework.response import Response

from consent import clock
from consent.api.access.quotas import seconds_to_next_minute
from consent.api.adapters.data_tracker.question import Question, read
from consent.api.authentication import caller_of
from consent.api.permissions import has_scope
from consent.api.views import ApiView
from consent.core.events import moment
from consent.ledger.actions.look_up import may_look_up
from consent.ledger.actions.view_through_portal import record_portal_view
from consent.ledger.use_search import FoundUses, find_uses
from consent.ledger.visibility import Extent, Sight, extents
from consent.people import queries as people
from consent.people.actors import Actor
from consent.people.ages import FULL_AGE
from consent.people.population import population_register
from consent.people.representation import RepresentationKind
from consent.registry.queries import ActivityView, activities, departments
from consent.rights import periods

LANGUAGE = "fi"
NOTHING = FoundUses(0, ())


class DataTrackerView(ApiView):
    """A door that is not there unless the operator opened it."""

    permission_classes = [has_scope("uses:find")]

    @staticmethod
    def is_open() -> bool:
        """This function will tell whether the operator opened it; its scope is not named in the metadata if not."""
        return bool(settings.ADAPTERS.data_tracker)

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        """This function will let REST framework see who asks, then whether there is anything to ask."""
        super().initial(request, *args, **kwargs)
        if not self.is_open():
            raise Http404


class FindUsage(DataTrackerView):
    """Who looked at somebody's data, newest first."""

    @extend_schema(exclude=True)
    def get(self, request: Request) -> Response:
        """This function will answer with the uses that the one in ``X-Road-UserId`` may see (C-579/21).

        Unknown people, people without a right to act for the other and people nobody looked at are told the same. It
        is counted as a look-up before anybody is looked for, so a stolen token walks through no city (GDPR 32(1)), and
        what is told is recorded first, for the person to see.
        """
        asked, caller = read(request), caller_of(request)
        if not may_look_up(client=caller.client_id, department=caller.department):
            raise Throttled(wait=seconds_to_next_minute(clock.now()))
        known = activities()
        found = _found(asked, known, caller.client_id)
        titles = {view.code: view.title(LANGUAGE) for view in known}
        names = {department.code: department.name(LANGUAGE) for department in departments()}
        usages = [
            {
                "logtime": moment(use.at),
                "action": titles.get(use.activity, use.activity),
                "receiverCode": use.department,
                "receiverSystem": use.system,
                **({"receiverName": names[use.department]} if use.department in names else {}),
            }
            for use in found.rows
        ]
        return _answer({"totalUsages": found.total, "usages": usages})


class UsagePeriod(DataTrackerView):
    """How far back uses are kept."""

    @extend_schema(exclude=True)
    def get(self, request: Request) -> Response:
        """This function will say from when on there are uses to be found; there is no end but now."""
        return _answer({"periodStart": moment(periods.cut(periods.USES, clock.now()))})


class Heartbeat(DataTrackerView):
    """Whether there is anybody to ask."""

    @extend_schema(exclude=True)
    def get(self, request: Request) -> Response:
        """This function will say that the ledger answers: the token was just looked up in it."""
        return _answer({"status": "OK", "message": "The ledger answers."})


def _answer(content: dict[str, Any]) -> Response:
    return Response(content, headers={"Cache-Control": "no-store"})


def _found(asked: Question, known: list[ActivityView], client: str) -> FoundUses:
    user, person = (people.subject_of_national_id(code) for code in (asked.user, asked.person))
    if user is None or person is None:
        return NOTHING
    sight = _sight(user, person)
    if sight is None or not sight.tells_times:
        return NOTHING
    seen = extents(sight, person, known)
    whole = [code for code, extent in seen.items() if extent is Extent.WHOLE]
    record_portal_view(actor=Actor.system("data-tracker"), client=client, subject=person, own=user == person)
    return find_uses(
        person,
        among=None if sight.sees_unregistered else whole,
        hidden=seen.keys() - set(whole),
        since=asked.since,
        until=asked.until,
        offset=asked.offset,
        limit=asked.limit,
    )


def _sight(user: UUID, person: UUID) -> Sight | None:
    """By the same rules as the portal; None for somebody who may see nothing of the person's."""
    at = clock.now()
    resident = people.resident(person)
    if user == person:
        # Somebody who has not enrolled here is told of their own uses too: the portal elsewhere knows who they are.
        age, secret = (resident.age(at), resident.non_disclosure) if resident else (FULL_AGE, False)
        return Sight(age, secret, None)
    rights = {right.represented: right for right in reversed(population_register().representations_by(user, at))}
    right = rights.get(person)
    if right is None or resident is None:
        return None
    if right.kind is RepresentationKind.GUARDIAN and resident.age(at) >= FULL_AGE:
        return None
    return Sight(resident.age(at), resident.non_disclosure, right)

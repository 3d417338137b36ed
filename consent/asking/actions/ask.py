"""Ask residents to decide about a department's own consent activities."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID, uuid4

from django.db import transaction

from consent import clock
from consent.asking.locks import one_asker_at_a_time
from consent.asking.models import ConsentRequest
from consent.asking.queries import latest_requests, return_uris
from consent.asking.request_view import RequestView
from consent.asking.rules import refusal_of
from consent.asking.vocabulary import DAYS_OPEN, LONGEST_STATE, MOST_AT_ONCE, MOST_DAYS_OPEN, Refusal
from consent.core.errors import Invalid, NotAllowed
from consent.core.events import Kind
from consent.core.keys import seal
from consent.core.permissions import Permission
from consent.core.vocabulary import Basis
from consent.ledger.standing_queries import standing_of
from consent.log.append import append_many, draw_ids
from consent.log.recording import make_keys
from consent.log.sealing import bound_to
from consent.people.actors import Actor
from consent.people.pairwise_queries import subjects_of_pairwise_ids
from consent.registry.queries import ActivityView, activities


@dataclass(frozen=True, slots=True)
class Asker:
    """The client behind a living token, and its department."""

    client: str
    department: str


@dataclass(frozen=True, slots=True, repr=False)
class Wish:
    """One person (by the department's own id) to be asked about one activity (a code), open for ``days``.

    ``state`` is handed back to the department's page at ``return_uri`` and read by nobody else.
    """

    person: str
    activity: str
    days: int = DAYS_OPEN
    return_uri: str = ""
    state: str = ""


@dataclass(frozen=True, slots=True)
class _Question:
    wish: Wish
    subject: UUID
    activity: ActivityView
    permission: Permission


def ask_for_consent(*, actor: Actor, asker: Asker, wishes: Sequence[Wish]) -> list[RequestView | Refusal]:
    """This function will ask, each wish for itself, and return for each the request or why it was not made.

    An id that was never issued to the department and another department's look the same; somebody who is known by an
    issued id alone is asked like everybody. All or none of a call is recorded. Raises ``NotAllowed`` for an actor other
    than the system and ``Invalid`` for too many wishes, or one out of bounds. GDPR 4(11), 7(2).
    """
    if actor.kind != "system":
        raise NotAllowed("not_a_department")
    _check_bounds(wishes)
    with transaction.atomic():
        one_asker_at_a_time(asker.department)
        at = clock.now()
        judged = _judged(asker, wishes, at)
        questions = [one for one in judged if isinstance(one, _Question)]
        asked = iter(_recorded(asker, questions, at))
        return [next(asked) if isinstance(one, _Question) else one for one in judged]


def _check_bounds(wishes: Sequence[Wish]) -> None:
    problems = [] if 1 <= len(wishes) <= MOST_AT_ONCE else [f"Ask 1 to {MOST_AT_ONCE} at once."]
    if any(not 1 <= wish.days <= MOST_DAYS_OPEN for wish in wishes):
        problems.append(f"A request is open for 1 to {MOST_DAYS_OPEN} days.")
    if any(len(wish.state) > LONGEST_STATE for wish in wishes):
        problems.append(f"A state is {LONGEST_STATE} characters at most.")
    if any(wish.state and not wish.return_uri for wish in wishes):
        problems.append("A state goes back with a return address only.")
    if problems:
        raise Invalid("bad_request", problems)


def _judged(asker: Asker, wishes: Sequence[Wish], at: datetime) -> list[_Question | Refusal]:
    subjects = subjects_of_pairwise_ids(asker.department, {wish.person for wish in wishes})
    known = {view.code: view for view in activities({wish.activity for wish in wishes})}
    own = {code: view for code, view in known.items() if view.department.code == asker.department}
    addresses = return_uris(asker.client) if any(wish.return_uri for wish in wishes) else frozenset()
    pairs = {
        (subjects[wish.person], wish.activity) for wish in wishes if wish.person in subjects and wish.activity in own
    }
    stands, before = standing_of(pairs), latest_requests(pairs, at)
    asked: set[tuple[UUID, str]] = set()

    def judge(wish: Wish) -> _Question | Refusal:
        activity, subject = own.get(wish.activity), subjects.get(wish.person)
        if activity is None or not activity.in_force(at):
            return Refusal.NO_SUCH_ACTIVITY
        if activity.basis is not Basis.CONSENT:
            return Refusal.NOT_CONSENT
        if wish.return_uri and wish.return_uri not in addresses:
            return Refusal.RETURN_URI_NOT_REGISTERED
        if subject is None:
            return Refusal.NO_SUCH_PERSON
        pair = (subject, wish.activity)
        permission = stands.get(pair, Permission())
        refusal = refusal_of(activity, permission, before.get(pair), at)
        if refusal is not None or pair in asked:
            return refusal or Refusal.ASKED_ALREADY
        asked.add(pair)
        return _Question(wish, subject, activity, permission)

    return [judge(wish) for wish in wishes]


def _recorded(asker: Asker, questions: Sequence[_Question], at: datetime) -> list[RequestView]:
    if not questions:
        return []
    keys = make_keys({one.subject for one in questions}, at)
    rows = [
        ConsentRequest(
            event_id=event_id,
            request=uuid4(),
            subject=one.subject,
            department=asker.department,
            client=asker.client,
            activity=one.activity.code,
            notice_version=one.activity.notice.version,
            permission_version=one.permission.version,
            expires_at=at + timedelta(days=one.wish.days),
            return_uri=one.wish.return_uri,
            sealed=seal(keys[one.subject], one.wish.state.encode(), bound_to(event_id)) if one.wish.state else None,
        )
        for event_id, one in zip(draw_ids(len(questions)), questions, strict=True)
    ]
    append_many([(Kind.CONSENT_REQUESTED, row.subject, row) for row in rows], at=at)
    return [_view(row) for row in rows]


def _view(row: ConsentRequest) -> RequestView:
    return RequestView(
        id=row.request,
        position=row.event_id,
        subject=row.subject,
        department=row.department,
        client=row.client,
        activity=row.activity,
        notice_version=row.notice_version,
        asked_at=row.recorded_at,
        expires_at=row.expires_at,
        return_uri=row.return_uri,
        sealed=None if row.sealed is None else bytes(row.sealed),
    )

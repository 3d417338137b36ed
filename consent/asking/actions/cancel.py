"""Take a request back that nobody has answered."""

from dataclasses import replace
from uuid import UUID

from django.db import transaction

from consent import clock
from consent.asking.actions.ask import Asker
from consent.asking.locks import one_asker_at_a_time
from consent.asking.models import Cancellation
from consent.asking.queries import request_by_id
from consent.asking.request_view import RequestView
from consent.asking.vocabulary import Status
from consent.core.errors import Conflict, NotAllowed
from consent.core.events import Kind
from consent.ledger.changes import lock_permission
from consent.log.append import append
from consent.people.actors import Actor


def cancel_request(*, actor: Actor, asker: Asker, request: UUID) -> RequestView:
    """This function will cancel a waiting request of the asker's department, any client's, and return it.

    Cancelling again changes nothing. The person is not asked anew for that: a question counts once it was put. Raises
    ``NotFound`` for another department's request as for none, ``Conflict`` (``not_waiting``) for one that was answered
    or has run out, and ``NotAllowed`` for an actor other than the system.
    """
    if actor.kind != "system":
        raise NotAllowed("not_a_department")
    with transaction.atomic():
        one_asker_at_a_time(asker.department)
        found = request_by_id(request, clock.now(), department=asker.department)
        # Whoever is deciding at this moment decides first or not at all.
        lock_permission(found.subject, found.activity)
        at = clock.now()
        found = request_by_id(request, at, department=asker.department)
        if found.status is Status.CANCELLED:
            return found
        if found.status is not Status.WAITING:
            raise Conflict("not_waiting")
        row = Cancellation(request=request, subject=found.subject, department=asker.department, client=asker.client)
        append(Kind.CONSENT_REQUEST_CANCELLED, found.subject, row, at)
        return replace(found, status=Status.CANCELLED, cancelled_at=at)

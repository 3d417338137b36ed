"""The page of one request: what a department asks, an answer or none, and the way back to where one came from."""

from dataclasses import replace
from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from consent.asking.answers import host_of, may_go_back, way_back
from consent.asking.queries import RequestView, request_by_id
from consent.asking.vocabulary import Status
from consent.core.errors import NotFound
from consent.ledger.queries import PermissionView, permission_of
from consent.ledger.visibility import Extent
from consent.portal import wording
from consent.portal.acting import Acting, acting_as
from consent.portal.asked import asked_card
from consent.portal.cards import card_of, decides_here, extent_of
from consent.portal.guards import resident_only


@require_safe
@resident_only
def request_page(request: HttpRequest, acting: Acting, identifier: UUID) -> HttpResponse:
    """This function will show a request to whom it concerns or who decides for them (GDPR 7(2)).

    To everybody else it does not exist. Whoever acts for another person at this moment is first asked to change over.
    """
    asked, there, permission = _mine(acting, identifier)
    context: dict[str, Any] = {
        "acting": acting,
        "acting_for": acting.other,
        "asked": asked,
        "department": permission.activity.department.name(get_language() or "fi"),
        "card": card_of(permission, there, get_language() or "fi"),
    }
    if there.subject != acting.subject:
        whose = next(person for person in acting.choices if person.subject == there.subject)
        return render(request, "portal/request_of_another.html", context | {"whose": whose})
    waits = asked.status is Status.WAITING
    return render(
        request,
        "portal/request.html",
        context
        | {
            # Uses are a matter of the permission's own page.
            "card": asked_card(replace(context["card"], uses_text=""), permission, asked if waits else None),
            "waits": waits,
            "status_label": wording.REQUESTS[asked.status],
            "back": str(asked.id),
            "way_back": host_of(asked) if may_go_back(asked) else "",
        },
    )


@require_safe
@resident_only
def back(request: HttpRequest, acting: Acting, identifier: UUID) -> HttpResponse:
    """This function will send the person on to the department's registered page, with an answer signed just now."""
    asked, _, _ = _mine(acting, identifier)
    try:
        return HttpResponseRedirect(way_back(asked, acting.at))
    except NotFound:
        raise Http404 from None


def _mine(acting: Acting, identifier: UUID) -> tuple[RequestView, Acting, PermissionView]:
    """The request, how one acts for the person it is about, and where that person stands; 404 for anybody else."""
    try:
        asked = request_by_id(identifier, acting.at)
        there = acting_as(acting, asked.subject)
        if there is None:
            raise Http404
        permission = permission_of(asked.subject, asked.activity, acting.at, with_uses=False)
    except NotFound:
        raise Http404 from None
    decides = there.right is None or decides_here(permission.activity, there)
    if not decides or extent_of(permission, there) is not Extent.WHOLE:
        raise Http404
    return asked, there, permission

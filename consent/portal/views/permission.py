"""One permission: where the person stands, what it is about, who looked, what has been decided."""

from http import HTTPStatus
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from consent.asking.queries import RequestView, waiting_for
from consent.core.errors import NotFound
from consent.core.vocabulary import State
from consent.ledger.queries import PermissionView, permission_of
from consent.ledger.visibility import Extent
from consent.portal.acting import Acting
from consent.portal.cards import card_of, extent_of
from consent.portal.controls import WITHDRAW
from consent.portal.guards import resident_only
from consent.portal.lexicon import Lexicon
from consent.portal.rows import change_row, use_row
from consent.portal.stops import stop_rows
from consent.registry.differences import differences
from consent.registry.queries import notice

STOPPED = frozenset({State.WITHDRAWN, State.OBJECTED, State.RESTRICTED})


@require_safe
@resident_only
def permission(request: HttpRequest, acting: Acting, activity: str) -> HttpResponse:
    """This function will show one permission; unknown and not mine to see are the same 404."""
    view = permission_or_404(acting, activity)
    return render(request, "portal/permission.html", page_of(view, acting))


def permission_or_404(acting: Acting, activity: str) -> PermissionView:
    """This function will return the permission when the one who acts may see it, and raise ``Http404`` otherwise."""
    try:
        view = permission_of(acting.subject, activity, acting.at)
    except NotFound:
        raise Http404 from None
    extent = extent_of(view, acting)
    # One that has ended is there only for whom it was decided on, so that its being there would tell of a decision.
    if extent is Extent.NOTHING or (extent is Extent.EXISTENCE and not view.activity.in_force(acting.at)):
        raise Http404
    return view


def changed_notice(request: HttpRequest, acting: Acting, activity: str, seen_version: int) -> HttpResponse:
    """This function will say, with 409, that nothing was saved and what has changed since ``seen_version``."""
    view = permission_or_404(acting, activity)
    try:
        old = notice(activity, seen_version)
    except NotFound:
        raise Http404 from None
    language = get_language() or "fi"
    changed = {
        "old_version": old.version,
        "new_version": view.activity.notice.version,
        "differences": differences(old, view.activity.notice, language),
    }
    context = page_of(view, acting) | {"changed": changed, "next_path": f"/permissions/{activity}/"}
    return render(request, "portal/permission.html", context, status=HTTPStatus.CONFLICT)


def proofs_outlive(view: PermissionView) -> bool:
    """This function will tell whether a source may honour a proof after a withdrawal, for half a minute at most.

    Only a consent that counts is proven, and only where data of one department go to another (docs/permits.md).
    """
    counts = view.state is State.GRANTED and not view.waiting_for_guardian
    return counts and view.activity.hands_over()


def page_of(view: PermissionView, acting: Acting) -> dict[str, Any]:
    """This function will return what the page of one permission shows."""
    language = get_language() or "fi"
    card = card_of(view, acting, language)
    page = {
        "acting": acting,
        "acting_for": acting.other,
        "card": card,
        "proofs_outlive": WITHDRAW in card.controls and proofs_outlive(view),
        "ended": not view.activity.in_force(acting.at),
    }
    if extent_of(view, acting) is not Extent.WHOLE:
        return page
    lexicon = Lexicon.of([view.activity], language)
    stops = stop_rows(view.latest_changes, acting)
    changes = [change_row(change, lexicon, acting, stops.get(change.event_id)) for change in view.latest_changes]
    return page | {
        "asked": _asked(view, acting),
        "uses": [use_row(use, lexicon) for use in view.latest_uses] if acting.sight.tells_times else [],
        "by_week": not acting.sight.tells_times,
        "changes": changes,
        # What stands is the newest decision: a stop that was taken back has nothing to confirm any more.
        "stop": changes[0].stop if changes and view.state in STOPPED else None,
        "more_changes": view.more_changes,
    }


def _asked(view: PermissionView, acting: Acting) -> RequestView | None:
    """The request that waits for an answer. After a withdrawal the page tells who has stopped, and no more is asked."""
    if view.state in STOPPED:
        return None
    return waiting_for([acting.subject], acting.at).get((acting.subject, view.activity.code))

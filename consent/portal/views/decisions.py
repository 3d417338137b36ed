"""Give, don't give, withdraw, object: each a POST that does one thing and then says what the server did."""

from collections.abc import Callable
from functools import partial
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import BadRequest
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from consent.core.errors import Conflict, NotAllowed, NotFound
from consent.core.vocabulary import Channel
from consent.ledger.actions.grant import grant_consent
from consent.ledger.actions.object import object_to_activity
from consent.ledger.actions.refuse import refuse_consent
from consent.ledger.actions.withdraw import withdraw_consent
from consent.ledger.changes import Recorded
from consent.ledger.visibility import Extent
from consent.portal.acting import Acting
from consent.portal.cards import extent_of, law_of
from consent.portal.guards import resident_only
from consent.portal.outcomes import tell
from consent.portal.views.permission import changed_notice, permission_or_404

Act = Callable[..., Recorded]

# One text whoever is refused and why: custody and safety are nobody's business here.
NEUTRAL = gettext_lazy(
    "This cannot be decided here. Nothing was saved. Check whom you act for; the city’s customer service helps."
)


@require_POST
@resident_only
def give(request: HttpRequest, acting: Acting, activity: str) -> HttpResponse:
    """This function will give a permission on the exact notice that was shown (GDPR 4(11), 7(2))."""
    return _decide_on_notice(request, acting, activity, grant_consent)


@require_POST
@resident_only
def refuse(request: HttpRequest, acting: Acting, activity: str) -> HttpResponse:
    """This function will record that the permission is not given."""
    return _decide_on_notice(request, acting, activity, refuse_consent)


@require_POST
@resident_only
def withdraw(request: HttpRequest, acting: Acting, activity: str) -> HttpResponse:
    """This function will take a permission back; no reason is asked and no notice stands in the way (GDPR 7(3))."""
    return _decide(request, acting, activity, withdraw_consent)


@require_POST
@resident_only
def object_(request: HttpRequest, acting: Acting, activity: str) -> HttpResponse:
    """This function will record an objection to processing for a public task (GDPR 21(1))."""
    return _decide(request, acting, activity, object_to_activity)


def _decide_on_notice(request: HttpRequest, acting: Acting, activity: str, act: Act) -> HttpResponse:
    seen_version = _version(request)
    try:
        return _decide(request, acting, activity, partial(act, notice_version=seen_version))
    except Conflict as conflict:
        if conflict.code != "notice_changed":
            raise
        return changed_notice(request, acting, activity, seen_version)


def _decide(request: HttpRequest, acting: Acting, activity: str, act: Act) -> HttpResponse:
    permission_or_404(acting, activity)
    if request.POST.get("person") != str(acting.subject):
        # The page was opened for one person and sent while acting for another: neither may be decided for.
        messages.warning(request, NEUTRAL)
        return _back(request, activity)
    terms: dict[str, Any] = {"language": get_language() or "fi", "channel": Channel.PORTAL}
    try:
        recorded = act(actor=acting.actor, subject=acting.subject, activity=activity, **terms)
    except NotFound as missing:
        if missing.code != "unknown_person":
            raise Http404 from None
        # The right ended between the look-up of this request and that of the act.
        messages.warning(request, NEUTRAL)
        return _back(request, activity)
    except NotAllowed:
        messages.warning(request, NEUTRAL)
        return _back(request, activity)
    except Conflict as conflict:
        if conflict.code == "notice_changed":
            raise
        messages.warning(request, _why_not(conflict, acting, activity))
        return _back(request, activity)
    _tell(request, acting, activity, recorded)
    return _back(request, activity)


def _tell(request: HttpRequest, acting: Acting, activity: str, recorded: Recorded) -> None:
    """Also of an act: what a young person has decided must not be read off what an act of a guardian changed."""
    permission = permission_or_404(acting, activity)
    if extent_of(permission, acting) is Extent.WHOLE:
        tell(request, permission, recorded)
        return
    assert acting.other is not None  # noqa: S101  (one sees one's own matters whole)
    hidden = _("What has been decided and who has used the data is shown to %(name)s only.")
    messages.info(request, hidden % {"name": acting.other.label})


def _why_not(conflict: Conflict, acting: Acting, activity: str) -> str:
    if conflict.code == "compulsory":
        law = law_of(permission_or_404(acting, activity).activity, get_language() or "fi")
        return _("A law makes this compulsory, so it cannot be objected to: %(law)s. Nothing was saved.") % {"law": law}
    return _("This could not be done as things stand now. Nothing was saved.")


def _version(request: HttpRequest) -> int:
    text = request.POST.get("notice_version", "")
    if not (text.isascii() and text.isdigit() and len(text) <= 9):
        raise BadRequest("notice_version")
    return int(text)


def _back(request: HttpRequest, activity: str) -> HttpResponseRedirect:
    return HttpResponseRedirect(f"{_place(request.POST.get('back', ''), activity)}#status")


def _place(back: str, activity: str) -> str:
    if back == "home":
        return "/"
    try:
        return f"/requests/{UUID(back)}/"
    except ValueError:
        return f"/permissions/{activity}/"

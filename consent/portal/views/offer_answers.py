"""A or B, an opinion, a person to look again: each a POST that does one thing and then says what the server did."""

from collections.abc import Callable
from functools import partial
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils import timezone
from django.utils.dateformat import format as format_date
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from consent.core.errors import Conflict, Invalid, NotAllowed, NotFound
from consent.portal.acting import Acting
from consent.portal.guards import resident_only
from consent.portal.offer_cards import Mine, mine_or_404
from consent.portal.views.decisions import NEUTRAL
from consent.proactive.actions.answer_offer import answer_offer
from consent.proactive.actions.ask_review import ask_review
from consent.proactive.actions.rate_offer import rate_offer
from consent.proactive.outcomes import Answered, Outcome
from consent.proactive.queries import offer
from consent.proactive.resident_queries import number_in_line
from consent.proactive.vocabulary import AnsweredBy, Choice

CHOOSE = gettext_lazy("Choose A or B. Nothing was sent.")
CHOOSE_RATING = gettext_lazy("Choose a number from 1 to 5. Nothing was sent.")
GONE = gettext_lazy("This could not be done as things stand now. Nothing was saved.")
_RATINGS = frozenset("12345")


@require_POST
@resident_only
def answer(request: HttpRequest, acting: Acting, identifier: UUID) -> HttpResponse:
    """This function will take the answer A or B to an offer: a service choice, never a consent (GDPR 4(11))."""
    mine = mine_or_404(acting, identifier)
    said = request.POST.get("choice", "")
    if said not in set(Choice):
        messages.error(request, CHOOSE)
        return _back(identifier)
    if not _for_whom_it_was_opened(request, acting, mine):
        return _back(identifier)
    try:
        done = answer_offer(
            actor=acting.actor,
            offer=identifier,
            choice=Choice(said),
            channel=AnsweredBy.PORTAL,
            recipient=acting.actor.subject,
        )
    except (NotFound, NotAllowed):
        # The right ended between the look-up of this request and that of the act.
        messages.warning(request, NEUTRAL)
        return _back(identifier)
    _tell(request, done, mine)
    return _back(identifier)


@require_POST
@resident_only
def rate(request: HttpRequest, acting: Acting, identifier: UUID) -> HttpResponse:
    """This function will keep how satisfied somebody was with how the service was offered."""
    mine = mine_or_404(acting, identifier)
    rating = request.POST.get("rating", "")
    if rating not in _RATINGS:
        messages.error(request, CHOOSE_RATING)
        return _back(identifier)
    if not _for_whom_it_was_opened(request, acting, mine):
        return _back(identifier)
    # One kind of line break, as the browser counted it.
    comment = request.POST.get("comment", "").replace("\r\n", "\n")
    rated = partial(rate_offer, rating=int(rating), comment=comment, channel=AnsweredBy.PORTAL)
    if _done(request, acting, rated, identifier):
        messages.success(request, _("Thank you. Your feedback was saved."))
    return _back(identifier)


@require_POST
@resident_only
def review(request: HttpRequest, acting: Acting, identifier: UUID) -> HttpResponse:
    """This function will ask a person to look at what rules alone have decided (GDPR 22(3))."""
    mine = mine_or_404(acting, identifier)
    if _for_whom_it_was_opened(request, acting, mine) and _done(request, acting, ask_review, identifier):
        messages.success(
            request, _("Your request was saved. A person in the city looks at the matter and answers you.")
        )
    return _back(identifier)


def _done(request: HttpRequest, acting: Acting, act: Callable[..., bool], identifier: UUID) -> bool:
    try:
        if not act(actor=acting.actor, offer=identifier):
            messages.info(request, _("This had been sent already, and nothing changed."))
            return False
    except (NotFound, NotAllowed):
        messages.warning(request, NEUTRAL)
        return False
    except (Conflict, Invalid):
        messages.warning(request, GONE)
        return False
    return True


def _for_whom_it_was_opened(request: HttpRequest, acting: Acting, mine: Mine) -> bool:
    """Whether the page was opened for the person one acts for now: otherwise nothing is done for either."""
    if request.POST.get("person") == str(acting.subject) == str(mine.offer.subject):
        return True
    messages.warning(request, NEUTRAL)
    return False


def _tell(request: HttpRequest, done: Answered, mine: Mine) -> None:
    names = {"service": mine.offer.campaign.service[get_language() or "fi"]}
    if done.outcome in (Outcome.STOPPED, Outcome.NOT_OPEN, Outcome.LATE):
        messages.warning(request, _FAILED[done.outcome] % names)
    elif not done.changed:
        messages.info(request, _("%(service)s: you had answered so already, and nothing changed.") % names)
    elif done.outcome is Outcome.WAITING:
        names["number"] = str(number_in_line(offer(done.offer)) or "")
        messages.success(request, _WAITING % names)
    elif done.outcome is Outcome.CONFLICTING:
        messages.warning(request, _CONFLICTING % names)
    else:
        deadline = timezone.localtime(mine.offer.campaign.deadline)
        names["until"] = format_date(deadline, _("j F Y, H:i"))
        accepted = done.outcome is Outcome.ACCEPTED
        messages.success(request, (_ACCEPTED if accepted else _DECLINED) % names)


_ACCEPTED = gettext_lazy("%(service)s: you accepted the offer. You can change the answer until %(until)s.")
_DECLINED = gettext_lazy(
    "%(service)s: you declined the offer. Nothing was lost by it. You can change the answer until %(until)s."
)
_WAITING = gettext_lazy(
    "%(service)s: your answer was saved. All places are taken now. You are number %(number)s on the waiting list, and "
    "you are told when a place becomes free."
)
_CONFLICTING = gettext_lazy(
    "%(service)s: your answer was saved. The other guardian has answered differently, so nothing is decided yet. A "
    "person in the city gets in touch with both of you."
)
_FAILED = {
    Outcome.STOPPED: gettext_lazy(
        "%(service)s: the city may no longer use the data for this offer, so the offer was stopped. Nothing was saved."
    ),
    Outcome.NOT_OPEN: gettext_lazy("%(service)s: this offer is no longer open. Nothing was saved."),
    Outcome.LATE: gettext_lazy(
        "%(service)s: the time to answer has ended. Nothing was saved. You can still apply with the ordinary form."
    ),
}


def _back(identifier: UUID) -> HttpResponseRedirect:
    return HttpResponseRedirect(f"/offers/{identifier}/#status")

"""Uses in an emergency: the officer's queue, what was said with each, and what the review of it found."""

from datetime import timedelta
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import BadRequest
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from consent import clock
from consent.audit.console import dpo_page
from consent.audit.filters import LARGEST_ID, read_before
from consent.audit.names import Names
from consent.audit.reader import acting_member_of_staff
from consent.audit.rows import reference
from consent.core.errors import Conflict, NotFound
from consent.ledger.actions.review_use import LONGEST_WORDS, SHORTEST_WORDS, review_use
from consent.ledger.actions.view_as_staff import EMERGENCY, record_staff_view
from consent.ledger.emergency_queries import EmergencyView, emergencies, emergency
from consent.ledger.event_queries import person_of_event
from consent.ledger.sealed_words import reviews_of_uses, said_of_use
from consent.signin.guards import staff_only

PAGE_SIZE = 50
# How long one recorded look opens what was said.
FRESH = timedelta(minutes=10)
SHOWN = ("", "reviewed")
NO_WORDS = gettext_lazy("Write in at least 10 characters what you found: the person will read this.")


class ReviewForm(forms.Form):
    """What an officer found about a use in an emergency."""

    found = forms.ChoiceField(
        choices=(("right", gettext_lazy("The use was right")), ("wrong", gettext_lazy("The use was wrong"))),
        error_messages={
            "required": gettext_lazy("Choose whether the use was right or wrong."),
            "invalid_choice": gettext_lazy("Choose whether the use was right or wrong."),
        },
    )
    words = forms.CharField(
        min_length=SHORTEST_WORDS,
        max_length=LONGEST_WORDS,
        error_messages={
            "required": NO_WORDS,
            "min_length": NO_WORDS,
            "max_length": gettext_lazy("Write at most 1,000 characters."),
        },
    )


@require_safe
@staff_only("dpo")
def emergency_uses(request: HttpRequest) -> HttpResponse:
    """This function will list uses in an emergency that wait for a review, or those reviewed (GDPR 39(1)(b))."""
    shown, before = request.GET.get("show", ""), read_before(request.GET)
    if shown not in SHOWN:
        raise BadRequest("show")
    names = Names.read(get_language() or "fi")
    page = emergencies(reviewed=shown == "reviewed", before=before, limit=PAGE_SIZE)
    base = "/audit/emergencies/?show=reviewed&" if shown else "/audit/emergencies/?"
    context = {
        "rows": [_row(one, names) for one in page.rows],
        "reviewed": bool(shown),
        "older": f"{base}before={page.older}" if page.older else "",
        "newest": base.rstrip("&?") if before else "",
    }
    return dpo_page(request, "audit/emergencies.html", "emergencies", context)


@require_http_methods(["GET", "HEAD", "POST"])
@staff_only("dpo")
def emergency_use(request: HttpRequest, event: int) -> HttpResponse:
    """This function will show one use; what was said with it only after the look has been recorded, by a POST.

    The person sees that look like any other at the record. GDPR 5(1)(c), 5(2), 15 as read in C-579/21.
    """
    _view, subject = _found(event)
    if request.method == "POST":
        actor = acting_member_of_staff(request)
        why = _("Review of a use in an emergency, %(reference)s") % {"reference": reference(event)}
        record_staff_view(actor=actor, subject=subject, what=EMERGENCY, reason=why)
        return HttpResponseRedirect(f"/audit/emergencies/{event}/")
    return _page(request, event, ReviewForm())


@require_POST
@staff_only("dpo")
def emergency_review(request: HttpRequest, event: int) -> HttpResponse:
    """This function will record what the review found; nothing is reviewed twice, and nothing unread (GDPR 38(6))."""
    _found(event)
    path = f"/audit/emergencies/{event}/"
    form = ReviewForm(request.POST)
    if not _has_looked(request, event):
        messages.warning(request, _("Open what was said first: a use is reviewed by whoever has read it."))
        return HttpResponseRedirect(f"{path}#status")
    if not form.is_valid():
        return _page(request, event, form, status=422)
    try:
        review_use(actor=acting_member_of_staff(request), use=event, **form.cleaned_data)
    except Conflict:
        messages.info(request, _("Somebody had reviewed this use already."))
    else:
        messages.success(request, _("The review is recorded. The person sees it beside the use."))
    return HttpResponseRedirect(f"{path}#status")


def _page(request: HttpRequest, event: int, form: ReviewForm, status: int = 200) -> HttpResponse:
    view, _subject = _found(event)
    opened = _has_looked(request, event)
    context = {
        "row": _row(view, Names.read(get_language() or "fi")),
        "opened": opened,
        "said": said_of_use(event) if opened else {},
        "review": reviews_of_uses([event]).get(event) if opened else None,
        "form": form,
        "longest": LONGEST_WORDS,
        "shortest": SHORTEST_WORDS,
    }
    return dpo_page(request, "audit/emergency.html", "emergencies", context, status)


def _found(event: int) -> tuple[EmergencyView, Any]:
    try:
        if event > LARGEST_ID:
            raise NotFound("no_such_emergency")
        return emergency(event)
    except NotFound:
        raise Http404 from None


def _has_looked(request: HttpRequest, event: int) -> bool:
    account = acting_member_of_staff(request).account
    assert account is not None  # noqa: S101  (the guard let nobody else in)
    found = person_of_event(event, account=account, what=EMERGENCY, since=clock.now() - FRESH)
    return found is not None and found[1]


def _row(view: EmergencyView, names: Names) -> dict[str, Any]:
    return {
        "event_id": view.event_id,
        "reference": reference(view.event_id),
        "at": view.at,
        "department": names.departments.get(view.department, view.department),
        "client": names.clients.get(view.client, view.client),
        "activity": names.activities.get(view.activity, view.activity),
        "category": names.categories.get(view.category, view.category),
        "found": view.found,
        "reviewed_at": view.reviewed_at,
    }

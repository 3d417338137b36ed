"""Opening the record of the person behind an event: first a recorded reason, then the record, for ten minutes."""

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django import forms
from django.core.exceptions import BadRequest
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from consent import clock
from consent.audit import wording
from consent.audit.console import dpo_page
from consent.audit.filters import LARGEST_ID
from consent.audit.names import Names
from consent.audit.rows import reference
from consent.ledger.actions.view_as_staff import LONGEST_REASON, RECORD, SHORTEST_REASON, record_staff_view
from consent.ledger.event_queries import person_of_event
from consent.ledger.queries import history_page
from consent.ledger.record_queries import standings_of
from consent.ledger.use_queries import uses_of
from consent.people import queries as people
from consent.people.actors import Actor
from consent.people.population import population_register
from consent.signin.guards import staff_only

# How long one recorded reason opens the record.
FRESH = timedelta(minutes=10)
LATEST = 50
PARTS: dict[str, wording.Text] = {
    "permissions": gettext_lazy("Permissions"),
    "uses": gettext_lazy("Latest reads"),
    "decisions": gettext_lazy("Latest decisions"),
    "representation": gettext_lazy("Who acts for whom"),
}


class ReasonForm(forms.Form):
    """Why an auditor needs to open somebody's record."""

    reason = forms.CharField(
        min_length=SHORTEST_REASON,
        max_length=LONGEST_REASON,
        error_messages={
            "required": gettext_lazy("Write why you need to open this record."),
            "min_length": gettext_lazy("Write at least 10 characters: the person will read this."),
            "max_length": gettext_lazy("Write at most 500 characters."),
        },
    )


@require_http_methods(["GET", "HEAD", "POST"])
@staff_only("dpo")
def person(request: HttpRequest, event: int) -> HttpResponse:
    """This function will ask for a reason, record it, and only then show the record of the person of ``event``.

    An event about nobody and one that does not exist are the same 404. GDPR 5(1)(c), 15 as read in C-579/21.
    """
    actor, at = Actor.of_account(request.user), clock.now()  # type: ignore[arg-type]
    assert actor.account is not None  # noqa: S101  (the guard let nobody else in)
    found = None
    if event <= LARGEST_ID:
        found = person_of_event(event, account=actor.account, what=RECORD, since=at - FRESH)
    if found is None:
        raise Http404
    subject, told_why = found
    path = f"/audit/events/{event}/person/"
    if request.method == "POST":
        form = ReasonForm(request.POST)
        if not form.is_valid():
            return _ask(request, event, form, status=422)
        record_staff_view(actor=actor, subject=subject, what=RECORD, reason=form.cleaned_data["reason"])
        return HttpResponseRedirect(path)
    if not told_why:
        return _ask(request, event, ReasonForm())
    shown = request.GET.get("show", "permissions")
    if shown not in PARTS:
        raise BadRequest("show")
    context = {
        "reference": reference(event),
        "path": path,
        "parts": PARTS.items(),
        "shown": shown,
        **_READ[shown](subject, at),
    }
    return dpo_page(request, "audit/person.html", "events", context)


def _ask(request: HttpRequest, event: int, form: ReasonForm, status: int = 200) -> HttpResponse:
    context = {"reference": reference(event), "form": form, "event": event}
    return dpo_page(request, "audit/reason.html", "events", context, status)


def _name(subject: UUID) -> str:
    resident = people.resident(subject)
    return resident.name if resident else _("Not a resident of the city")


def _permissions(subject: UUID, at: datetime) -> Mapping[str, Any]:
    names = Names.of_register(get_language() or "fi")
    standings = standings_of(subject, [view for view in names.views if view.in_force(at)], at)
    rows = [
        {
            "title": names.activities[one.activity.code],
            "department": names.departments.get(one.activity.department.code),
            "basis": wording.BASES[one.activity.basis],
            "state": _("Waiting for the other guardian") if one.waiting else wording.STATES[one.state],
            "decided_at": one.decided_at,
            "valid_until": one.valid_until,
        }
        for one in standings
    ]
    return {"name": _name(subject), "rows": rows}


def _uses(subject: UUID, at: datetime) -> Mapping[str, Any]:
    names = Names.of_register(get_language() or "fi")
    rows = [
        {
            "at": use.at,
            "department": names.departments.get(use.department, use.department),
            "activity": names.activities.get(use.activity, use.activity),
            "category": names.categories.get(use.category, use.category),
            "reported": wording.rows_read(use.reported.rows_read) if use.reported else "",
            "allowed": use.allowed,
            "reason": wording.REASONS[use.reason],
        }
        for use in uses_of(subject, limit=LATEST).rows
    ]
    return {"name": _name(subject), "rows": rows}


def _decisions(subject: UUID, at: datetime) -> Mapping[str, Any]:
    names = Names.of_register(get_language() or "fi")
    rows = [
        {
            "at": change.at,
            "what": wording.KINDS[change.kind],
            "activity": names.activities.get(change.activity, change.activity),
            "by": wording.DECIDERS[change.decided_by],
            "notice_version": change.notice_version,
        }
        for change in history_page(subject, limit=LATEST).rows
    ]
    return {"name": _name(subject), "rows": rows}


def _representation(subject: UUID, at: datetime) -> Mapping[str, Any]:
    register = population_register()
    rights = [*register.representations_by(subject, at), *register.representatives_of(subject, at)]
    known = people.residents({subject, *(one.representative for one in rights), *(one.represented for one in rights)})

    def named(one: UUID) -> str:
        return known[one].name if one in known else _("Not a resident of the city")

    rows = [
        {
            "who": named(one.representative),
            "for": named(one.represented),
            "kind": wording.RIGHTS.get(one.kind, one.kind),
            "from": one.valid_from,
            "until": one.valid_until,
        }
        for one in rights
    ]
    return {"name": named(subject), "rows": rows}


_READ: dict[str, Callable[[UUID, datetime], Mapping[str, Any]]] = {
    "permissions": _permissions,
    "uses": _uses,
    "decisions": _decisions,
    "representation": _representation,
}

"""What needs a person: each matter with the words it began with, and how an officer settles it."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from consent.core.errors import Conflict, Invalid, NotFound
from consent.desk import wording
from consent.desk.forms import SettleForm
from consent.desk.guards import officers_only
from consent.desk.pages import acting_officer, desk_page, in_words, own_campaign
from consent.proactive.actions.resolve_task import resolve_task
from consent.proactive.outcomes import RESOLUTIONS, Resolution, TaskKind
from consent.proactive.read_models import CampaignView
from consent.proactive.task_queries import TaskView, task, tasks_open
from consent.proactive.vocabulary import Choice


@require_safe
@officers_only
def queue(request: HttpRequest, departments: frozenset[str], identifier: UUID) -> HttpResponse:
    """This function will list what needs a person in a campaign, the oldest first."""
    return _page(request, own_campaign(departments, identifier))


@require_POST
@officers_only
def settle(request: HttpRequest, departments: frozenset[str], identifier: UUID, matter: UUID) -> HttpResponse:
    """This function will record how an officer settled a matter of a campaign of theirs (GDPR 22(3))."""
    view = own_campaign(departments, identifier)
    try:
        found = task(view.department, matter)
    except NotFound:
        raise Http404 from None
    if found.campaign != view.id:
        raise Http404
    form = SettleForm(request.POST, options=list(_options(found.kind)))
    if not form.is_valid():
        return _page(request, view, (matter, form), 422)
    resolution, _colon, choice = form.cleaned_data["how"].partition(":")
    try:
        resolve_task(
            actor=acting_officer(request),
            department=view.department,
            task=matter,
            resolution=Resolution(resolution),
            choice=Choice(choice) if choice else None,
            note=form.cleaned_data["note"],
        )
    except Conflict as conflict:
        said = wording.QUICKER if conflict.code == "resolved" else wording.NOT_OPEN
        messages.error(request, str(said))
    except Invalid:
        form.add_error("how", str(wording.NO_OFFER_KNOWN))
        return _page(request, view, (matter, form), 422)
    else:
        messages.success(request, _("Recorded."))
    return HttpResponseRedirect(f"/campaigns/{view.id}/queue/")


def _options(kind: TaskKind) -> dict[str, wording.Text]:
    """The ways to settle a matter of this kind, by the value of a form."""
    options: dict[str, wording.Text] = {}
    for resolution in Resolution:
        if resolution not in RESOLUTIONS[kind]:
            continue
        if resolution is Resolution.ANSWERED:
            options |= {f"{resolution.value}:{choice.value}": wording.ANSWERS[choice] for choice in Choice}
        else:
            options[resolution.value] = wording.RESOLUTIONS[resolution]
    return options


def _page(
    request: HttpRequest, view: CampaignView, sent: tuple[UUID, SettleForm] | None = None, status: int = 200
) -> HttpResponse:
    context = {
        "campaign": {"id": view.id, "service_name": in_words(view.service), "round": view.round},
        "tasks": [_row(one, sent) for one in tasks_open(view.department, view.id)],
    }
    return desk_page(request, "desk/queue.html", "queue", context, status)


def _row(one: TaskView, sent: tuple[UUID, SettleForm] | None) -> dict[str, Any]:
    return {
        "id": one.id,
        "words": wording.TASKS[one.kind],
        "opened_at": one.created_at,
        "code": one.code,
        "said": one.said,
        "options": _options(one.kind).items(),
        "form": sent[1] if sent is not None and sent[0] == one.id else None,
    }

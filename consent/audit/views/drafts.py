"""What departments have drafted: a registrar reads it beside the notice in force, publishes it or sends it back."""

import json
from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import get_language, gettext_lazy, override
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from consent.audit.reader import acting_member_of_staff, reads_as_dpo, reads_as_registrar
from consent.core.errors import Conflict, Invalid, NotAllowed, NotFound
from consent.core.vocabulary import LANGUAGES, Basis
from consent.registry.actions.approve_draft import approve_draft
from consent.registry.actions.return_draft import LONGEST, SHORTEST, return_draft
from consent.registry.differences import Difference, differences, parts
from consent.registry.queries import ActivityView, DepartmentView, departments
from consent.registry.queries import activity as find_activity
from consent.registry.waiting_drafts import DraftView, draft_of
from consent.registry.widening import widened
from consent.signin.guards import staff_only

CHANGED = gettext_lazy("Nothing was done: the draft has changed since, or was sent back. Below is how it stands now.")


@dataclass(frozen=True, slots=True)
class InLanguage:
    """The draft in one language: what differs from the notice in force, or all of it when there is none."""

    language: str
    title: str
    differences: tuple[Difference, ...]
    parts: tuple[tuple[Any, str], ...]


class ReturnForm(forms.Form):
    """Why a draft goes back to its department."""

    reason = forms.CharField(
        min_length=SHORTEST,
        max_length=LONGEST,
        error_messages={
            "required": gettext_lazy("Write what the department should change."),
            "min_length": gettext_lazy("Write at least 10 characters: the department will read this."),
            "max_length": gettext_lazy("Write at most 1,000 characters."),
        },
    )


@require_safe
@staff_only("registrar", "dpo")
def draft(request: HttpRequest, department: str, code: str) -> HttpResponse:
    """This function will show a draft, who drafted it, which rules it breaks and what it would change (GDPR 24)."""
    return _page(request, _found(department, code))


@require_POST
@staff_only("registrar")
def publish_draft(request: HttpRequest, department: str, code: str) -> HttpResponse:
    """This function will publish the draft that the registrar has read; who drafted it is somebody else."""
    if request.POST.get("confirm") != "yes":
        unread = _("Say first that you have read the draft.")
        return _page(request, _found(department, code), error=unread, unread=True, status=422)
    try:
        published = approve_draft(
            actor=acting_member_of_staff(request), department=department, code=code, read=request.POST.get("read", "")
        )
    except NotFound:
        raise Http404 from None
    except NotAllowed:
        raise PermissionDenied from None
    except Conflict:
        return _page(request, _found(department, code), error=str(CHANGED), status=409)
    except Invalid:
        broken = _("Nothing was published: the draft breaks a rule.")
        return _page(request, _found(department, code), error=broken, status=422)
    said = _("Version %(version)s is published and in use from now on.") % {"version": published.version}
    messages.success(request, said)
    return HttpResponseRedirect(f"/audit/activities/{code}/#status")


@require_POST
@staff_only("registrar")
def send_draft_back(request: HttpRequest, department: str, code: str) -> HttpResponse:
    """This function will send back, with the reason, the draft that the registrar has read (GDPR 24)."""
    form = ReturnForm(request.POST)
    if not form.is_valid():
        return _page(request, _found(department, code), form=form, status=422)
    try:
        return_draft(
            actor=acting_member_of_staff(request),
            department=department,
            code=code,
            read=request.POST.get("read", ""),
            reason=form.cleaned_data["reason"],
        )
    except NotFound:
        raise Http404 from None
    except NotAllowed:
        raise PermissionDenied from None
    except Conflict:
        return _page(request, _found(department, code), error=str(CHANGED), form=form, status=409)
    messages.success(request, _("The draft is sent back. The department reads your reason beside it."))
    return HttpResponseRedirect(f"/audit/drafts/{department}/{code}/#status")


def _found(department: str, code: str) -> DraftView:
    try:
        return draft_of(department, code)
    except NotFound:
        raise Http404 from None


def _page(
    request: HttpRequest,
    found: DraftView,
    *,
    error: str = "",
    unread: bool = False,
    form: ReturnForm | None = None,
    status: int = 200,
) -> HttpResponse:
    language = get_language() or "fi"
    owner: DepartmentView = next(each for each in departments() if each.code == found.department)
    before = _in_force(found.code)
    reaches_further = (
        found.notice is not None
        and before is not None
        and before.basis is Basis.CONSENT
        and bool(widened(before.notice.document, found.notice.document))
    )
    context = {
        "page": "activities",
        "is_dpo": reads_as_dpo(request),
        "may_publish": reads_as_registrar(request) and not found.broken and found.returned_at is None,
        "may_return": reads_as_registrar(request) and found.returned_at is None,
        "draft": found,
        "title": found.title(language),
        "department": owner.name(language),
        "governance": found.entry.get("governance", {}),
        "before": before,
        "reaches_further": reaches_further,
        "languages": _in_languages(found, before),
        "entry": json.dumps(found.entry, ensure_ascii=False, indent=2),
        "error": error,
        "unread": unread,
        "form": form or ReturnForm(),
    }
    return render(request, "audit/draft.html", context, status=status)


def _in_force(code: str) -> ActivityView | None:
    try:
        return find_activity(code)
    except NotFound:
        return None


def _in_languages(found: DraftView, before: ActivityView | None) -> list[InLanguage]:
    """The notice reads otherwise in each language, so that each is compared in its own words."""
    if found.notice is None:
        return []
    compared = []
    for language in LANGUAGES:
        with override(language):
            compared.append(
                InLanguage(
                    language=language,
                    title=_("In English"),
                    differences=differences(before.notice, found.notice, language) if before else (),
                    parts=() if before else tuple((str(label), text) for label, text in parts(found.notice, language)),
                )
            )
    return compared

"""The registrar's view of the record of processing: every activity, and everything about one (GDPR 30)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise
from urllib.parse import urlencode

from django.conf import settings
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from consent import clock
from consent.audit.reader import reads_as_dpo
from consent.core.errors import NotFound
from consent.core.vocabulary import Sensitivity
from consent.registry.condition_words import condition_facts
from consent.registry.differences import differences
from consent.registry.notice_words import BASES, POINTS, Text, facts, must_words
from consent.registry.queries import ActivityView, activities, notices_of
from consent.registry.queries import activity as find_activity
from consent.registry.search import LONGEST_QUESTION, matching
from consent.registry.waiting_drafts import waiting_drafts
from consent.signin.guards import staff_only

PAGE_SIZE = 50
STATES: dict[str, Text] = {"in_force": _("In force"), "coming": _("Not yet in force"), "ended": _("Ended")}
RISKS: dict[str, Text] = {"high": _("High risk"), "special": _("Sensitive data")}


@dataclass(frozen=True, slots=True)
class Row:
    """An activity as the table shows it."""

    view: ActivityView
    title: str
    department: str
    basis: Text
    state: str
    state_label: Text
    special: bool


@require_safe
@staff_only("registrar", "dpo")
def registry_activities(request: HttpRequest) -> HttpResponse:
    """This function will list every activity, narrowed by what the address says (GDPR 30(1), 24(1))."""
    language, at = get_language() or "fi", clock.now()
    known = activities()
    chosen = {name: request.GET.get(name, "") for name in ("q", "department", "basis", "state", "risk")}
    chosen["q"] = " ".join(chosen["q"].split())[:LONGEST_QUESTION]
    rows = [row for view in matching(known, chosen["q"], language) if _fits(row := _row(view, language, at), chosen)]
    kept = {name: value for name, value in chosen.items() if value}
    page = Paginator(rows, PAGE_SIZE).get_page(request.GET.get("page"))
    context = {
        "page": "activities",
        "is_dpo": reads_as_dpo(request),
        "rows": list(page),
        "found": len(rows),
        "total": len(known),
        "chosen": chosen,
        "narrowed": bool(kept),
        "longest": LONGEST_QUESTION,
        "departments": _departments(known, language),
        "drafts": [(each, each.title(language), each.names[language]) for each in waiting_drafts()],
        "bases": [(basis.value, words) for basis, words in BASES.items()],
        "states": STATES.items(),
        "risks": RISKS.items(),
        "number": page.number,
        "pages": page.paginator.num_pages,
        "previous": _address(kept, page.number - 1) if page.has_previous() else "",
        "next": _address(kept, page.number + 1) if page.has_next() else "",
    }
    return render(request, "audit/registry_activities.html", context)


@require_safe
@staff_only("registrar", "dpo")
def registry_activity(request: HttpRequest, activity: str) -> HttpResponse:
    """This function will show all that is recorded of one activity and every version of its notice (GDPR 30(1))."""
    try:
        view = find_activity(activity)
    except NotFound:
        raise Http404 from None
    language = get_language() or "fi"
    versions = notices_of(activity)
    changed = {new.version: differences(old, new, language) for new, old in pairwise(versions)}
    context = {
        "page": "activities",
        "is_dpo": reads_as_dpo(request),
        "conditions": list(condition_facts(view.notice.document.get("conditions", {}))),
        "row": _row(view, language, clock.now()),
        "view": view,
        "text": view.text(language),
        "law": view.law_name.get(language, ""),
        "point": POINTS[view.basis],
        "must": must_words(view.basis, compulsory=view.compulsory),
        "categories": [(each, each.name(language), each.sensitivity != Sensitivity.NORMAL) for each in view.categories],
        "recipients": [recipient["name"][language] for recipient in view.recipients],
        "retention": view.retention["text"][language],
        "facts": list(facts(view.notice.document, language)),
        "versions": [(each, changed.get(each.version)) for each in versions],
        "dpo_contact": settings.DPO_CONTACT,
    }
    return render(request, "audit/registry_activity.html", context)


def _row(view: ActivityView, language: str, at: datetime) -> Row:
    state = "in_force" if view.in_force(at) else "coming" if at < view.in_force_from else "ended"
    return Row(
        view=view,
        title=view.title(language),
        department=view.department.name(language),
        basis=BASES[view.basis],
        state=state,
        state_label=STATES[state],
        special=any(category.sensitivity == Sensitivity.SPECIAL for category in view.categories),
    )


def _fits(row: Row, chosen: dict[str, str]) -> bool:
    return (
        chosen["department"] in ("", row.view.department.code)
        and chosen["basis"] in ("", row.view.basis.value)
        and chosen["state"] in ("", row.state)
        and chosen["risk"] in ("", *(["high"] if row.view.high_risk else []), *(["special"] if row.special else []))
    )


def _departments(known: Sequence[ActivityView], language: str) -> list[tuple[str, str]]:
    names = {view.department.code: view.department.name(language) for view in known}
    return sorted(names.items(), key=lambda pair: pair[1])


def _address(kept: dict[str, str], number: int) -> str:
    return "/audit/activities/?" + urlencode(kept | {"page": str(number)})

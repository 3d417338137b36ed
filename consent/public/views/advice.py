"""Help and the accessibility statement: pages of plain words."""

from datetime import date

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from consent.registry.queries import departments
from consent.rights.actions.give_feedback import DAYS_TO_ANSWER

# When the statement was last gone through with the service as it was then; not the day a page was built.
STATED_ON = date(2026, 11, 24)


@require_safe
def accessibility(request: HttpRequest) -> HttpResponse:
    """This function will show the accessibility statement (Act 306/2019, section 9; EN 301 549)."""
    context = {"page": "accessibility", "stated_on": STATED_ON, "days": DAYS_TO_ANSWER}
    return render(request, "public/accessibility.html", context)


@require_safe
def help_(request: HttpRequest) -> HttpResponse:
    """This function will show help in plain words, with how to reach each department (GDPR 12(1), 13(1)(a) and (b))."""
    language = get_language() or "fi"
    contacts = sorted(((each.name(language), each.contact) for each in departments()), key=lambda pair: pair[0])
    context = {"page": "help", "contacts": contacts, "dpo_contact": settings.DPO_CONTACT}
    return render(request, "public/help.html", context)

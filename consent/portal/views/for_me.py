"""Services for me: what could be offered now, and what with which permission."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from consent.portal.acting import Acting
from consent.portal.for_me import services_for
from consent.portal.guards import resident_only


@require_safe
@resident_only
def for_me(request: HttpRequest, acting: Acting) -> HttpResponse:
    """This function will show each service that is being offered as its rules see the person one acts for."""
    context = {
        "page": "offers",
        "acting": acting,
        "acting_for": acting.other,
        "services": services_for(acting, get_language() or "fi"),
    }
    return render(request, "portal/for_me.html", context)

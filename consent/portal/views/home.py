"""The front page: a resident's permissions, a short landing page for a visitor, signposts for staff."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from consent.asking.queries import waiting_for
from consent.ledger.queries import permissions_of
from consent.ledger.visibility import Extent
from consent.portal.acting import Acting
from consent.portal.asked import asked_cards, waits_elsewhere
from consent.portal.cards import card_of, extent_of, sections_of
from consent.portal.emergencies import emergency_notice
from consent.portal.guards import resident_only
from consent.portal.offer_cards import waiting_cards
from consent.portal.signposts import signposts_for


@never_cache
@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """This function will show the page that fits who is here."""
    if not request.user.is_authenticated:
        return render(request, "portal/landing.html")
    if request.user.resident_id is None:
        return render(request, "portal/staff.html", {"service_pages": signposts_for(request.user.staff_roles)})
    return my_permissions(request)


@resident_only
def my_permissions(request: HttpRequest, acting: Acting) -> HttpResponse:
    """This function will show every permission of the person one acts for (GDPR 7(3), 12(1), 13)."""
    language = get_language() or "fi"
    permissions = permissions_of(acting.subject, acting.at)
    cards = [
        card_of(permission, acting, language)
        for permission in permissions
        if extent_of(permission, acting) is not Extent.NOTHING
    ]
    waiting = waiting_for([person.subject for person in acting.everybody], acting.at)
    cards = asked_cards(cards, permissions, waiting, acting)
    context = {
        "emergencies": emergency_notice(
            acting,
            [permission.activity for permission in permissions],
            {permission.activity.code: extent_of(permission, acting) for permission in permissions},
            language,
        ),
        "offers_waiting": waiting_cards(acting, [permission.activity for permission in permissions], language),
        "waits": waits_elsewhere(permissions, waiting, acting),
        "page": "permissions",
        "acting": acting,
        "acting_for": acting.other,
        "sections": sections_of(cards),
        "back": "home",
    }
    return render(request, "portal/home.html", context)

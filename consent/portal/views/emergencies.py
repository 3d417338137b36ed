"""Having seen that data were used in an emergency."""

from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.views.decorators.http import require_POST

from consent.ledger.actions.see_emergencies import see_emergencies
from consent.ledger.visibility import extents
from consent.portal.acting import Acting
from consent.portal.emergencies import unseen_by
from consent.portal.guards import resident_only
from consent.registry.queries import activities

MOST_DIGITS = 19


@require_POST
@resident_only
def emergencies_seen(request: HttpRequest, acting: Acting) -> HttpResponse:
    """This function will take the notice away up to the use that was shown, and no further: a newer one stays."""
    text = request.POST.get("up_to", "")
    if not (text.isascii() and text.isdigit() and len(text) <= MOST_DIGITS):
        raise BadRequest("up_to")
    known = activities()
    unseen = unseen_by(acting, known, extents(acting.sight, acting.subject, known))
    seen = [one.event_id for one in unseen]
    if shown := [event_id for event_id in seen if event_id <= int(text)]:
        see_emergencies(actor=acting.actor, subject=acting.subject, up_to=max(shown))
    return HttpResponseRedirect("/#content")

"""The page of offers: it starts the offering and the placing, and shows figures only."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from services.kit.gate import OK, UNAVAILABLE
from services.kit.officers import officers_only
from services.kit.wording import NOT_CONNECTED, NOT_NOW
from services.preschool.actions.offer_places import figures_now, offer_places, place_accepted
from services.sdk.errors import Conflict, ConsentError, NotConnected


@officers_only(role="officer", department="education")
@require_http_methods(["GET", "POST"])
def offers(request: HttpRequest) -> HttpResponse:
    """This function will show how far this round's offers came; a button that was sent offers places, or gives them."""
    if request.method == "POST":
        _act(request)
        return redirect("preschool:offers")
    try:
        figures, fault = figures_now(), None
    except ConsentError as trouble:
        figures, fault = None, NOT_CONNECTED if isinstance(trouble, NotConnected) else NOT_NOW
    page = {"page": "offers", "figures": figures, "fault": fault}
    return render(request, "preschool/offers.html", page, status=UNAVAILABLE if fault else OK)


def _act(request: HttpRequest) -> None:
    staff = str(request.user.reference)  # type: ignore[union-attr]
    try:
        said = _placed(staff) if "place" in request.POST else _offered(staff)
    except Conflict:
        messages.warning(request, _("The campaign cannot run: a condition is missing, or its time is over."))
    except ConsentError as trouble:
        messages.warning(request, str(NOT_CONNECTED if isinstance(trouble, NotConnected) else NOT_NOW))
    else:
        messages.success(request, " ".join(said))


def _offered(staff: str) -> list[str]:
    done = offer_places(actor=staff)
    said = [ngettext("%d child has an offer.", "%d children have an offer.", done.offered) % done.offered]
    if done.without_a_place_near:
        words = ngettext(
            "There was no place for %d child.", "There was no place for %d children.", done.without_a_place_near
        )
        said.append(words % done.without_a_place_near)
    if left_out := done.refused + done.not_offered:
        words = ngettext("%d child was left out.", "%d children were left out.", left_out)
        said.append(words % left_out)
    return said


def _placed(staff: str) -> list[str]:
    done = place_accepted(actor=staff)
    said = [ngettext("%d child was given a place.", "%d children were given a place.", done.placed) % done.placed]
    if done.not_placed:
        words = ngettext("%d child could not be placed.", "%d children could not be placed.", done.not_placed)
        said.append(words % done.not_placed)
    return said

"""The school's pages about a pupil's health needs. Each load lets both departments ask the ledger afresh."""

from functools import partial

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET, require_http_methods

from services.kit import handover
from services.kit.finding import find
from services.kit.officers import officers_only
from services.kit.references import is_reference
from services.schoolhealth import records
from services.schoolhealth.first_page import FIRST_PAGE
from services.schoolhealth.sides import states_of

# The readers are the school's staff: who asks for the data, not who has it.
school_staff_only = officers_only(role="officer", department="education")


@school_staff_only
@require_http_methods(["GET", "POST"])
def home(request: HttpRequest) -> HttpResponse:
    """This function will show the form to find a pupil and, in a demo, pupils to try; a sent reference leads on."""
    return find(request, FIRST_PAGE)


@school_staff_only
@require_GET
def pupil(request: HttpRequest, reference: str) -> HttpResponse:
    """This function will show what the nurse may tell the school of a pupil, or why it is not shown."""
    if not is_reference(reference):
        raise Http404
    try:
        answers = handover.ask(
            module="schoolhealth",
            activity=records.FOR_THE_SCHOOL,
            to=records.SCHOOL,
            locate=partial(records.locate_pupil, reference),
            locate_there=partial(records.locate_at_school, reference),
            staff_ref=str(request.user.reference),  # type: ignore[union-attr]
        )
    except records.UnknownPupil:
        raise Http404 from None
    page = {
        "page": "pupil",
        "reference": reference,
        "answers": answers,
        "sides": states_of(answers),
        "needs": answers.read(records.give_needs),
        "support": answers.read(records.give_support),
    }
    return render(request, "schoolhealth/pupil.html", page, status=answers.status)

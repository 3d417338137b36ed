"""The pages about one child. Each load asks the ledger afresh, and the ask leaves its mark."""

from functools import partial

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from services.kit import gate
from services.kit.finding import find
from services.kit.officers import officers_only
from services.preschool import records
from services.preschool.actions.place_child import Outcome, place_child
from services.preschool.catalogue import UnitRow, by_nearness, unit_rows
from services.preschool.facts import Home, Place
from services.preschool.first_page import FIRST_PAGE
from services.preschool.forms import PlaceForm
from services.preschool.references import is_reference
from services.preschool.wording import SAID

early_educators_only = officers_only(role="officer", department="education")


@early_educators_only
@require_http_methods(["GET", "POST"])
def home(request: HttpRequest) -> HttpResponse:
    """This function will show the form to find a child and, in a demo, children to try; a sent reference leads on."""
    return find(request, FIRST_PAGE)


@early_educators_only
@require_GET
def placement(request: HttpRequest, reference: str) -> HttpResponse:
    """This function will show what placing a child needs, and where the child may be placed."""
    answers = _ask(request, reference, records.PLACEMENT)
    where, place_ = answers.read(records.read_home), answers.read(records.read_place)
    offered = _offered(where, place_)
    page = {
        "page": "placement",
        "reference": reference,
        "answers": answers,
        "birth_date": answers.read(records.read_birth_date),
        "where": where,
        "guardians": answers.read(records.read_guardians),
        "place": place_,
        "allergies": answers.read(records.read_allergies),
        "form": PlaceForm(units=offered) if offered else None,
    }
    return render(request, "preschool/placement.html", page, status=answers.status)


@early_educators_only
@require_POST
def place(request: HttpRequest, reference: str) -> HttpResponse:
    """This function will give a child a place in the chosen unit and say what the server did."""
    _reference_or_404(reference)
    try:
        # What is no unit, or has filled up since the page was opened, has no place free.
        unit = request.POST.get("unit", "")
        outcome = place_child(actor=_staff_ref(request), reference=reference, unit=unit)
    except records.UnknownChild:
        raise Http404 from None
    level = messages.SUCCESS if outcome in (Outcome.PLACED, Outcome.THERE_ALREADY) else messages.WARNING
    messages.add_message(request, level, SAID[outcome])
    return HttpResponseRedirect(f"{reverse('preschool:placement', kwargs={'reference': reference})}#status")


@early_educators_only
@require_GET
def kitchen(request: HttpRequest, reference: str) -> HttpResponse:
    """This function will show what the kitchen may know of a child when a guardian has consented to it."""
    answers = _ask(request, reference, records.KITCHEN)
    page = {
        "page": "kitchen",
        "reference": reference,
        "answers": answers,
        "allergies": answers.read(records.read_allergies),
        "others": [
            answers.read(reader)
            for reader in (records.read_birth_date, records.read_home, records.read_guardians, records.read_place)
        ],
    }
    return render(request, "preschool/kitchen.html", page, status=answers.status)


def _ask(request: HttpRequest, reference: str, activity: str) -> gate.Answers:
    _reference_or_404(reference)
    try:
        return gate.ask(
            module="preschool",
            activity=activity,
            locate=partial(records.locate_child, reference),
            staff_ref=_staff_ref(request),
        )
    except records.UnknownChild:
        raise Http404 from None


def _offered(where: gate.Panel[Home], place_: gate.Panel[Place]) -> tuple[UnitRow, ...]:
    """This function will return the units to choose from: none unless home and place may both be known."""
    if where.data is None or place_.data is None or where.data.protected or place_.data.protected:
        return ()
    near = by_nearness(unit_rows(), where.data.district, where.data.postal_code)
    return tuple(unit for unit in near if unit.free and unit.code != place_.data.unit)


def _reference_or_404(reference: str) -> None:
    if not is_reference(reference):
        raise Http404


def _staff_ref(request: HttpRequest) -> str:
    return str(request.user.reference)  # type: ignore[union-attr]

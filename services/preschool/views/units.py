"""The page of the units: figures only, so it asks the ledger nothing."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from services.kit.officers import officers_only
from services.preschool.catalogue import unit_rows


@officers_only(role="officer", department="education")
@require_GET
def units(request: HttpRequest) -> HttpResponse:
    """This function will show how many children each unit takes and how many places are free."""
    rows = unit_rows()
    page = {
        "page": "units",
        "units": rows,
        "capacity": sum(unit.capacity for unit in rows),
        "free": sum(unit.free for unit in rows),
    }
    return render(request, "preschool/units.html", page)

"""``/api/problems/``: the pages that a problem document's ``type`` leads to, for the engineer who met it."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from consent.api.problem_types import CATALOGUE


@require_safe
def problem_index(request: HttpRequest) -> HttpResponse:
    """This function will show every problem that the API answers, by its status."""
    kinds = sorted(CATALOGUE.values(), key=lambda kind: (kind.status, kind.slug))
    return render(request, "api/problems.html", {"kinds": kinds})


@require_safe
def problem_page(request: HttpRequest, slug: str) -> HttpResponse:
    """This function will say what one problem means and what to do about it (RFC 9457 §3.1.1)."""
    kind = CATALOGUE.get(slug)
    if kind is None:
        raise Http404
    return render(request, "api/problem.html", {"kind": kind})

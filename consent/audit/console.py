"""What every page of the data protection officer has in common."""

from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render


def dpo_page(
    request: HttpRequest, template: str, page: str, context: Mapping[str, Any], status: int = 200
) -> HttpResponse:
    """This function will render a page of the console for somebody whom the guard let in as an auditor."""
    return render(request, template, {"page": page, "is_dpo": True, **context}, status=status)

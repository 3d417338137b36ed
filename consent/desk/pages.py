"""What the desk's pages have in common: which campaign they are about, as the reader's department may see it."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language

from consent.core.errors import NotFound
from consent.people.actors import Actor
from consent.proactive.queries import campaign
from consent.proactive.read_models import CampaignView, Names


def own_campaign(departments: frozenset[str], identifier: UUID) -> CampaignView:
    """This function will return a campaign of one of ``departments``; another's and none are the same ``Http404``."""
    for department in sorted(departments):
        try:
            return campaign(department, identifier)
        except NotFound:
            continue
    raise Http404


def in_words(names: Names) -> str:
    """This function will return a name or text in the reader's language, or in Finnish."""
    return names.get(get_language() or "fi") or names.get("fi", "")


def acting_officer(request: HttpRequest) -> Actor:
    """This function will return the actor behind a request; raises ``PermissionDenied`` when nobody is signed in."""
    if not request.user.is_authenticated:
        raise PermissionDenied
    return Actor.of_account(request.user)


def desk_page(
    request: HttpRequest, template: str, page: str, context: Mapping[str, Any], status: int = 200
) -> HttpResponse:
    """This function will render one of the desk's pages."""
    return render(request, template, {"page": page, **context}, status=status)

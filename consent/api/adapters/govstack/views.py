"""``/adapters/govstack/…``: the parts of GovStack's Consent BB 1.1 that our own actions can answer truthfully.

Off unless ``ADAPTER_GOVSTACK`` is on. What is answered is 200 or 400 as specified, besides 401 and 403 of the token.
"""

from typing import Any

from django.conf import settings
from django.http import Http404
from drf_spectacular.utils import extend_schema
from rest_framework.exceptions import ParseError
from rest_framework.request import Request
from rest_framework.response import Response

from consent import clock
from consent.api.adapters.govstack import documents
from consent.api.adapters.govstack.documents import Node
from consent.api.permissions import has_scope
from consent.api.views import ApiView
from consent.core.errors import DomainError
from consent.registry.queries import activities, activity, notices_of
from consent.registry.read_models import ActivityView

MOST = 100
_UNKNOWN = "There is no such object."


class GovStackView(ApiView):
    """A door that is not there unless the operator opened it."""

    permission_classes = [has_scope("registry:read")]

    @staticmethod
    def is_open() -> bool:
        """This function will tell whether the operator opened it; its scopes are not named in the metadata if not."""
        return bool(settings.ADAPTERS.govstack)

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        """This function will let REST framework see who asks, then whether there is anything to ask."""
        super().initial(request, *args, **kwargs)
        if not self.is_open():
            raise Http404

    def handle_exception(self, exc: Exception) -> Response:
        """This function will turn what does not exist, or is refused by a rule, into 400, as specified."""
        if self.is_open() and isinstance(exc, DomainError | Http404):
            exc = ParseError(_UNKNOWN)
        return super().handle_exception(exc)


class Policies(GovStackView):
    """The policies: one for each activity."""

    @extend_schema(exclude=True)
    def get(self, request: Request) -> Response:
        """This function will list them."""
        return answer({"policies": [documents.policy(one, settings.PUBLIC_URL) for one in page(request)]})


class OnePolicy(GovStackView):
    """One policy and its newest revision."""

    @extend_schema(exclude=True)
    def get(self, request: Request, code: str) -> Response:
        """This function will show it."""
        found = documents.policy(activity(code), settings.PUBLIC_URL)
        return answer({"policy": found, "revision": documents.revisions("policy", notices_of(code))[0]})


class PolicyRevisions(GovStackView):
    """Every version of a policy."""

    @extend_schema(exclude=True)
    def get(self, request: Request, code: str) -> Response:
        """This function will list them, the newest first."""
        found = documents.policy(activity(code), settings.PUBLIC_URL)
        return answer({"policy": found, "revisions": documents.revisions("policy", notices_of(code))})


class DataAgreements(GovStackView):
    """The data agreements: one for each activity."""

    @extend_schema(exclude=True)
    def get(self, request: Request) -> Response:
        """This function will list them."""
        return answer({"dataAgreements": [agreement_of(one) for one in page(request)]})


class OneDataAgreement(GovStackView):
    """One data agreement and its newest revision."""

    @extend_schema(exclude=True)
    def get(self, request: Request, code: str) -> Response:
        """This function will show it."""
        return answer({"dataAgreement": agreement_of(activity(code)), "revision": newest_revision(code)})


def agreement_of(view: ActivityView) -> Node:
    """This function will return an activity as a data agreement, active while it is in force."""
    return documents.data_agreement(view, settings.PUBLIC_URL, active=view.in_force(clock.now()))


def newest_revision(code: str) -> Node:
    """This function will return the version of an activity's notice that holds now."""
    return documents.revisions("dataAgreement", notices_of(code))[0]


def answer(content: Node) -> Response:
    """This function will answer with ``content``, stored by nobody on the way."""
    return Response(content, headers={"Cache-Control": "no-store"})


def place(request: Request) -> tuple[int, int]:
    """This function will read ``offset`` and ``limit``; raises ``ParseError`` (400)."""
    found = []
    for name, default, most in (("offset", 0, 1_000_000), ("limit", MOST, MOST)):
        text = request.query_params.get(name, "")
        number = int(text) if text.isascii() and text.isdigit() and len(text) < 8 else default if not text else -1
        if not 0 <= number <= most:
            raise ParseError(f"The parameter {name} must be a whole number from 0 to {most}.")
        found.append(number)
    return found[0], found[1]


def page(request: Request) -> list[ActivityView]:
    """This function will return the activities that ``offset`` and ``limit`` ask for, by code."""
    offset, limit = place(request)
    return sorted(activities(), key=lambda view: view.code)[offset : offset + limit]

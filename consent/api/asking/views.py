"""``/api/v1/consent-requests``: a department asks people to decide, and learns what came of it."""

import re
from typing import Any
from uuid import UUID

from drf_spectacular.utils import OpenApiExample, OpenApiParameter, extend_schema
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request
from rest_framework.response import Response

from consent import clock
from consent.api.asking.shapes import (
    AskShape,
    RequestList,
    RequestShape,
    ResultsShape,
    request_of,
    wish_of,
)
from consent.api.authentication import caller_of
from consent.api.conditional import KEPT, UNCHANGED, conditional
from consent.api.cursors import asked_of, cursor_of
from consent.api.idempotency import IDEMPOTENCY_KEY, idempotent
from consent.api.parsers import LargeJsonParser
from consent.api.permissions import has_scope
from consent.api.schema.paging import CODE, PAGE
from consent.api.schema.problems import problems
from consent.api.serializers import StrictSerializer
from consent.api.views import ApiView
from consent.asking.actions.ask import Asker, Wish, ask_for_consent
from consent.asking.actions.cancel import cancel_request
from consent.asking.queries import RequestView, request_by_id, requests_of
from consent.asking.vocabulary import Refusal, Status
from consent.log.following import Position
from consent.people.actors import Actor
from consent.people.pairwise_queries import pairwise_ids

ACTOR = Actor.system("api")
_CODE = re.compile(r"[a-z0-9-]{1,64}", re.ASCII)
_PERSON, _REQUEST = "mfbdzrdjw7ccrkf3sq5ucvs6kmiedy4q", "7c9e6679-7425-40de-944b-e07fc1f90ae7"
_EXAMPLE = {
    "request": _REQUEST,
    "id": _PERSON,
    "activity": "library-recommendations",
    "notice_version": 1,
    "status": "waiting",
    "asked_at": "2026-11-24T09:00:00Z",
    "expires_at": "2026-12-24T09:00:00Z",
    "answered_at": None,
    "decided_notice_version": None,
    "valid_until": None,
    "page": f"https://mydata.example.fi/requests/{_REQUEST}/",
}


class _Nothing(StrictSerializer):
    """A body without members."""


class AskingView(ApiView):
    """A department's own requests only; whichever of its clients made them."""

    permission_classes = [has_scope("consent:request")]
    parser_classes = [LargeJsonParser]

    def asker(self, request: Request) -> Asker:
        """This function will return who asks; the department is never taken from the request."""
        caller = caller_of(request)
        return Asker(caller.client_id, caller.department)

    def told(self, request: Request, found: RequestView) -> dict[str, Any]:
        """This function will return one request as its department sees it."""
        return request_of(found, pairwise_ids(self.asker(request).department, [found.subject]).get(found.subject))


class ConsentRequests(AskingView):
    """Ask, and read what was asked."""

    @extend_schema(
        operation_id="ask_for_consent",
        summary="Ask people for consent",
        description=(
            "1 to 1,000 in at most 256 KiB, each with a result of its own. The people find the question in the portal, "
            "and whoever follows `page` reads it there; nobody is asked twice within twelve months unless the terms of "
            "the notice have changed (`asked_already`), nor while a decision on them stands (`already_decided`). "
            "Silence is no consent: a request that nobody answers expires, and nothing follows."
        ),
        tags=["consent requests"],
        parameters=[IDEMPOTENCY_KEY],
        request=AskShape,
        responses={200: ResultsShape, **problems(400, 401, 403, 406, 409, 413, 415, 503)},
        examples=[
            OpenApiExample(
                "Two people",
                value={
                    "requests": [
                        {"id": _PERSON, "activity": "library-recommendations"},
                        {"id": "a" * 32, "activity": "library-recommendations", "days": 14},
                    ]
                },
                request_only=True,
            ),
            OpenApiExample(
                "One of them was asked this year",
                value={
                    "results": [
                        {"id": _PERSON, "activity": "library-recommendations", "request": _EXAMPLE},
                        {"id": "a" * 32, "activity": "library-recommendations", "reason": "asked_already"},
                    ]
                },
                response_only=True,
            ),
        ],
    )
    @idempotent
    def post(self, request: Request) -> Any:
        """This function will ask each person and answer each wish, in their order (GDPR 7(2))."""
        body = AskShape(data=request.data)
        body.is_valid(raise_exception=True)
        wishes = [wish_of(said) for said in body.validated_data["requests"]]
        outcomes = ask_for_consent(actor=ACTOR, asker=self.asker(request), wishes=wishes)
        return Response({"results": [_result(*each) for each in zip(wishes, outcomes, strict=True)]})

    @extend_schema(
        operation_id="list_consent_requests",
        summary="The department's requests and how they stand",
        description="In the order they were made. A page may be short, or empty, while `more` is true.",
        tags=["consent requests"],
        parameters=[
            *PAGE,
            OpenApiParameter("status", str, enum=[status.value for status in Status], description="As it is now."),
            OpenApiParameter("activity", CODE, description="The code of one activity."),
            UNCHANGED,
        ],
        responses={200: RequestList, 304: KEPT, **problems(400, 401, 403, 406, 503)},
        examples=[
            OpenApiExample(
                "One waits", value={"requests": [_EXAMPLE], "next": "MS40Mg", "more": False}, response_only=True
            )
        ],
    )
    def get(self, request: Request) -> Any:
        """This function will list requests from the cursor on."""
        position, limit = asked_of(request, "status", "activity")
        department, after = caller_of(request).department, position.index if position else 0
        page = requests_of(
            department,
            clock.now(),
            after=after,
            limit=limit,
            status=_status(request),
            activity=_activity(request),
        )
        known = pairwise_ids(department, [one.subject for one in page.rows])
        rows = [request_of(one, known.get(one.subject)) for one in page.rows]
        return conditional(request, {"requests": rows, "next": cursor_of(Position(1, page.then)), "more": page.more})


class OneConsentRequest(AskingView):
    """One request."""

    @extend_schema(
        operation_id="read_consent_request",
        summary="One request and how it stands",
        tags=["consent requests"],
        parameters=[UNCHANGED],
        responses={200: RequestShape, 304: KEPT, **problems(401, 403, 404, 406, 503)},
        examples=[OpenApiExample("It waits", value=_EXAMPLE, response_only=True)],
    )
    def get(self, request: Request, identifier: UUID) -> Any:
        """This function will show one request; raises ``NotFound``."""
        found = request_by_id(identifier, clock.now(), department=caller_of(request).department)
        return conditional(request, self.told(request, found))


class CancelConsentRequest(AskingView):
    """Taking a question back."""

    @extend_schema(
        operation_id="cancel_consent_request",
        summary="Cancel a request that nobody has answered",
        description="It goes from the portal at once. It still counts as asked: a question is put once in a year.",
        tags=["consent requests"],
        parameters=[IDEMPOTENCY_KEY],
        request=None,
        responses={200: RequestShape, **problems(400, 401, 403, 404, 406, 409, "not-waiting", 413, 415, 503)},
        examples=[OpenApiExample("Cancelled", value=_EXAMPLE | {"status": "cancelled"}, response_only=True)],
    )
    @idempotent
    def post(self, request: Request, identifier: UUID) -> Any:
        """This function will cancel a request and show it; raises ``NotFound`` and ``Conflict``."""
        _Nothing(data=request.data or {}).is_valid(raise_exception=True)
        return Response(self.told(request, cancel_request(actor=ACTOR, asker=self.asker(request), request=identifier)))


def _result(wish: Wish, outcome: RequestView | Refusal) -> dict[str, Any]:
    result: dict[str, Any] = {"id": wish.person, "activity": wish.activity}
    if isinstance(outcome, Refusal):
        return result | {"reason": outcome.value}
    return result | {"request": request_of(outcome, wish.person)}


def _activity(request: Request) -> str | None:
    code = request.query_params.get("activity")
    if code is not None and not _CODE.fullmatch(code):
        raise ValidationError({"activity": ["This is no code of an activity."]})
    return code


def _status(request: Request) -> Status | None:
    said = request.query_params.get("status")
    if said is None:
        return None
    if said not in set(Status):
        raise ValidationError({"status": ["This is no status of a request."]})
    return Status(said)

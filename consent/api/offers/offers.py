"""``/api/v1/offers``: a department offers a campaign's service to people, and sees where each of them stands."""

import base64
from typing import Any
from uuid import UUID

from drf_spectacular.utils import OpenApiExample, OpenApiParameter, extend_schema
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request
from rest_framework.response import Response

from consent.api.authentication import caller_of
from consent.api.conditional import KEPT, UNCHANGED, conditional
from consent.api.cursors import asked_of, cursor_of, limit_of
from consent.api.idempotency import IDEMPOTENCY_KEY, idempotent
from consent.api.offers import examples
from consent.api.offers.offer_shapes import (
    OfferList,
    OfferResults,
    OfferShape,
    OffersShape,
    OutcomeList,
    candidate_of,
    offer_of,
    outcome_of,
    result_of,
)
from consent.api.offers.rules import ACTOR, OffersView
from consent.api.schema.paging import PAGE
from consent.api.schema.problems import problems
from consent.log.following import Position
from consent.people.pairwise_queries import pairwise_ids
from consent.proactive.actions.make_offers import make_offers
from consent.proactive.outcome_feed import outcomes_from
from consent.proactive.queries import campaign, offer, offers_in
from consent.proactive.vocabulary import OfferState

_ID = {"type": "string", "format": "uuid"}
_CAMPAIGN = OpenApiParameter("campaign", _ID, required=True, description="One of the department's campaigns.")


class Offers(OffersView):
    """Offer, and read what was offered."""

    @extend_schema(
        operation_id="make_offers",
        summary="Offer a running campaign's service to people",
        description=(
            "1 to 500 in at most 256 KiB, each with a result of its own. Of each the ledger is asked first, then the "
            "campaign's rules, then who may answer; who is offered nothing has an offer too, in the state "
            "`not_offered` and with a `reason`. The platform finds the families and writes to them: the department "
            "learns no telephone number. Whoever is in the campaign already stays as they are. A `reason` in the "
            "place of an offer means that nothing was recorded of that person."
        ),
        tags=["offers"],
        parameters=[IDEMPOTENCY_KEY],
        request=OffersShape,
        responses={200: OfferResults, **problems(400, 401, 403, 404, 406, 409, "not-running", 413, 415, 503)},
        examples=[
            OpenApiExample(
                "Two children",
                value={
                    "campaign": examples.CAMPAIGN,
                    "candidates": [
                        {"id": examples.PERSON, "inputs": {"birth_date": "2021-05-03"}, "pool": "kallio"},
                        {"id": examples.OTHER, "inputs": {"birth_date": "2021-11-20"}, "pool": "kallio"},
                    ],
                },
                request_only=True,
            ),
            OpenApiExample(
                "One of the ids is not the department's",
                value={
                    "results": [
                        {
                            "id": examples.PERSON,
                            "offer": examples.OFFER_SHOWN
                            | {"state": "made", "choice": None, "answered_through": None, "version": 1}
                            | dict.fromkeys(("sent_at", "delivered_at", "answered_at")),
                        },
                        {"id": examples.OTHER, "reason": "no_such_person"},
                    ]
                },
                response_only=True,
            ),
        ],
    )
    @idempotent
    def post(self, request: Request) -> Any:
        """This function will offer the service to each candidate and answer each, in their order (GDPR 6, 22)."""
        body = OffersShape(data=request.data)
        body.is_valid(raise_exception=True)
        candidates = [candidate_of(said) for said in body.validated_data["candidates"]]
        caller = caller_of(request)
        outcomes = make_offers(
            actor=ACTOR,
            client=caller.client_id,
            department=caller.department,
            campaign=body.validated_data["campaign"],
            candidates=candidates,
        )
        return Response({"results": [result_of(*each) for each in zip(candidates, outcomes, strict=True)]})

    @extend_schema(
        operation_id="list_offers",
        summary="The offers of a campaign and how they stand",
        description="In an order of their own. Read `outcomes` instead to keep up with a campaign that runs.",
        tags=["offers"],
        parameters=[
            _CAMPAIGN,
            *PAGE,
            OpenApiParameter("state", str, enum=[state.value for state in OfferState], description="As it is now."),
            UNCHANGED,
        ],
        responses={200: OfferList, 304: KEPT, **problems(400, 401, 403, 404, 406, 503)},
        examples=[
            OpenApiExample(
                "One accepted",
                value={"offers": [examples.OFFER_SHOWN], "next": "fJ5mZ3QlQN6USuB_wfkK5w", "more": False},
                response_only=True,
            )
        ],
    )
    def get(self, request: Request) -> Any:
        """This function will list offers from the cursor on; raises ``NotFound`` for another's campaign as for none."""
        limit, cursor = limit_of(request, "campaign", "state"), request.query_params.get("cursor")
        states, after = _states(request), None if cursor is None else _after(cursor)
        department = caller_of(request).department
        found = campaign(department, _campaign(request))
        page = offers_in(department, found.id, after=after, limit=limit, states=states)
        then = _cursor(page.then) if page.then else None
        return conditional(request, {"offers": [offer_of(one) for one in page.rows], "next": then, "more": page.more})


class OneOffer(OffersView):
    """One offer."""

    @extend_schema(
        operation_id="read_offer",
        summary="One offer and how it stands",
        description="The department never learns who of a family answered, nor what became of a single message.",
        tags=["offers"],
        parameters=[UNCHANGED],
        responses={200: OfferShape, 304: KEPT, **problems(401, 403, 404, 406, 503)},
        examples=[OpenApiExample("It is accepted", value=examples.OFFER_SHOWN, response_only=True)],
    )
    def get(self, request: Request, identifier: UUID) -> Any:
        """This function will show one offer; raises ``NotFound``."""
        return conditional(request, offer_of(offer(identifier, department=caller_of(request).department)))


class Outcomes(OffersView):
    """What became of offers, in the order of the log."""

    @extend_schema(
        operation_id="list_offer_outcomes",
        summary="What became of your offers, in the order of the log",
        description=(
            "Keep `next` and come back with it: nothing is missed and nothing comes twice, whatever happens meanwhile. "
            "A page may be empty though `more` is true. Only what `offer.decided` says is final: an answer may be "
            "changed until the deadline. What was erased is left out."
        ),
        tags=["offers"],
        parameters=[
            *PAGE,
            OpenApiParameter("campaign", _ID, description="Of one campaign only. Keep it while you read on."),
        ],
        responses={200: OutcomeList, **problems(400, 401, 403, 406, 503)},
        examples=[
            OpenApiExample(
                "An answer",
                value={"outcomes": [examples.OUTCOME], "next": "MS4xMjM1", "more": False},
                response_only=True,
            )
        ],
    )
    def get(self, request: Request) -> Any:
        """This function will list steps from the cursor on."""
        department = caller_of(request).department
        position, limit = asked_of(request, "campaign")
        only = _campaign(request) if "campaign" in request.query_params else None
        feed = outcomes_from(position or Position(1, 0), department, limit, campaign=only)
        known = pairwise_ids(department, [one.subject for one in feed.rows])
        rows = [outcome_of(one, known[one.subject]) for one in feed.rows if one.subject in known]
        return Response({"outcomes": rows, "next": cursor_of(feed.then), "more": feed.more})


def _campaign(request: Request) -> UUID:
    try:
        return UUID(request.query_params.get("campaign", ""))
    except ValueError:
        raise ValidationError({"campaign": ["This is no campaign's id."]}) from None


def _states(request: Request) -> tuple[OfferState, ...]:
    said = request.query_params.get("state")
    if said is None:
        return ()
    if said not in set(OfferState):
        raise ValidationError({"state": ["This is no state of an offer."]})
    return (OfferState(said),)


def _cursor(after: UUID) -> str:
    return base64.urlsafe_b64encode(after.bytes).rstrip(b"=").decode()


def _after(cursor: str) -> UUID:
    try:
        return UUID(bytes=base64.b64decode(cursor.encode("ascii") + b"==", altchars=b"-_", validate=True))
    except ValueError:
        raise ValidationError({"cursor": ["This is no cursor of this list."]}) from None

"""Starting and closing a campaign, what it lacks, and how far people came."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from drf_spectacular.utils import OpenApiExample, extend_schema
from rest_framework.request import Request

from consent import clock
from consent.api.authentication import caller_of
from consent.api.conditional import KEPT, UNCHANGED, conditional
from consent.api.idempotency import IDEMPOTENCY_KEY, idempotent
from consent.api.offers import examples
from consent.api.offers.campaign_shapes import CampaignShape, ConditionsShape
from consent.api.offers.campaigns import shown
from consent.api.offers.figure_shapes import FunnelShape, funnel_of
from consent.api.offers.rules import ACTOR, OffersView
from consent.api.problems import problem
from consent.api.schema.problems import problems
from consent.api.serializers import StrictSerializer
from consent.core.errors import Invalid
from consent.proactive.actions.close_campaign import close_campaign
from consent.proactive.actions.start_campaign import start_campaign
from consent.proactive.conditions import lacks_of, text_problems
from consent.proactive.figures import funnel, unreached
from consent.proactive.queries import CampaignView, campaign
from consent.proactive.vocabulary import CampaignState

_LACKING = {"condition": "duty_to_provide", "why": "Name the law that lays the service upon the city (duty_ref)."}


class _NoBody(StrictSerializer):
    """A body without members."""


class StartCampaign(OffersView):
    """The moment from which families are offered something."""

    @extend_schema(
        operation_id="start_campaign",
        summary="Start a campaign that meets the five conditions",
        description=(
            "The city has the data, may use it, has a duty to provide the service, knows by published rules who "
            "qualifies, and both sides gain. A campaign that lacks one is refused (`conditions`): `errors` names each, "
            "its `pointer` being the condition, and each fault of the texts or the deadline. Nothing of a campaign "
            "changes after its start; starting a running one again changes nothing."
        ),
        tags=["offers"],
        parameters=[IDEMPOTENCY_KEY],
        request=None,
        responses={
            200: CampaignShape,
            **problems(400, 401, 403, 404, 406, 409, "conditions", "closed", 413, 415, 503),
        },
        examples=[OpenApiExample("It runs", value=examples.STARTED, response_only=True)],
    )
    @idempotent
    def post(self, request: Request, identifier: UUID) -> Any:
        """This function will start a campaign and show it; raises ``NotFound`` and ``Conflict`` (GDPR 5(1)(b), 6)."""
        _NoBody(data=request.data or {}).is_valid(raise_exception=True)
        try:
            started = start_campaign(actor=ACTOR, department=caller_of(request).department, campaign=identifier)
        except Invalid as error:
            lacking = list(_lacking(error.problems))
            errors = [{"pointer": f"/{one['condition']}", "detail": one["why"]} for one in lacking]
            detail = f"The campaign lacks {', '.join(dict.fromkeys(one['condition'] for one in lacking))}."
            return problem(request._request, 409, code="conditions", detail=detail, errors=errors)
        return shown(started)


class CampaignConditions(OffersView):
    """What keeps a draft from starting."""

    @extend_schema(
        operation_id="read_campaign_conditions",
        summary="What a campaign lacks before it can start",
        description="What starting it would say, and nothing starts. One that has started lacks nothing.",
        tags=["offers"],
        parameters=[UNCHANGED],
        responses={200: ConditionsShape, 304: KEPT, **problems(401, 403, 404, 406, 503)},
        examples=[
            OpenApiExample("No law is named", value={"would_start": False, "lacking": [_LACKING]}, response_only=True)
        ],
    )
    def get(self, request: Request, identifier: UUID) -> Any:
        """This function will show each condition that is not met, and why; raises ``NotFound``."""
        lacking = list(_lacking(_problems(campaign(caller_of(request).department, identifier))))
        return conditional(request, {"would_start": not lacking, "lacking": lacking})


class CloseCampaign(OffersView):
    """The moment at which answers become decisions."""

    @extend_schema(
        operation_id="close_campaign",
        summary="Close a campaign",
        description=(
            "Answers become decisions, silence lapses and nobody waits any more. The platform does it by itself when "
            "the deadline has passed; before it, closing is refused (`deadline-ahead`), since families were told until "
            "when they may answer. A large campaign takes a while. Closing a closed one again changes nothing."
        ),
        tags=["offers"],
        parameters=[IDEMPOTENCY_KEY],
        request=None,
        responses={
            200: CampaignShape,
            **problems(400, 401, 403, 404, 406, 409, "deadline-ahead", "not-running", 413, 415, 503),
        },
        examples=[
            OpenApiExample(
                "It is closed",
                value=examples.STARTED | {"state": "closed", "closed_at": "2027-02-01T22:00:10Z"},
                response_only=True,
            )
        ],
    )
    @idempotent
    def post(self, request: Request, identifier: UUID) -> Any:
        """This function will close a campaign and show it; raises ``NotFound`` and ``Conflict``."""
        _NoBody(data=request.data or {}).is_valid(raise_exception=True)
        department = caller_of(request).department
        found = campaign(department, identifier)
        if found.takes_answers(clock.now()):
            return problem(request._request, 409, code="deadline-ahead")
        close_campaign(actor=ACTOR, department=department, campaign=identifier)
        return shown(campaign(department, identifier))


class CampaignFunnel(OffersView):
    """How far people came."""

    @extend_schema(
        operation_id="read_campaign_funnel",
        summary="How many people came how far, and who was not reached",
        description=(
            "Of its own campaign a department gets exact counts, since it has every single offer anyway. `unreached` "
            "tells of people by why no offer or message reached them, which the department cannot count itself: "
            "fewer than five are null."
        ),
        tags=["offers"],
        parameters=[UNCHANGED],
        responses={200: FunnelShape, 304: KEPT, **problems(401, 403, 404, 406, 503)},
        examples=[OpenApiExample("Families of six-year-olds", value=examples.FUNNEL, response_only=True)],
    )
    def get(self, request: Request, identifier: UUID) -> Any:
        """This function will count the campaign's people; raises ``NotFound``."""
        found = campaign(caller_of(request).department, identifier)
        return conditional(request, funnel_of(funnel(found.id), unreached(found.id)))


def _problems(view: CampaignView) -> list[str]:
    if view.state is not CampaignState.DRAFT:
        return []
    at = clock.now()
    found = [f"{lack.condition}: {lack.why}" for lack in lacks_of(view, at)]
    found += [f"texts: {problem}" for problem in text_problems(view)]
    return found + (["deadline: it has passed."] if view.deadline <= at else [])


def _lacking(found: Iterable[str]) -> Iterable[dict[str, str]]:
    for one in found:
        condition, _, why = one.partition(": ")
        yield {"condition": condition, "why": why}

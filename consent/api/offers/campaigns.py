"""``/api/v1/campaigns``: a department drafts a campaign, and sees each one as it stands."""

from typing import Any
from uuid import UUID

from django.utils.cache import get_conditional_response
from django.utils.http import parse_etags, quote_etag
from drf_spectacular.utils import OpenApiExample, OpenApiParameter, extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from consent.api.authentication import caller_of
from consent.api.conditional import KEPT, PERSONAL, UNCHANGED, conditional
from consent.api.idempotency import IDEMPOTENCY_KEY, idempotent
from consent.api.offers import examples
from consent.api.offers.campaign_shapes import CampaignList, CampaignShape, DraftShape, campaign_of, draft_of
from consent.api.offers.rules import ACTOR, OffersView
from consent.api.problems import problem
from consent.api.schema.problems import problems
from consent.proactive.actions.draft_campaign import create_campaign
from consent.proactive.actions.replace_draft import Changed, etag_of, replace_draft
from consent.proactive.drafts import CampaignDraft
from consent.proactive.queries import CampaignView, campaign, campaigns_of

_PRECONDITIONS = {"precondition-failed": 412, "precondition-required": 428}
_DRAFT = OpenApiExample("A draft", value=examples.CAMPAIGN_SHOWN, response_only=True, status_codes=["200", "201"])
_WRITTEN = OpenApiExample("Places in pre-primary education", value=examples.DRAFT, request_only=True)
IF_MATCH = OpenApiParameter(
    "If-Match", str, OpenApiParameter.HEADER, description="The ETag of the draft that this replaces."
)


class Campaigns(OffersView):
    """Draft a campaign, and read all there are."""

    @extend_schema(
        operation_id="list_campaigns",
        summary="The department's campaigns",
        description="Drafts, running ones and closed ones, the newest first.",
        tags=["offers"],
        parameters=[UNCHANGED],
        responses={200: CampaignList, 304: KEPT, **problems(401, 403, 406, 503)},
        examples=[OpenApiExample("One runs", value={"campaigns": [examples.STARTED]}, response_only=True)],
    )
    def get(self, request: Request) -> Any:
        """This function will list the department's campaigns."""
        found = [campaign_of(one) for one in campaigns_of(caller_of(request).department)]
        return conditional(request, {"campaigns": found})

    @extend_schema(
        operation_id="create_campaign",
        summary="Draft a campaign",
        description=(
            "Nothing is offered by it, and it may lack whatever it lacks: `conditions` says what keeps it from "
            "starting. A service has each round once (`round-exists`)."
        ),
        tags=["offers"],
        parameters=[IDEMPOTENCY_KEY],
        request=DraftShape,
        responses={
            201: CampaignShape,
            **problems(400, "campaign", 401, 403, 404, 406, 409, "round-exists", 413, 415, 503),
        },
        examples=[_WRITTEN, _DRAFT],
    )
    @idempotent
    def post(self, request: Request) -> Any:
        """This function will write a draft down and show it."""
        draft, caller = _drafted(request), caller_of(request)
        made = create_campaign(actor=ACTOR, client=caller.client_id, department=caller.department, draft=draft)
        return shown(made, 201)


class OneCampaign(OffersView):
    """One campaign, which may be written anew while it is a draft."""

    @extend_schema(
        operation_id="read_campaign",
        summary="One campaign as it stands",
        description="Its pools say how many places are taken now.",
        tags=["offers"],
        parameters=[UNCHANGED],
        responses={200: CampaignShape, 304: KEPT, **problems(401, 403, 404, 406, 503)},
        examples=[_DRAFT],
    )
    def get(self, request: Request, identifier: UUID) -> Any:
        """This function will show one campaign; raises ``NotFound``."""
        answer = shown(campaign(caller_of(request).department, identifier))
        return get_conditional_response(request._request, etag=answer["ETag"], response=answer)

    @extend_schema(
        operation_id="change_campaign",
        summary="Write a draft anew",
        description=(
            "The body takes the place of the draft, whose ETag stands in `If-Match`. What has started is never changed "
            "under the people who were offered it (`not-a-draft`). A PUT may be repeated: it needs no Idempotency-Key."
        ),
        tags=["offers"],
        parameters=[IF_MATCH],
        request=DraftShape,
        responses={
            200: CampaignShape,
            **problems(
                400, "campaign", 401, 403, 404, 406, 409, "not-a-draft", "round-exists", 412, 413, 415, 428, 503
            ),
        },
        examples=[_WRITTEN, _DRAFT],
    )
    def put(self, request: Request, identifier: UUID) -> Any:
        """This function will replace the draft and show it; raises ``NotFound`` and ``Conflict``."""
        draft = _drafted(request)
        try:
            changed = replace_draft(
                actor=ACTOR,
                department=caller_of(request).department,
                campaign=identifier,
                draft=draft,
                read=_read(request),
            )
        except Changed as error:
            return problem(request._request, _PRECONDITIONS[error.code], code=error.code)
        return shown(changed)


def shown(view: CampaignView, status: int = 200) -> Response:
    """This function will answer with one campaign and its ETag."""
    headers = {"ETag": quote_etag(etag_of(view)), "Cache-Control": PERSONAL}
    return Response(campaign_of(view), status=status, headers=headers)


def _drafted(request: Request) -> CampaignDraft:
    body = DraftShape(data=request.data)
    body.is_valid(raise_exception=True)
    return draft_of(body.validated_data)


def _read(request: Request) -> str | None:
    header = request.headers.get("If-Match")
    if header is None:
        return None
    etags = parse_etags(header)
    return etags[0].strip('"') if len(etags) == 1 else ""

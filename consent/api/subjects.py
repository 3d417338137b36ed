"""``POST /api/v1/subjects/resolve``: from a national id to the asking department's own id of the person."""

from drf_spectacular.utils import OpenApiExample, extend_schema
from rest_framework.exceptions import Throttled
from rest_framework.request import Request
from rest_framework.response import Response

from consent import clock
from consent.api.access.quotas import seconds_to_next_minute
from consent.api.authentication import caller_of
from consent.api.permissions import has_scope
from consent.api.schema.problems import problems
from consent.api.serializers import NationalId, PairwiseId
from consent.api.views import ApiView
from consent.ledger.actions.look_up import look_up


class ResolveSubject(ApiView):
    """The national id travels in the body only, and is kept nowhere."""

    permission_classes = [has_scope("subjects:resolve")]

    @extend_schema(
        operation_id="resolve_subject",
        summary="National id to pairwise id",
        description=(
            "Every well-formed national id resolves, in the same time and to an id of the same shape, whether or not "
            "the platform knows the person. The id is the same each time and means nothing to another department."
        ),
        tags=["subjects"],
        request=NationalId,
        responses={200: PairwiseId, **problems(400, 401, 403, 406, 413, 415, 429, 503)},
        examples=[
            OpenApiExample("A person", value={"national_id": "010190-999W"}, request_only=True),
            OpenApiExample("Their id", value={"id": "mfbdzrdjw7ccrkf3sq5ucvs6kmiedy4q"}, response_only=True),
        ],
    )
    def post(self, request: Request) -> Response:
        """This function will answer with the pairwise id (GDPR 25)."""
        question = NationalId(data=request.data)
        question.is_valid(raise_exception=True)
        caller = caller_of(request)
        value = look_up(
            client=caller.client_id, department=caller.department, national_id=question.validated_data["national_id"]
        )
        if value is None:
            raise Throttled(wait=seconds_to_next_minute(clock.now()))
        return Response({"id": value})

"""``POST /api/v1/permits/redeem``: the source of the data takes a permit that a recipient showed it."""

from typing import Any

from drf_spectacular.utils import OpenApiExample, extend_schema
from rest_framework import serializers
from rest_framework.exceptions import Throttled
from rest_framework.request import Request
from rest_framework.response import Response

from consent.api.access.quotas import beyond_quota
from consent.api.authentication import caller_of
from consent.api.certificates import certificate_of
from consent.api.permissions import has_scope
from consent.api.principal import bearer_token, token_checksum
from consent.api.schema.problems import problems
from consent.api.serializers import StrictCharField, StrictSerializer
from consent.api.views import ApiView
from consent.ledger.actions.check import SCOPE, Rejection
from consent.ledger.actions.redeem_permit import redeem_permit
from consent.people.actors import Actor
from consent.tokens.permits import MOST

_EXAMPLE = {
    "active": True,
    "iss": "https://mydata.example.fi",
    "aud": "urn:mydata:dept:health",
    "iat": 1793000000,
    "exp": 1793000030,
    "jti": "0b8d2c9e-7a44-4f0f-9d53-6f2f1c9f6a10",
    "department": "education",
    "activity": "school-health-support",
    "categories": ["child.health_needs"],
    "notice_version": 1,
    "sub_hash": "3q2-7wAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
    "decision_ids": ["5f1f0d5c-52a6-4f0e-8f5e-0d5b9e7a1c22"],
}


class ShownPermit(StrictSerializer):
    """The question."""

    permit = StrictCharField(max_length=MOST, trim_whitespace=False, help_text="The permit as the recipient showed it.")
    subject = StrictCharField(
        max_length=128, trim_whitespace=False, help_text="The source's own pairwise id of the person."
    )


class RedeemedPermit(serializers.Serializer[Any]):
    """The answer; all but ``active`` is there only when that is true."""

    active = serializers.BooleanField(help_text="Whether the data may be handed over now, and only now.")
    iss = serializers.CharField(required=False)
    aud = serializers.CharField(required=False)
    iat = serializers.IntegerField(required=False)
    exp = serializers.IntegerField(required=False, help_text="What is handed over is handed over before this.")
    jti = serializers.CharField(required=False, help_text="The recipient's decision.")
    department = serializers.CharField(required=False, help_text="The recipient: the data are for it alone.")
    activity = serializers.CharField(required=False)
    categories = serializers.ListField(child=serializers.CharField(), required=False)
    notice_version = serializers.IntegerField(required=False, allow_null=True)
    sub_hash = serializers.CharField(required=False)
    decision_ids = serializers.ListField(
        child=serializers.CharField(), required=False, help_text="The source's own decisions, one a category."
    )


class RedeemPermit(ApiView):
    """A permit is good once, so that no Idempotency-Key is taken: whoever lost the answer asks for another permit."""

    permission_classes = [has_scope(SCOPE)]

    @extend_schema(
        operation_id="redeem_permit",
        summary="Take a permit that a recipient showed",
        description=(
            "The source of the data sends the permit and its own id of the person. The platform decides again with the "
            "facts of this moment, records the use of the source, and spends the permit. `active` is false, without a "
            "reason, for a permit that is forged, expired, spent, for another source or about another person, and when "
            "the answer is no by now."
        ),
        tags=["decisions"],
        request=ShownPermit,
        responses={200: RedeemedPermit, **problems(400, 401, 403, 406, 413, 415, 429, 503)},
        examples=[
            OpenApiExample(
                "A permit",
                value={"permit": "eyJ0eXAiOiJwZXJtaXQrand0Ii…", "subject": "mfbdzrdjw7ccrkf3sq5ucvs6kmiedy4q"},
                request_only=True,
            ),
            OpenApiExample("Good", value=_EXAMPLE, response_only=True),
            OpenApiExample("Not good, whatever the reason", value={"active": False}, response_only=True),
        ],
    )
    def post(self, request: Request) -> Response:
        """This function will answer whether the data may be handed over."""
        shown = ShownPermit(data=request.data)
        shown.is_valid(raise_exception=True)
        caller = caller_of(request)
        token = bearer_token(request.headers["Authorization"]) or ""
        redeemed = redeem_permit(
            actor=Actor.system("permits"),
            token_checksum=token_checksum(token, certificate_of(request.META)),
            source=caller.department,
            permit=shown.validated_data["permit"],
            pairwise_id=shown.validated_data["subject"],
        )
        if redeemed is None:
            return Response({"active": False})
        if isinstance(redeemed, Rejection):
            failed = beyond_quota(redeemed)
            raise Throttled(wait=failed.retry_after if failed else None)
        return Response({"active": True, **redeemed.claims, "decision_ids": list(redeemed.decision_ids)})

"""What a department did after a use was permitted: ``POST /api/v1/uses/<decision>/report``, and many at once."""

from typing import Any

from drf_spectacular.utils import OpenApiExample, extend_schema
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request
from rest_framework.response import Response

from consent.api.authentication import caller_of
from consent.api.idempotency import IDEMPOTENCY_KEY, idempotent
from consent.api.parsers import LargeJsonParser
from consent.api.permissions import has_scope
from consent.api.schema.problems import problems
from consent.api.uses.shapes import Recorded, ReportBatch, ReportBody, ReportResults, report_of, said_in
from consent.api.views import ApiView
from consent.core.errors import Conflict, NotFound
from consent.ledger.actions.report_uses import Refusal, Report, Reported, report_uses
from consent.people.actors import Actor

ACTOR = Actor.system("api")
_WRONG = {
    Refusal.RECIPIENT_NOT_DECLARED: ("transmitted_to", "The notice of this use declares no such recipient."),
    Refusal.TIME_OUT_OF_RANGE: ("at", "This is before the decision, or has not come yet."),
}


class ReportUse(ApiView):
    """Reports are added to one another; none is ever changed."""

    permission_classes = [has_scope("uses:report")]

    @extend_schema(
        operation_id="report_use",
        summary="Report how many rows were read and who they went to",
        description=(
            "The person sees it under the use. Recipients must be declared in the notice that the use was permitted "
            "by. A use that goes on may be reported on again: rows add up."
        ),
        tags=["uses"],
        parameters=[IDEMPOTENCY_KEY],
        request=ReportBody,
        responses={201: Recorded, **problems(400, 401, 403, 404, 406, 409, 413, 415, 503)},
        examples=[
            OpenApiExample("Twelve rows", value={"rows_read": 12, "transmitted_to": ["health"]}, request_only=True),
            OpenApiExample(
                "Recorded",
                value={
                    "decision_id": "5b1f9a40-3c1e-4b0e-9a5a-52a1c8a9d1f0",
                    "rows_read": 12,
                    "transmitted_to": ["health"],
                    "at": "2026-11-24T09:00:00Z",
                    "reported_at": "2026-11-24T09:05:00Z",
                },
                response_only=True,
            ),
        ],
    )
    @idempotent
    def post(self, request: Request, decision: str) -> Any:
        """This function will record a report on one use (GDPR 15(1)(c)); raises ``NotFound`` and ``Conflict``."""
        body = ReportBody(data=request.data)
        body.is_valid(raise_exception=True)
        outcome = _reported(request, [said_in(body.validated_data, decision)])[0]
        if outcome is Refusal.UNKNOWN_DECISION:
            raise NotFound(outcome.value)
        if outcome is Refusal.USE_NOT_PERMITTED:
            raise Conflict(outcome.value)
        if isinstance(outcome, Refusal):
            member, detail = _WRONG[outcome]
            raise ValidationError({member: [detail]})
        return Response({"decision_id": outcome.decision_id, **report_of(outcome)}, status=201)


class ReportUses(ApiView):
    """Many reports, each with a result of its own."""

    permission_classes = [has_scope("uses:report")]
    parser_classes = [LargeJsonParser]

    @extend_schema(
        operation_id="report_uses",
        summary="Report on many uses at once",
        description="At most 1,000, in at most 256 KiB. One that is refused leaves the others as they are.",
        tags=["uses"],
        parameters=[IDEMPOTENCY_KEY],
        request=ReportBatch,
        responses={200: ReportResults, **problems(400, 401, 403, 406, 409, 413, 415, 503)},
        examples=[
            OpenApiExample(
                "Two",
                value={
                    "reports": [
                        {"decision_id": "5b1f9a40-3c1e-4b0e-9a5a-52a1c8a9d1f0", "rows_read": 12},
                        {"decision_id": "0c9e6679-7425-40de-944b-e07fc1f90ae7", "rows_read": 1},
                    ]
                },
                request_only=True,
            ),
            OpenApiExample(
                "One of them is not this department's",
                value={
                    "results": [
                        {"decision_id": "5b1f9a40-3c1e-4b0e-9a5a-52a1c8a9d1f0", "recorded": True},
                        {
                            "decision_id": "0c9e6679-7425-40de-944b-e07fc1f90ae7",
                            "recorded": False,
                            "reason": "unknown_decision",
                        },
                    ]
                },
                response_only=True,
            ),
        ],
    )
    @idempotent
    def post(self, request: Request) -> Any:
        """This function will record each report and answer each, in their order (GDPR 15(1)(c))."""
        body = ReportBatch(data=request.data)
        body.is_valid(raise_exception=True)
        said = [said_in(each, each["decision_id"]) for each in body.validated_data["reports"]]
        outcomes = zip(said, _reported(request, said), strict=True)
        return Response({"results": [_result(report, outcome) for report, outcome in outcomes]})


def _reported(request: Request, reports: list[Report]) -> list[Reported | Refusal]:
    caller = caller_of(request)
    return report_uses(actor=ACTOR, department=caller.department, client=caller.client_id, reports=reports)


def _result(report: Report, outcome: Reported | Refusal) -> dict[str, Any]:
    result = {"decision_id": report.decision_id, "recorded": isinstance(outcome, Reported)}
    return result | ({"reason": outcome.value} if isinstance(outcome, Refusal) else {})

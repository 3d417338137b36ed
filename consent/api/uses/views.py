"""``/api/v1/uses``: the uses recorded for a department, in the order of the log."""

import re
from datetime import datetime
from typing import Any

from drf_spectacular.utils import OpenApiExample, OpenApiParameter, extend_schema
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request
from rest_framework.response import Response

from consent.api.authentication import caller_of
from consent.api.cursors import asked_of, cursor_of
from consent.api.moments import moment_in
from consent.api.permissions import has_scope
from consent.api.schema.paging import CODE, MOMENT, PAGE
from consent.api.schema.problems import problems
from consent.api.uses.shapes import UseList, UseWithReports, report_of, use_of
from consent.api.views import ApiView
from consent.ledger.use_feed import own_use, uses_from
from consent.ledger.use_reports import reports_on
from consent.log.following import position_before
from consent.people.pairwise_queries import pairwise_ids

_CODE = re.compile(r"[a-z0-9-]{1,64}", re.ASCII)
_EXAMPLE = {
    "decision_id": "5b1f9a40-3c1e-4b0e-9a5a-52a1c8a9d1f0",
    "at": "2026-11-24T09:00:00Z",
    "activity": "library-loans",
    "category": "library.loans",
    "id": "mfbdzrdjw7ccrkf3sq5ucvs6kmiedy4q",
    "allowed": True,
    "reason": "contract",
    "basis": "contract",
    "notice_version": 1,
    "case": None,
    "staff_ref": None,
    "recipient": None,
}


class Uses(ApiView):
    """A department sees the checks that it asked itself, and nobody else's."""

    permission_classes = [has_scope("uses:read")]

    @extend_schema(
        operation_id="list_uses",
        summary="The checks this department asked, in the order of the log",
        description=(
            "Keep `next` and come back with it: nothing is missed and nothing comes twice. A page may be empty though "
            "`more` is true. What was erased is left out."
        ),
        tags=["uses"],
        parameters=[
            *PAGE,
            OpenApiParameter("activity", CODE, description="Uses of one activity only. Keep it while you read on."),
            OpenApiParameter(
                "since", MOMENT, description="No use from before this moment (RFC 3339), and no need to read up to it."
            ),
        ],
        responses={200: UseList, **problems(400, 401, 403, 406, 503)},
        examples=[
            OpenApiExample(
                "A loan looked up",
                value={"uses": [_EXAMPLE | {"log_index": 1234}], "next": "MS4xMjM1", "more": False},
                response_only=True,
            )
        ],
    )
    def get(self, request: Request) -> Response:
        """This function will list uses from the cursor on (GDPR 5(2), 30)."""
        department = caller_of(request).department
        position, limit = asked_of(request, "activity", "since")
        activity, since = _activity(request), _since(request)
        if position is None:
            position = position_before(since)
        feed = uses_from(position, department, limit, activity=activity, since=since)
        known = pairwise_ids(department, [one.subject for one in feed.uses if one.subject])
        uses = [
            use_of(one, known.get(one.subject) if one.subject else None) | {"log_index": one.index} for one in feed.uses
        ]
        return Response({"uses": uses, "next": cursor_of(feed.then), "more": feed.more})


class OneUse(ApiView):
    """One of them."""

    permission_classes = [has_scope("uses:read")]

    @extend_schema(
        operation_id="read_use",
        summary="One check of this department, and what was reported of it",
        tags=["uses"],
        responses={200: UseWithReports, **problems(401, 403, 404, 406, 503)},
        examples=[
            OpenApiExample(
                "A loan looked up",
                value=_EXAMPLE
                | {
                    "reports": [
                        {"rows_read": 12, "transmitted_to": [], "at": None, "reported_at": "2026-11-24T09:00:01Z"}
                    ]
                },
                response_only=True,
            )
        ],
    )
    def get(self, request: Request, decision: str) -> Response:
        """This function will show one use; raises ``NotFound``, also for another department's."""
        department = caller_of(request).department
        use = own_use(decision, department)
        known = pairwise_ids(department, [use.subject]) if use.subject else {}
        shown: dict[str, Any] = use_of(use, known.get(use.subject) if use.subject else None)
        return Response(shown | {"reports": [report_of(each) for each in reports_on(use.event_id)]})


def _activity(request: Request) -> str | None:
    code = request.query_params.get("activity")
    if code is not None and not _CODE.fullmatch(code):
        raise ValidationError({"activity": ["This is no activity’s code."]})
    return code


def _since(request: Request) -> datetime | None:
    text = request.query_params.get("since")
    if text is None:
        return None
    since = moment_in(text)
    if since is None:
        raise ValidationError({"since": ["This is no moment like 2026-11-24T09:00:00Z."]})
    return since

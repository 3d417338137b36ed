"""``GET /api/v1/permissions``: what residents decided about a department's own activities, in the order of the log."""

import base64
import re
from typing import Any

from drf_spectacular.utils import OpenApiExample, OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request
from rest_framework.response import Response

from consent.api.authentication import caller_of
from consent.api.permissions import has_scope
from consent.api.schema.problems import problems
from consent.api.views import ApiView
from consent.ledger.change_feed import FedChange, changes_from
from consent.ledger.encoders import CHANGE_KINDS
from consent.log.following import Position
from consent.people.pairwise_queries import pairwise_ids
from consent.registry.queries import activities

MOST, USUAL = 500, 100
_CURSOR = re.compile(r"([1-9][0-9]{0,4})\.(0|[1-9][0-9]{0,17})", re.ASCII)
_HIGHEST_LOG = 32_767


class PermissionChange(serializers.Serializer[Any]):
    """One decision of a resident, or one mark upon a permission."""

    id = serializers.CharField(min_length=32, max_length=32, help_text="The department's own id of the person.")
    activity = serializers.CharField()
    kind = serializers.ChoiceField([kind.value for kind in CHANGE_KINDS])
    version = serializers.IntegerField(help_text="Counts the changes of one permission, without a gap.")
    at = serializers.DateTimeField()
    notice_version = serializers.IntegerField(allow_null=True)
    valid_until = serializers.DateTimeField(allow_null=True)
    waiting = serializers.BooleanField(help_text="A consent that does not count before the other guardian gives it.")
    log_index = serializers.IntegerField(help_text="Its place in the city's log.")


class PermissionChanges(serializers.Serializer[Any]):
    """Some changes, and where to read on."""

    changes = PermissionChange(many=True)
    next = serializers.CharField(help_text="The cursor of the next request, also when nothing is left to read now.")
    more = serializers.BooleanField(help_text="Whether there is more to read now.")


class PermissionFeed(ApiView):
    """A department's own activities only, and the people whom it knows by an id of its own."""

    permission_classes = [has_scope("consent:read")]

    @extend_schema(
        operation_id="list_permission_changes",
        summary="What residents decided about your activities, in the order of the log",
        description=(
            "Keep `next` and come back with it: nothing is missed and nothing comes twice, whatever happens meanwhile. "
            "This keeps lists up to date; before data is used a check must be asked all the same. People whom the "
            "department has not resolved yet are left out: once it has, a check tells where they stand."
        ),
        tags=["permissions"],
        parameters=[
            OpenApiParameter("cursor", str, description="`next` of the last answer; the beginning of all without it."),
            OpenApiParameter("limit", int, description=f"1 to {MOST}; {USUAL} without it."),
        ],
        responses={200: PermissionChanges, **problems(400, 401, 403, 406, 503)},
        examples=[
            OpenApiExample(
                "A withdrawal",
                value={
                    "changes": [
                        {
                            "id": "mfbdzrdjw7ccrkf3sq5ucvs6kmiedy4q",
                            "activity": "library-recommendations",
                            "kind": "consent.withdrawn",
                            "version": 2,
                            "at": "2026-11-24T09:00:00Z",
                            "notice_version": 1,
                            "valid_until": None,
                            "waiting": False,
                            "log_index": 1234,
                        }
                    ],
                    "next": "MS4xMjM1",
                    "more": False,
                },
                response_only=True,
            )
        ],
    )
    def get(self, request: Request) -> Response:
        """This function will list changes from the cursor on (GDPR 7(3): a withdrawal reaches whoever relied on it)."""
        department = caller_of(request).department
        own = [one.code for one in activities() if one.department.code == department]
        position, limit = _asked(request)
        feed = changes_from(position, own, limit)
        known = pairwise_ids(department, [one.subject for one in feed.changes])
        changes = [_told(one, known[one.subject]) for one in feed.changes if one.subject in known]
        return Response({"changes": changes, "next": _cursor(feed.then), "more": feed.more})


def _asked(request: Request) -> tuple[Position, int]:
    if request.query_params.keys() - {"cursor", "limit"} or any(
        len(all) > 1 for _, all in request.query_params.lists()
    ):
        raise ValidationError({"non_field_errors": ["There are parameters this request does not have."]})
    limit = request.query_params.get("limit", str(USUAL))
    if not (limit.isascii() and limit.isdecimal() and len(limit) <= 3 and 1 <= int(limit) <= MOST):
        raise ValidationError({"limit": [f"This is a number from 1 to {MOST}."]})
    return _position(request.query_params.get("cursor")), int(limit)


def _position(cursor: str | None) -> Position:
    if cursor is None:
        return Position(1, 0)
    try:
        text = base64.b64decode(cursor.encode("ascii") + b"=" * (-len(cursor) % 4), altchars=b"-_", validate=True)
        match = _CURSOR.fullmatch(text.decode("ascii"))
    except ValueError:
        match = None
    if match is None or int(match[1]) > _HIGHEST_LOG:
        raise ValidationError({"cursor": ["This is no cursor of this list."]})
    return Position(int(match[1]), int(match[2]))


def _cursor(position: Position) -> str:
    return base64.urlsafe_b64encode(f"{position.log}.{position.index}".encode()).rstrip(b"=").decode()


def _told(change: FedChange, pairwise_id: str) -> dict[str, Any]:
    return {
        "id": pairwise_id,
        "activity": change.activity,
        "kind": change.kind.value,
        "version": change.version,
        "at": change.at,
        "notice_version": change.notice_version,
        "valid_until": change.valid_until,
        "waiting": change.waiting,
        "log_index": change.index,
    }

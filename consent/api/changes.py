"""``GET /api/v1/permissions``: what residents decided about a department's own activities, in the order of the log."""

from typing import Any

from drf_spectacular.utils import OpenApiExample, extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from consent.api.authentication import caller_of
from consent.api.cursors import asked_of, cursor_of
from consent.api.permissions import has_scope
from consent.api.schema.paging import PAGE
from consent.api.schema.problems import problems
from consent.api.views import ApiView
from consent.ledger.change_feed import FedChange, changes_from
from consent.ledger.encoders import CHANGE_KINDS
from consent.log.following import Position
from consent.people.pairwise_queries import pairwise_ids
from consent.registry.queries import activities


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
        parameters=PAGE,
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
        position, limit = asked_of(request)
        feed = changes_from(position or Position(1, 0), own, limit)
        known = pairwise_ids(department, [one.subject for one in feed.changes])
        changes = [_told(one, known[one.subject]) for one in feed.changes if one.subject in known]
        return Response({"changes": changes, "next": cursor_of(feed.then), "more": feed.more})


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

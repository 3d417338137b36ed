"""``/api/v1/activities/<code>/draft``: a department drafts its activity; publishing stays with a registrar."""

from typing import Any, cast

from django.utils.http import parse_etags, quote_etag
from drf_spectacular.utils import OpenApiExample, OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request
from rest_framework.response import Response

from consent.api.authentication import caller_of
from consent.api.parsers import LargeJsonParser
from consent.api.permissions import has_scope
from consent.api.problems import problem
from consent.api.schema.problems import problems
from consent.api.views import ApiView
from consent.core.errors import Invalid
from consent.people.actors import Actor
from consent.registry.actions.save_draft import Changed, drop_draft, save_draft
from consent.registry.waiting_drafts import DraftView, draft_of

ACTOR = Actor.system("api")
_PRECONDITIONS = {"precondition-failed": 412, "precondition-required": 428}
IF_MATCH = OpenApiParameter(
    "If-Match", str, OpenApiParameter.HEADER, description="The ETag of the draft that this replaces or takes back."
)
_EXAMPLE = {
    "code": "library-recommendations",
    "draft": {"code": "library-recommendations", "basis": "consent", "purpose": "dpv:Personalisation"},
    "drafted_at": "2026-11-24T09:00:00Z",
    "client_id": "8Q0bTzYx",
    "would_publish": False,
    "broken_rules": [{"code": "text_missing", "message": "write 'notice.sv.summary'"}],
    "returned": {"at": "2026-11-24T11:30:00Z", "reason": "Say in plain words what the list of loans is used for."},
}


class BrokenRule(serializers.Serializer[Any]):
    """One publish rule that a draft breaks, and what to do about it."""

    code = serializers.CharField()
    message = serializers.CharField()


class Returned(serializers.Serializer[Any]):
    """That a registrar sent a draft back, and why."""

    at = serializers.DateTimeField()
    reason = serializers.CharField()


class Draft(serializers.Serializer[Any]):
    """A draft that waits, and whether a registrar could publish it as it is."""

    code = serializers.CharField()
    draft = serializers.DictField(help_text="One activity, as it would stand in a manifest.")
    drafted_at = serializers.DateTimeField()
    client_id = serializers.CharField(help_text="The client that handed it in.")
    would_publish = serializers.BooleanField(help_text="No rule is broken: only a registrar's approval is missing.")
    broken_rules = BrokenRule(many=True)
    returned = Returned(
        allow_null=True, help_text="Set when a registrar sent this draft back: hand in another, which begins anew."
    )


class ActivityDraftView(ApiView):
    """A department's drafts are its own; another's code is not there."""

    permission_classes = [has_scope("registry:draft")]
    parser_classes = [LargeJsonParser]

    @extend_schema(
        operation_id="read_draft",
        summary="The draft of an activity that waits",
        tags=["registry"],
        responses={200: Draft, **problems(401, 403, 404, 406, 503)},
        examples=[OpenApiExample("A draft", value=_EXAMPLE, response_only=True)],
    )
    def get(self, request: Request, code: str) -> Response:
        """This function will show the department's draft with every broken publish rule; raises ``NotFound``."""
        return _answer(draft_of(caller_of(request).department, code))

    @extend_schema(
        operation_id="write_draft",
        summary="Draft an activity",
        description=(
            "The body is one activity as `services/manifest.schema.json` has it, without `governance.approved_by`. It "
            "is kept though it breaks publish rules, all of which are answered; nothing is published. A draft that "
            "stands already is replaced only with its ETag in `If-Match`. A PUT may be repeated: it needs no "
            "Idempotency-Key."
        ),
        tags=["registry"],
        parameters=[IF_MATCH],
        request={"application/json": {"type": "object"}},
        responses={200: Draft, 201: Draft, **problems(400, 401, 403, 404, 406, 409, 412, 413, 415, 428, 503)},
        examples=[
            OpenApiExample("An activity", value=_EXAMPLE["draft"], request_only=True),
            OpenApiExample("A draft", value=_EXAMPLE, response_only=True, status_codes=["200", "201"]),
        ],
    )
    def put(self, request: Request, code: str) -> Any:
        """This function will keep the body as the draft of ``code``, and answer what is missing (GDPR 24, 30)."""
        caller, body = caller_of(request), cast("dict[str, Any]", request.data)  # the action looks at its shape
        try:
            draft, created = save_draft(
                actor=ACTOR,
                department=caller.department,
                client=caller.client_id,
                code=code,
                entry=body,
                read=_read(request),
            )
        except Changed as error:
            return problem(request._request, _PRECONDITIONS[error.code], code=error.code)
        except Invalid as error:
            raise ValidationError(_by_place(error)) from None
        return _answer(draft, 201 if created else 200)

    @extend_schema(
        operation_id="delete_draft",
        summary="Take a draft back",
        tags=["registry"],
        parameters=[IF_MATCH],
        request=None,
        responses={204: None, **problems(401, 403, 404, 406, 412, 428, 503)},
    )
    def delete(self, request: Request, code: str) -> Any:
        """This function will take the draft back; raises ``NotFound``."""
        try:
            drop_draft(actor=ACTOR, department=caller_of(request).department, code=code, read=_read(request))
        except Changed as error:
            return problem(request._request, _PRECONDITIONS[error.code], code=error.code)
        return Response(status=204)


def _read(request: Request) -> str | None:
    header = request.headers.get("If-Match")
    if header is None:
        return None
    etags = parse_etags(header)
    return etags[0].strip('"') if len(etags) == 1 else ""


def _by_place(error: Invalid) -> dict[str, list[str]]:
    """Each problem is "where: what to do"; the where becomes the pointer, as far as a pointer has words for it."""
    places: dict[str, list[str]] = {}
    for said in error.problems:
        place, _, what = said.partition(": ")
        pointer = place.replace("[", ".").replace("]", "").replace(".", "/").strip("/")
        places.setdefault(pointer or "non_field_errors", []).append(what or said)
    return places


def _answer(draft: DraftView, status: int = 200) -> Response:
    content = {
        "code": draft.code,
        "draft": draft.entry,
        "drafted_at": draft.drafted_at,
        "client_id": draft.client,
        "would_publish": not draft.broken,
        "broken_rules": [{"code": each.code, "message": each.message} for each in draft.broken],
        "returned": {"at": draft.returned_at, "reason": draft.returned_reason} if draft.returned_at else None,
    }
    return Response(content, status=status, headers={"ETag": quote_etag(draft.etag)})

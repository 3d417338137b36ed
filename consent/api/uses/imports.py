"""``POST /api/v1/uses/import``: uses that a department's system made without asking, told of afterwards."""

import re
from typing import Any

from drf_spectacular.utils import OpenApiExample, extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from consent import clock
from consent.api.authentication import caller_of
from consent.api.idempotency import IDEMPOTENCY_KEY, idempotent
from consent.api.moments import MomentField
from consent.api.parsers import LargeJsonParser
from consent.api.permissions import has_scope
from consent.api.schema.problems import problems
from consent.api.serializers import StrictCharField, StrictSerializer
from consent.api.views import ApiView
from consent.ledger.actions.import_uses import LONGEST_TEXT, MOST, Outcome, ToldUse, import_uses
from consent.people.actors import Actor
from consent.rights import periods

ACTOR = Actor.system("api")
SYSTEM = re.compile(r"[a-z][a-z0-9-]{0,63}", re.ASCII)
EXTERNAL = re.compile(r"[\x21-\x7e]{1,200}", re.ASCII)
_LINE = {
    "external_id": "2026-11-24/000417",
    "at": "2026-11-24T08:12:00Z",
    "person": "mfbdzrdjw7ccrkf3sq5ucvs6kmiedy4q",
    "activity": "library-loans",
    "category": "library.loans",
}


class _Shaped(StrictCharField):
    """Text of one form, such as a plain name."""

    def __init__(self, form: re.Pattern[str], said: str, **details: Any) -> None:
        super().__init__(trim_whitespace=False, **details)
        self._form, self._said = form, said

    def to_internal_value(self, data: Any) -> str:
        """This function will refuse a text of another form."""
        text = super().to_internal_value(data)
        if not self._form.fullmatch(text):
            raise serializers.ValidationError(self._said)
        return text


class ImportedLine(StrictSerializer):
    """One line of the system's own log."""

    external_id = _Shaped(
        EXTERNAL, "Up to 200 visible ASCII characters.", max_length=200, help_text="The line's own id in that log."
    )
    at = MomentField(help_text="When the data were looked at.")
    person = StrictCharField(max_length=64, help_text="The department's own id of the person.")
    activity = StrictCharField(max_length=64, help_text="One of the department's own.")
    category = StrictCharField(max_length=64)
    staff_ref = StrictCharField(max_length=LONGEST_TEXT, required=False)


class ImportBody(StrictSerializer):
    """Some lines of the log of one system."""

    system = _Shaped(
        SYSTEM,
        "A plain name: lower-case letters, digits and hyphens.",
        max_length=64,
        help_text="Which of the department's systems wrote the log; a line is known by it and its own id.",
    )
    uses = serializers.ListField(child=ImportedLine(), min_length=1, max_length=MOST)


class ImportResult(serializers.Serializer[Any]):
    """What became of one line: recorded now or before, or why not."""

    external_id = serializers.CharField()
    recorded = serializers.BooleanField()
    outcome = serializers.ChoiceField([outcome.name.lower() for outcome in Outcome])


class ImportResults(serializers.Serializer[Any]):
    """One result a line, in the order of the request."""

    results = ImportResult(many=True)


class ImportUses(ApiView):
    """A log that a system keeps by itself, brought here as the system writes it."""

    permission_classes = [has_scope("uses:report")]
    parser_classes = [LargeJsonParser]

    @extend_schema(
        operation_id="import_uses",
        summary="Tell of uses that were made without asking",
        description=(
            "For a system that cannot ask. 1 to 1,000 lines of its log in at most 256 KiB, each with a result of its "
            "own. The people see them as told of afterwards: there is no decision and no ground. A line is known by "
            "`system` and `external_id`: told again it is `known` and adds nothing, told otherwise it is `altered` and "
            "what was recorded stands."
        ),
        tags=["uses"],
        parameters=[IDEMPOTENCY_KEY],
        request=ImportBody,
        responses={200: ImportResults, **problems(400, 401, 403, 406, 409, 413, 415, 503)},
        examples=[
            OpenApiExample("One line", value={"system": "lending", "uses": [_LINE]}, request_only=True),
            OpenApiExample(
                "It was new",
                value={"results": [{"external_id": _LINE["external_id"], "recorded": True, "outcome": "added"}]},
                response_only=True,
            ),
        ],
    )
    @idempotent
    def post(self, request: Request) -> Any:
        """This function will record the lines that are new and answer each, in their order (GDPR 5(2), 15(1)(c))."""
        body = ImportBody(data=request.data)
        body.is_valid(raise_exception=True)
        told = [_told(line) for line in body.validated_data["uses"]]
        outcomes = import_uses(
            actor=ACTOR,
            department=caller_of(request).department,
            system=body.validated_data["system"],
            told=told,
            not_before=periods.cut(periods.USES, clock.now()),
        )
        return Response({"results": [_result(*each) for each in zip(told, outcomes, strict=True)]})


def _told(line: dict[str, Any]) -> ToldUse:
    names = ("external_id", "person", "activity", "category")
    return ToldUse(used_at=line["at"], staff_ref=line.get("staff_ref", ""), **{name: line[name] for name in names})


def _result(told: ToldUse, outcome: Outcome) -> dict[str, Any]:
    recorded = outcome in (Outcome.ADDED, Outcome.KNOWN)
    return {"external_id": told.external_id, "recorded": recorded, "outcome": outcome.name.lower()}

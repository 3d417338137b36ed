"""The check as an ordinary Django REST framework view would do it: DOT's authenticator, serializers, the ORM.

Kept for the differential test only. It shares nothing with the decision door but the pure ``decide``; every fact is
read anew, one row at a time, so that a mistake in the door's one statement shows as a difference.
"""

from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import UUID

from oauth2_provider.contrib.rest_framework import OAuth2Authentication
from rest_framework import serializers, status
from rest_framework.exceptions import PermissionDenied, UnsupportedMediaType
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from consent import clock
from consent.core.conditions import Hours, Period, UseLimit, Weekday, minute_of
from consent.core.decisions import Activity, Facts, Question, decide
from consent.core.vocabulary import Basis
from consent.ledger.models import PermissionRow, Use
from consent.ledger.projection import permission_of_row
from consent.people.models import PairwiseId, Resident
from consent.registry.models import Activity as ActivityRow
from consent.registry.models import DataCategory, Notice


class Text(serializers.CharField):
    """A non-empty string, and nothing that only looks like one."""

    def to_internal_value(self, data: Any) -> str:
        """This function will refuse numbers and booleans, which a plain CharField would spell out."""
        if not isinstance(data, str):
            self.fail("invalid")
        return data


class Flag(serializers.BooleanField):
    """True or false, and nothing that only looks like one."""

    def to_internal_value(self, data: Any) -> bool:
        """This function will refuse texts and numbers, which a plain BooleanField would take."""
        if not isinstance(data, bool):
            self.fail("invalid", input=data)
        return data


class Named(serializers.Serializer[Any]):
    """``action``."""

    name = Text(max_length=64, trim_whitespace=False)
    properties = serializers.DictField(required=False)


class Typed(serializers.Serializer[Any]):
    """``subject`` and ``resource``."""

    type = Text(max_length=64, trim_whitespace=False)
    id = Text(max_length=128, trim_whitespace=False)
    properties = serializers.DictField(required=False)


class Context(serializers.Serializer[Any]):
    """``context``; what we do not know is ignored."""

    case = Text(max_length=500, trim_whitespace=False, required=False)
    staff_ref = Text(max_length=500, trim_whitespace=False, required=False)
    reason = Text(max_length=500, trim_whitespace=False, required=False)
    break_glass = Flag(required=False)


class Evaluation(serializers.Serializer[Any]):
    """An evaluation request."""

    subject = Typed()
    action = Named()
    resource = Typed()
    context = Context(required=False)


class ReferenceView(APIView):
    """Answers ``{"decision", "reason", "basis"}`` and records nothing."""

    authentication_classes = (OAuth2Authentication,)
    permission_classes = ()

    def post(self, request: Request) -> Response:
        """This function will answer one evaluation request."""
        try:
            asked = Evaluation(data=request.data)
        except UnsupportedMediaType:
            return Response("content type", status=status.HTTP_400_BAD_REQUEST)
        if not asked.is_valid():
            return Response("malformed", status=status.HTTP_400_BAD_REQUEST)
        if not request.auth:
            return Response("token", status=status.HTTP_401_UNAUTHORIZED)
        client = request.auth.application
        if "decision:evaluate" not in set(request.auth.scope.split()) & set(client.allowed_scopes.split()):
            raise PermissionDenied
        body = asked.validated_data
        context, receiver = body.get("context", {}), body["subject"]["id"]
        if body["subject"]["type"] != "department" or not self._may_ask(client.department_id, receiver, body):
            raise PermissionDenied
        question = Question(
            department=receiver,
            activity=body["action"]["name"],
            category=body["resource"]["type"],
            case=context.get("case"),
            staff_ref=context.get("staff_ref"),
            reason=context.get("reason"),
            break_glass=context.get("break_glass", False),
        )
        decision = decide(self._facts(question, client.department_id, body["resource"]["id"]), question, clock.now())
        return Response(
            {
                "decision": decision.allowed,
                "reason": decision.reason.value,
                "basis": decision.basis.value if decision.basis else None,
            }
        )

    def _may_ask(self, department: str, receiver: str, body: dict[str, Any]) -> bool:
        if department == receiver:
            return True
        is_source = DataCategory.objects.filter(code=body["resource"]["type"], source=department).exists()
        row = ActivityRow.objects.filter(code=body["action"]["name"]).first()
        return is_source and row is not None and receiver in {row.department_id, *_receivers(row)}

    def _facts(self, question: Question, department: str, pairwise: str) -> Facts:
        issued = PairwiseId.objects.filter(value=pairwise, department=department).first()
        row = ActivityRow.objects.filter(code=question.activity).first()
        subject = issued.subject_id if issued else None
        permission = PermissionRow.objects.filter(subject=subject, activity=question.activity).first()
        person = Resident.objects.filter(subject=subject).first()
        agreed: list[str] = []
        if permission and permission.notice_version:
            agreed = Notice.objects.get(activity_id=question.activity, version=permission.notice_version).categories
        today = clock.today()
        return Facts(
            known_to_department=issued is not None,
            activity=self._activity(row) if row else None,
            times_used=_times_used(row, subject) if row and subject else 0,
            permission=permission_of_row(permission) if permission else None,
            agreed_categories=frozenset(agreed),
            guardian_needed=bool(
                person
                and row
                and person.birth_date.replace(year=person.birth_date.year + row.own_decision_from) > today
            ),
        )

    def _activity(self, row: ActivityRow) -> Activity:
        notice = Notice.objects.get(activity_id=row.code, version=row.current_version)
        return Activity(
            department=row.department_id,
            basis=Basis(row.basis),
            categories=frozenset(notice.categories),
            in_force_from=row.in_force_from,
            in_force_until=row.in_force_until,
            law_ref=row.law_ref,
            compulsory=row.compulsory,
            continues_despite_restriction=row.restriction_exception != "",
            requires_case=row.requires_case,
            requires_staff_ref=row.requires_staff_ref,
            terms_since_version=row.terms_since_version,
            recipients=_receivers(row),
            use_limit=UseLimit(row.most_uses, Period(row.most_uses_per)) if row.most_uses else None,
            hours=_hours(row.hours) if row.hours else None,
            break_glass=row.break_glass,
        )


def _times_used(row: ActivityRow, subject: UUID) -> int:
    midnight = datetime.combine(clock.today(), time.min, tzinfo=clock.CITY_ZONE)
    begins = {
        "": midnight,
        "day": midnight,
        "week": midnight - timedelta(days=midnight.weekday()),
        "month": midnight.replace(day=1),
    }
    used = Use.objects.filter(subject=subject, activity=row.code, allowed=True, break_glass=False)
    return used.filter(recorded_at__gte=begins[row.most_uses_per]).count()


def _hours(stored: dict[str, Any]) -> Hours:
    days = frozenset(map(Weekday, stored["weekdays"]))
    return Hours(minute_of(stored["from"]), minute_of(stored["until"]), days, clock.CITY_ZONE)


def _receivers(row: ActivityRow) -> frozenset[str]:
    return frozenset(recipient["department"] for recipient in row.recipients if recipient.get("department"))


def _birthday(born: date, age: int) -> date:
    # The cast is never born on 29 February.
    return born.replace(year=born.year + age)

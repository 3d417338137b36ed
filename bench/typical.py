"""The check as an ordinary Django REST framework project would write it, less the hardest part: it records nothing.

DOT's authenticator and scope permission, a serializer in and one out, and the ORM for every fact.
"""

from typing import Any

from oauth2_provider.contrib.rest_framework import OAuth2Authentication, TokenHasScope
from rest_framework import serializers
from rest_framework.exceptions import PermissionDenied
from rest_framework.parsers import JSONParser
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from consent import clock
from consent.core.decisions import Activity, Decision, Facts, Question, decide
from consent.core.vocabulary import Basis
from consent.ledger.actions.check import PERMIT_LIFETIME
from consent.ledger.models import PermissionRow
from consent.ledger.projection import permission_of_row
from consent.people.ages import age_on
from consent.people.models import PairwiseId
from consent.registry.models import Activity as ActivityRow
from consent.registry.models import Notice


class Named(serializers.Serializer[Any]):
    """``action``."""

    name = serializers.CharField(max_length=64)


class Typed(serializers.Serializer[Any]):
    """``subject`` and ``resource``."""

    type = serializers.CharField(max_length=64)
    id = serializers.CharField(max_length=128)


class Evaluation(serializers.Serializer[Any]):
    """An evaluation request."""

    subject = Typed()
    action = Named()
    resource = Typed()


class Context(serializers.Serializer[Any]):
    """What is said beside the decision."""

    reason = serializers.CharField()
    basis = serializers.CharField(allow_null=True)
    notice_version = serializers.IntegerField(allow_null=True)
    valid_until = serializers.DateTimeField(allow_null=True)
    permit_expires_at = serializers.DateTimeField(allow_null=True)


class Evaluated(serializers.Serializer[Any]):
    """An evaluation response."""

    decision = serializers.BooleanField()
    context = Context()  # type: ignore[assignment]


class TypicalCheck(APIView):
    """Answers one evaluation request and leaves no mark."""

    authentication_classes = (OAuth2Authentication,)
    permission_classes = (TokenHasScope,)
    parser_classes = (JSONParser,)
    required_scopes = ("decision:evaluate",)

    def post(self, request: Request) -> Response:
        """This function will decide and answer."""
        asked = Evaluation(data=request.data)
        asked.is_valid(raise_exception=True)
        body = asked.validated_data
        client: Any = request.auth.application  # type: ignore[union-attr]
        if body["subject"]["type"] != "department" or body["subject"]["id"] != client.department_id:
            raise PermissionDenied
        question = Question(client.department_id, body["action"]["name"], body["resource"]["type"])
        return Response(Evaluated(_answered(question, body["resource"]["id"])).data)


def _answered(question: Question, pairwise: str) -> dict[str, Any]:
    at = clock.now()
    issued = (
        PairwiseId.objects.select_related("subject__resident")
        .filter(value=pairwise, department=question.department)
        .first()
    )
    activity = ActivityRow.objects.filter(code=question.activity).first()
    subject = issued.subject_id if issued else None
    permission = None
    if subject is not None:
        permission = PermissionRow.objects.filter(subject=subject, activity=question.activity).first()
    decision = decide(_facts(question, issued, activity, permission), question, at)
    notice_version = permission.notice_version if permission else None
    return {"decision": decision.allowed, "context": _context(decision, notice_version, at)}


def _facts(
    question: Question, issued: PairwiseId | None, activity: ActivityRow | None, permission: PermissionRow | None
) -> Facts:
    if activity is None:
        return Facts(known_to_department=issued is not None, activity=None)
    current = Notice.objects.get(activity_id=activity.code, version=activity.current_version)
    agreed = current
    if permission and permission.notice_version not in (None, current.version):
        agreed = Notice.objects.get(activity_id=activity.code, version=permission.notice_version)
    resident = getattr(issued.subject, "resident", None) if issued else None
    return Facts(
        known_to_department=issued is not None,
        activity=Activity(
            department=activity.department_id,
            basis=Basis(activity.basis),
            categories=frozenset(current.categories),
            in_force_from=activity.in_force_from,
            in_force_until=activity.in_force_until,
            law_ref=activity.law_ref,
        ),
        permission=permission_of_row(permission) if permission else None,
        agreed_categories=frozenset(agreed.categories),
        guardian_needed=bool(
            resident and age_on(resident.birth_date, clock.today()) < (activity.own_decision_from or 0)
        ),
    )


def _context(decision: Decision, notice_version: int | None, at: Any) -> dict[str, Any]:
    until = getattr(decision, "valid_until", None)
    return {
        "reason": decision.reason.value,
        "basis": decision.basis,
        "notice_version": notice_version,
        "valid_until": until,
        "permit_expires_at": min(at + PERMIT_LIFETIME, until or at + PERMIT_LIFETIME) if decision.allowed else None,
    }

"""``/api/v1/rules``: who qualifies for a service, as the department publishes it, version by version."""

from typing import Any

from drf_spectacular.utils import OpenApiExample, extend_schema
from rest_framework.exceptions import NotFound
from rest_framework.request import Request
from rest_framework.response import Response

from consent.api.authentication import caller_of
from consent.api.conditional import KEPT, UNCHANGED, conditional
from consent.api.idempotency import IDEMPOTENCY_KEY, idempotent
from consent.api.offers import examples
from consent.api.offers.rule_shapes import RulesList, RulesWhole, change_of, rules_of
from consent.api.parsers import LargeJsonParser
from consent.api.permissions import has_scope
from consent.api.schema.problems import problems
from consent.api.views import ApiView
from consent.core.eligibility_differences import differences
from consent.people.actors import Actor
from consent.proactive.actions.publish_rules import publish_rules
from consent.proactive.queries import RuleSetView, rule_sets_of

ACTOR = Actor.system("api")
_WHOLE = OpenApiExample("One version", value=examples.RULES_WHOLE, response_only=True)


class OffersView(ApiView):
    """A department's own rules, campaigns and offers, whichever of its clients made them; another's are not there."""

    permission_classes = [has_scope("offers:write")]
    parser_classes = [LargeJsonParser]


class Rules(OffersView):
    """What the department has published."""

    @extend_schema(
        operation_id="list_rules",
        summary="The department's rule sets",
        description="The newest version of each. What a version says, and what it changed, is read one by one.",
        tags=["offers"],
        parameters=[UNCHANGED],
        responses={200: RulesList, 304: KEPT, **problems(401, 403, 406, 503)},
        examples=[OpenApiExample("One rule set", value={"rules": [examples.RULES]}, response_only=True)],
    )
    def get(self, request: Request) -> Any:
        """This function will list the newest version of each rule set."""
        newest: dict[str, RuleSetView] = {}
        for one in rule_sets_of(caller_of(request).department):
            newest.setdefault(one.code, one)
        return conditional(request, {"rules": [rules_of(one) for one in newest.values()]})


class OneRuleSet(OffersView):
    """The version of a rule set that stands, and the next one."""

    @extend_schema(
        operation_id="read_rules",
        summary="A rule set as it stands",
        description="The newest version, with what it changed of the one before.",
        tags=["offers"],
        parameters=[UNCHANGED],
        responses={200: RulesWhole, 304: KEPT, **problems(401, 403, 404, 406, 503)},
        examples=[_WHOLE],
    )
    def get(self, request: Request, code: str) -> Any:
        """This function will show the newest version; raises ``NotFound``."""
        return conditional(request, _whole(caller_of(request).department, code))

    @extend_schema(
        operation_id="publish_rules",
        summary="Publish a version of a rule set",
        description=(
            "The body is the rule set. It must declare itself purely human-written rules, say everything in Finnish, "
            "Swedish and English, and name the data category of each input: there is no score and no arithmetic. "
            "No version is ever changed, and offers keep theirs; the same body again publishes nothing. Every fault is "
            "listed."
        ),
        tags=["offers"],
        parameters=[IDEMPOTENCY_KEY],
        request={"application/json": {"type": "object"}},
        responses={200: RulesWhole, **problems(400, "rules", 401, 403, 404, 406, 409, 413, 415, 503)},
        examples=[OpenApiExample("Rules of one input", value=examples.BODY, request_only=True), _WHOLE],
    )
    @idempotent
    def post(self, request: Request, code: str) -> Any:
        """This function will publish the body and show the version that stands (GDPR 13(2)(f), 22)."""
        department = caller_of(request).department
        publish_rules(actor=ACTOR, department=department, code=code, body=request.data)
        return Response(_whole(department, code))


class OneVersion(OffersView):
    """One version of a rule set, which stays for good."""

    @extend_schema(
        operation_id="read_rules_version",
        summary="One version of a rule set, and what it changed",
        tags=["offers"],
        parameters=[UNCHANGED],
        description="Old ones stay: each offer is explained by the version that it was judged by.",
        responses={200: RulesWhole, 304: KEPT, **problems(401, 403, 404, 406, 503)},
        examples=[_WHOLE],
    )
    def get(self, request: Request, code: str, version: int) -> Any:
        """This function will show one version; raises ``NotFound``."""
        return conditional(request, _whole(caller_of(request).department, code, version))


def _whole(department: str, code: str, version: int | None = None) -> dict[str, Any]:
    published = {one.version: one for one in rule_sets_of(department) if one.code == code}
    shown = published.get(version if version is not None else max(published, default=0))
    if shown is None:
        raise NotFound
    before = published.get(shown.version - 1)
    return {
        **rules_of(shown),
        "body": shown.body,
        "versions": sorted(published, reverse=True),
        "changes": [change_of(one) for one in differences(before.body if before else None, shown.body)],
    }

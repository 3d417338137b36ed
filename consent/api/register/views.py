"""``/api/v1/activities``: what the city may use data for, and what residents were told, with every version."""

from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request

from consent import clock
from consent.api.conditional import KEPT, UNCHANGED, conditional
from consent.api.permissions import has_scope
from consent.api.register import examples
from consent.api.register.shapes import ActivityPage, ActivityWhole, NoticeWhole, summary_of, version_of
from consent.api.schema.problems import problems
from consent.api.views import ApiView
from consent.core.vocabulary import LANGUAGES
from consent.registry.differences import differences
from consent.registry.queries import activities, activity, notice, notices_of
from consent.registry.read_models import NoticeView


class RegisterView(ApiView):
    """Answers that rarely change, each with its ETag."""

    permission_classes = [has_scope("registry:read")]

    def answer(self, request: Request, content: dict[str, Any]) -> Any:
        """This function will answer with ``content``, or with 304 to whoever has it already (RFC 9110 §13)."""
        return conditional(request, content, caching="private, no-cache")


class Activities(RegisterView):
    """The whole register: it is public, and a few hundred entries at most."""

    @extend_schema(
        operation_id="list_activities",
        summary="The register of processing activities",
        tags=["registry"],
        parameters=[UNCHANGED],
        description="Everything that was ever published, by code: a few hundred entries at most, in one answer.",
        responses={200: ActivityPage, 304: KEPT, **problems(401, 403, 406, 503)},
        examples=[examples.REGISTER],
    )
    def get(self, request: Request) -> Any:
        """This function will list every published activity, in force or not (GDPR 30)."""
        now = clock.now()
        return self.answer(request, {"activities": [summary_of(one, one.in_force(now)) for one in activities()]})


class OneActivity(RegisterView):
    """One activity and the versions of its notice."""

    @extend_schema(
        operation_id="read_activity",
        summary="One activity, with the versions of its notice",
        tags=["registry"],
        parameters=[UNCHANGED],
        description="What a check about it must name, and each version of its notice, the newest first.",
        responses={200: ActivityWhole, 304: KEPT, **problems(401, 403, 404, 406, 503)},
        examples=[examples.ACTIVITY],
    )
    def get(self, request: Request, code: str) -> Any:
        """This function will show one activity; raises ``NotFound``."""
        found = activity(code)
        versions = [version_of(each) for each in notices_of(code)]
        return self.answer(request, {**summary_of(found, found.in_force(clock.now())), "notices": versions})


class OneNotice(RegisterView):
    """One version of a notice, and what it changed."""

    @extend_schema(
        operation_id="read_notice",
        summary="One version of a notice, and what changed with it",
        tags=["registry"],
        parameters=[UNCHANGED],
        description="`document` is what `hash` is taken of (RFC 8785); a resident's receipt names the same hash.",
        responses={200: NoticeWhole, 304: KEPT, **problems(401, 403, 404, 406, 503)},
        examples=[examples.NOTICE],
    )
    def get(self, request: Request, code: str, version: int) -> Any:
        """This function will show the notice as residents read it (GDPR 13); raises ``NotFound``."""
        shown = notice(code, version)
        before = notice(code, version - 1) if version > 1 else None
        content = {**version_of(shown), "activity": code, "document": dict(shown.document)}
        return self.answer(request, {**content, "changes": _changes(before, shown)})


def _changes(before: NoticeView | None, shown: NoticeView) -> dict[str, list[dict[str, str]]]:
    if before is None:
        return {language: [] for language in LANGUAGES}
    return {
        language: [
            {"part": str(one.label), "before": one.before, "after": one.after}
            for one in differences(before, shown, language)
        ]
        for language in LANGUAGES
    }

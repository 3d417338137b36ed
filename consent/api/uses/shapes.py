"""How uses and the reports on them are spelled for the department that asked."""

from typing import Any

from rest_framework import serializers

from consent.api.moments import MomentField
from consent.api.serializers import StrictCharField, StrictIntegerField, StrictSerializer
from consent.core.vocabulary import Basis, Reason
from consent.ledger.actions.report_uses import MOST, Refusal, Report, Reported
from consent.ledger.decision_ids import decision_id
from consent.ledger.use_feed import OwnUse
from consent.ledger.use_reports import ReportView

MOST_RECIPIENTS = 20
MOST_ROWS = 2**31 - 1


class OwnUseShape(serializers.Serializer[Any]):
    """One recorded check of this department, allowed or refused."""

    decision_id = serializers.UUIDField()
    at = serializers.DateTimeField()
    activity = serializers.CharField()
    category = serializers.CharField()
    id = serializers.CharField(
        allow_null=True, help_text="The department's own id of the person; null for one never issued, or erased since."
    )
    allowed = serializers.BooleanField()
    reason = serializers.ChoiceField([reason.value for reason in Reason])
    basis = serializers.ChoiceField([basis.value for basis in Basis], allow_null=True)
    notice_version = serializers.IntegerField(allow_null=True)
    case = serializers.CharField(allow_null=True, help_text="`context.case` of the check; null if asked for another.")
    staff_ref = serializers.CharField(allow_null=True)
    recipient = serializers.CharField(allow_null=True, help_text="For whom it was asked, when it was another.")


class FollowedUse(OwnUseShape):
    """A use at its place in the log."""

    log_index = serializers.IntegerField()


class UseList(serializers.Serializer[Any]):
    """Some uses, and where to read on."""

    uses = FollowedUse(many=True)
    next = serializers.CharField(help_text="The cursor of the next request, also when nothing is left to read now.")
    more = serializers.BooleanField(help_text="Whether there is more to read now.")


class ReportShape(serializers.Serializer[Any]):
    """One report, as it was recorded. `transmitted_to` has department codes, or Finnish names of those without one."""

    rows_read = serializers.IntegerField()
    transmitted_to = serializers.ListField(child=serializers.CharField())
    at = serializers.DateTimeField(allow_null=True)
    reported_at = serializers.DateTimeField()


class UseWithReports(OwnUseShape):
    """One use, and what was reported of it, the newest first."""

    reports = ReportShape(many=True)


class ReportBody(StrictSerializer):
    """What was done with the data."""

    rows_read = StrictIntegerField(
        min_value=0, max_value=MOST_ROWS, help_text="How many rows or records were read; 0 for none after all."
    )
    transmitted_to = serializers.ListField(
        child=StrictCharField(max_length=200),
        max_length=MOST_RECIPIENTS,
        required=False,
        help_text="Recipients that the notice declares: a department's code, or the name in any of its languages.",
    )
    at = MomentField(required=False, help_text="When it was read, if not right after the decision.")


class ReportOfOne(ReportBody):
    """The same, in a batch."""

    decision_id = StrictCharField(max_length=64)


class ReportBatch(StrictSerializer):
    """Many reports at once."""

    reports = serializers.ListField(child=ReportOfOne(), min_length=1, max_length=MOST)


class Recorded(ReportShape):
    """A report that was recorded."""

    decision_id = serializers.CharField()


class ReportResult(serializers.Serializer[Any]):
    """What became of one report of a batch."""

    decision_id = serializers.CharField()
    recorded = serializers.BooleanField()
    reason = serializers.ChoiceField([refusal.value for refusal in Refusal], required=False)


class ReportResults(serializers.Serializer[Any]):
    """One result a report, in the order of the request."""

    results = ReportResult(many=True)


def use_of(use: OwnUse, pairwise_id: str | None) -> dict[str, Any]:
    """This function will return one use as ``OwnUseShape`` has it."""
    return {
        "decision_id": decision_id(use.event_id),
        "at": use.at,
        "activity": use.activity,
        "category": use.category,
        "id": pairwise_id,
        "allowed": use.allowed,
        "reason": use.reason.value,
        "basis": use.basis.value if use.basis else None,
        "notice_version": use.notice_version,
        **{name: use.said.get(name) for name in ("case", "staff_ref", "recipient")},
    }


def report_of(report: ReportView | Reported) -> dict[str, Any]:
    """This function will return one report as ``ReportShape`` has it."""
    return {
        "rows_read": report.rows_read,
        "transmitted_to": list(report.passed_on_to),
        "at": report.at,
        "reported_at": report.reported_at,
    }


def said_in(body: dict[str, Any], identifier: str) -> Report:
    """This function will return what a body reports of a decision."""
    return Report(identifier, body["rows_read"], tuple(body.get("transmitted_to", ())), body.get("at"))

"""How activities and notices are spelled for programs: the words of the notice, in each language, nothing added."""

from typing import Any

from rest_framework import serializers

from consent.core.conditions import Period, Weekday
from consent.core.vocabulary import LANGUAGES, Basis
from consent.registry.read_models import ActivityView, NoticeView


class UseLimit(serializers.Serializer[Any]):
    """So many uses of one person's data in a period."""

    most = serializers.IntegerField(min_value=1)
    per = serializers.ChoiceField([period.value for period in Period])


class UseHours(serializers.Serializer[Any]):
    """The hours of a day in which data may be used, on some days of the week."""

    weekdays = serializers.ListField(child=serializers.ChoiceField([day.value for day in Weekday]))

    def get_fields(self) -> dict[str, Any]:
        """This function will add ``from``, which Python keeps for itself, and ``until``."""
        clock = "From 00:00 to 24:00."
        return {
            "from": serializers.CharField(help_text=clock),
            "until": serializers.CharField(help_text=clock),
            **super().get_fields(),
        }


class ActivitySummary(serializers.Serializer[Any]):
    """One processing activity."""

    code = serializers.CharField(help_text="The name by which it is asked for: `action.name` of a check.")
    department = serializers.CharField()
    title = serializers.DictField(child=serializers.CharField(), help_text="In each language.")
    basis = serializers.ChoiceField([basis.value for basis in Basis], help_text="GDPR 6(1), exactly one.")
    law_ref = serializers.CharField(allow_blank=True)
    compulsory = serializers.BooleanField(help_text="A law makes it compulsory: nobody can object to it.")
    categories = serializers.ListField(child=serializers.CharField(), help_text="`resource.type` of a check.")
    recipients = serializers.ListField(child=serializers.DictField(), help_text="Name in each language, and kind.")
    requires_case = serializers.BooleanField(help_text="A check must carry `context.case`.")
    requires_staff_ref = serializers.BooleanField(help_text="A check must carry `context.staff_ref`.")
    break_glass = serializers.BooleanField(help_text="In an emergency a check may carry `context.break_glass`.")
    uses = UseLimit(allow_null=True, help_text="How often data of one person may be used; null is no limit.")
    hours = UseHours(allow_null=True, help_text="When data may be used, by the city's clock; null is always.")
    in_force = serializers.BooleanField()
    in_force_from = serializers.DateTimeField()
    in_force_until = serializers.DateTimeField(allow_null=True)
    notice_version = serializers.IntegerField()
    terms_since_version = serializers.IntegerField(help_text="Consents given to an older notice no longer count.")


class ActivityPage(serializers.Serializer[Any]):
    """The register of processing activities, by code."""

    activities = ActivitySummary(many=True)


class NoticeVersion(serializers.Serializer[Any]):
    """A version of an activity's notice."""

    version = serializers.IntegerField()
    published_at = serializers.DateTimeField()
    hash = serializers.CharField(
        min_length=64, max_length=64, help_text="SHA-256 of the canonical notice, hexadecimal."
    )


class ActivityWhole(ActivitySummary):
    """One activity with all versions of its notice, the newest first."""

    notices = NoticeVersion(many=True)


class ChangedPart(serializers.Serializer[Any]):
    """One part of a notice that differs from the version before."""

    part = serializers.CharField()
    before = serializers.CharField(allow_blank=True)
    after = serializers.CharField(allow_blank=True)


class NoticeWhole(NoticeVersion):
    """One version of a notice as residents read it. ``document`` is what the hash is taken of (RFC 8785)."""

    activity = serializers.CharField()
    document = serializers.DictField()
    changes = serializers.DictField(
        child=ChangedPart(many=True), help_text="What differs from the version before, in each language."
    )


def summary_of(activity: ActivityView, in_force: bool) -> dict[str, Any]:
    """This function will return one activity as ``ActivitySummary`` has it."""
    return {
        "code": activity.code,
        "department": activity.department.code,
        "title": {language: activity.title(language) for language in LANGUAGES},
        "basis": activity.basis.value,
        "law_ref": activity.law_ref,
        "compulsory": activity.compulsory,
        "categories": [category.code for category in activity.categories],
        "recipients": [dict(recipient) for recipient in activity.recipients],
        "requires_case": activity.requires_case,
        "requires_staff_ref": activity.requires_staff_ref,
        "break_glass": activity.break_glass,
        "uses": dict(activity.uses) if activity.uses else None,
        "hours": dict(activity.hours) if activity.hours else None,
        "in_force": in_force,
        "in_force_from": activity.in_force_from,
        "in_force_until": activity.in_force_until,
        "notice_version": activity.notice.version,
        "terms_since_version": activity.terms_since_version,
    }


def version_of(notice: NoticeView) -> dict[str, Any]:
    """This function will return one notice as ``NoticeVersion`` has it."""
    return {"version": notice.version, "published_at": notice.published_at, "hash": notice.hash.hex()}

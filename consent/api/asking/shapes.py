"""How consent requests are spelled for the department that asks."""

from typing import Any

from django.conf import settings
from rest_framework import serializers

from consent.api.serializers import StrictCharField, StrictIntegerField, StrictSerializer
from consent.asking.actions.ask import Wish
from consent.asking.queries import RequestView
from consent.asking.vocabulary import (
    DAYS_OPEN,
    LONGEST_STATE,
    LONGEST_URI,
    MOST_AT_ONCE,
    MOST_DAYS_OPEN,
    Refusal,
    Status,
)


class WishShape(StrictSerializer):
    """One person to be asked about one activity."""

    needs = {"state": ["return_uri"]}
    id = StrictCharField(max_length=64, help_text="The department's own id of the person.")
    activity = StrictCharField(max_length=64, help_text="One of the department's own, on the basis of consent.")
    days = StrictIntegerField(
        min_value=1, max_value=MOST_DAYS_OPEN, required=False, help_text=f"How long it is open; {DAYS_OPEN} without it."
    )
    return_uri = StrictCharField(
        max_length=LONGEST_URI,
        required=False,
        help_text="Where the person may go back to; registered for this client, letter for letter.",
    )
    state = StrictCharField(
        max_length=LONGEST_STATE, required=False, trim_whitespace=False, help_text="Handed back with `return_uri`."
    )

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        """This function will refuse a state that could never go back."""
        if "state" in attrs and "return_uri" not in attrs:
            raise serializers.ValidationError({"state": ["A state goes back with a return_uri only."]})
        return attrs


class AskShape(StrictSerializer):
    """Whom to ask, and about what."""

    requests = WishShape(many=True, min_length=1, max_length=MOST_AT_ONCE)  # type: ignore[call-arg]


class RequestShape(serializers.Serializer[Any]):
    """One request, as it stands now."""

    request = serializers.UUIDField()
    id = serializers.CharField(allow_null=True, help_text="The person, or null once erased.")
    activity = serializers.CharField()
    notice_version = serializers.IntegerField(help_text="Which was in force when it was asked.")
    status = serializers.ChoiceField([status.value for status in Status])
    asked_at = serializers.DateTimeField()
    expires_at = serializers.DateTimeField()
    answered_at = serializers.DateTimeField(allow_null=True, help_text="When the person first decided.")
    decided_notice_version = serializers.IntegerField(allow_null=True, help_text="Of the latest decision since.")
    valid_until = serializers.DateTimeField(allow_null=True, help_text="Of a consent that was given.")
    page = serializers.URLField(help_text="The page where the person, and nobody else, reads and decides.")


class ResultShape(serializers.Serializer[Any]):
    """What became of one wish: a request, or why there is none."""

    id = serializers.CharField()
    activity = serializers.CharField()
    request = RequestShape(required=False)
    reason = serializers.ChoiceField([refusal.value for refusal in Refusal], required=False)


class ResultsShape(serializers.Serializer[Any]):
    """One result a wish, in the order of the request."""

    results = ResultShape(many=True)


class RequestList(serializers.Serializer[Any]):
    """Some requests in the order they were made, and where to read on."""

    requests = RequestShape(many=True)
    next = serializers.CharField(help_text="The cursor of the next request, also when nothing is left to read now.")
    more = serializers.BooleanField(help_text="Whether there is more to read now.")


def wish_of(said: dict[str, Any]) -> Wish:
    """This function will return what one validated member of ``requests`` asks for."""
    return Wish(
        person=said["id"],
        activity=said["activity"],
        days=said.get("days", DAYS_OPEN),
        return_uri=said.get("return_uri", ""),
        state=said.get("state", ""),
    )


def request_of(view: RequestView, pairwise_id: str | None) -> dict[str, Any]:
    """This function will return one request as ``RequestShape`` has it."""
    return {
        "request": str(view.id),
        "id": pairwise_id,
        "activity": view.activity,
        "notice_version": view.notice_version,
        "status": view.status.value,
        "asked_at": view.asked_at,
        "expires_at": view.expires_at,
        "answered_at": view.answered_at,
        "decided_notice_version": view.decided_notice,
        "valid_until": view.valid_until,
        "page": f"{settings.PUBLIC_URL}/requests/{view.id}/",
    }

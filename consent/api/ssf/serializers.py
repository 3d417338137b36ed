"""The bodies of the stream API and of polls, as Shared Signals 1.0 §8 and RFC 8936 §2 have them."""

from typing import Any

from rest_framework import serializers

from consent.api.serializers import StrictBooleanField, StrictCharField, StrictIntegerField, StrictSerializer
from consent.signals.actions.poll import MOST
from consent.signals.vocabulary import POLL, PUSH, STATUSES

MOST_ACKS = 1_000
LONGEST_URI = 300
EVERYTHING = 2**31 - 1


class DeliveryWish(StrictSerializer):
    """How tokens are to be delivered."""

    method = serializers.ChoiceField(choices=[POLL, PUSH], help_text="urn:ietf:rfc:8936 is polling, 8935 is push.")
    endpoint_url = StrictCharField(
        max_length=500, required=False, help_text="Where to push; for polling we name the address."
    )
    authorization_header = StrictCharField(
        max_length=1_000,
        required=False,
        write_only=True,
        help_text="What pushes carry in their Authorization header. It is kept sealed and never shown again.",
    )


class StreamWish(StrictSerializer):
    """What a receiver may say about a stream. Members that are ours may be repeated, and must then be right."""

    delivery = DeliveryWish(required=False)
    events_requested = serializers.ListField(
        child=StrictCharField(max_length=LONGEST_URI), max_length=50, required=False, help_text="Everything by default."
    )
    description = StrictCharField(max_length=200, required=False, allow_blank=True, allow_null=True)
    iss = StrictCharField(max_length=LONGEST_URI, required=False)
    aud = StrictCharField(max_length=LONGEST_URI, required=False)
    events_supported = serializers.ListField(
        child=StrictCharField(max_length=LONGEST_URI), max_length=50, required=False
    )
    events_delivered = serializers.ListField(
        child=StrictCharField(max_length=LONGEST_URI), max_length=50, required=False
    )
    min_verification_interval = StrictIntegerField(required=False, min_value=0, max_value=EVERYTHING)


class StreamChange(StreamWish):
    """The same about a stream that there is."""

    stream_id = StrictCharField(max_length=64)


class StreamDelivery(serializers.Serializer[Any]):
    """How tokens are delivered."""

    method = serializers.ChoiceField(choices=[POLL, PUSH])
    endpoint_url = serializers.CharField()


class StreamDocument(serializers.Serializer[Any]):
    """A stream's configuration (Shared Signals 1.0 §8.1.1)."""

    stream_id = serializers.CharField()
    iss = serializers.CharField()
    aud = serializers.CharField()
    delivery = StreamDelivery()
    events_supported = serializers.ListField(child=serializers.CharField())
    events_requested = serializers.ListField(child=serializers.CharField())
    events_delivered = serializers.ListField(child=serializers.CharField())
    min_verification_interval = serializers.IntegerField()
    description = serializers.CharField(required=False)


class StatusWish(StrictSerializer):
    """A new status of a stream."""

    stream_id = StrictCharField(max_length=64)
    status = serializers.ChoiceField(choices=STATUSES)
    reason = StrictCharField(max_length=200, required=False, allow_blank=True)


class StatusDocument(serializers.Serializer[Any]):
    """The status of a stream."""

    stream_id = serializers.CharField()
    status = serializers.ChoiceField(choices=STATUSES)
    reason = serializers.CharField(required=False)


class Verification(StrictSerializer):
    """Asks for a verification."""

    stream_id = StrictCharField(max_length=64)
    state = StrictCharField(max_length=200, required=False, allow_blank=True, trim_whitespace=False)


class SetError(StrictSerializer):
    """Why a receiver cannot take a token."""

    err = StrictCharField(max_length=64, help_text="A code of RFC 8935 §2.4, such as invalid_key.")
    description = StrictCharField(
        max_length=500, required=False, allow_blank=True, help_text="For operators; nothing about the person, please."
    )


class Poll(StrictSerializer):
    """A poll (RFC 8936 §2.4)."""

    maxEvents = StrictIntegerField(
        min_value=0, max_value=EVERYTHING, required=False, help_text=f"0 only acknowledges; {MOST} at most are given."
    )
    returnImmediately = StrictBooleanField(
        required=False, help_text="By default the answer may take a few seconds while there is nothing."
    )
    ack = serializers.ListField(child=StrictCharField(max_length=64), max_length=MOST_ACKS, required=False)
    setErrs = serializers.DictField(child=SetError(), required=False)

    def validate_setErrs(self, value: dict[str, Any]) -> dict[str, Any]:
        """This function will refuse more errors at once than acknowledgements."""
        if len(value) > MOST_ACKS:
            raise serializers.ValidationError(f"{MOST_ACKS} at a time at most.")
        return value


class Polled(serializers.Serializer[Any]):
    """The answer to a poll (RFC 8936 §2.5)."""

    sets = serializers.DictField(child=serializers.CharField(), help_text="Signed tokens by their jti, oldest first.")
    moreAvailable = serializers.BooleanField()

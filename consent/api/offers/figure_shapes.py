"""How the figures of a campaign are spelled for its department."""

from dataclasses import asdict
from typing import Any

from rest_framework import serializers

from consent.proactive.read_models import Funnel, Reached


class ReachedShape(serializers.Serializer[Any]):
    """So many qualified and were not reached; null where they are fewer than five."""

    reason = serializers.CharField()
    count = serializers.IntegerField(allow_null=True)


class FunnelShape(serializers.Serializer[Any]):
    """How many people came how far."""

    candidates = serializers.IntegerField()
    eligible = serializers.IntegerField()
    permitted = serializers.IntegerField()
    made = serializers.IntegerField()
    sent = serializers.IntegerField()
    delivered = serializers.IntegerField()
    answered = serializers.IntegerField()
    accepted = serializers.IntegerField()
    placed = serializers.IntegerField()
    declined = serializers.IntegerField()
    waiting = serializers.IntegerField()
    conflicting = serializers.IntegerField()
    stopped = serializers.IntegerField()
    lapsed = serializers.IntegerField()
    not_granted = serializers.IntegerField()
    reasons = serializers.DictField(
        child=serializers.IntegerField(), help_text="Why people have no offer, or it stopped: what each offer says too."
    )
    unreached = ReachedShape(many=True)


def funnel_of(funnel: Funnel, unreached: list[Reached]) -> dict[str, Any]:
    """This function will return a funnel as ``FunnelShape`` has it."""
    return asdict(funnel) | {"unreached": [{"reason": one.reason, "count": one.count} for one in unreached]}

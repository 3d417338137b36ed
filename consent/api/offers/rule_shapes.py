"""How published rules are spelled for the department whose they are."""

from typing import Any

from rest_framework import serializers

from consent.core.eligibility_differences import Difference
from consent.proactive.read_models import RuleSetView


class RulesShape(serializers.Serializer[Any]):
    """One published version of a rule set."""

    code = serializers.CharField()
    version = serializers.IntegerField()
    published_at = serializers.DateTimeField()
    digest = serializers.CharField(help_text="SHA-256 of the canonical form (RFC 8785) of `body`; the log has it too.")


class RulesList(serializers.Serializer[Any]):
    """The newest version of each rule set of the department."""

    rules = RulesShape(many=True)


class RulesChange(serializers.Serializer[Any]):
    """One input or rule that is not as it was in the version before; null where it came or went."""

    part = serializers.ChoiceField(["inputs", "rules"])
    name = serializers.CharField()
    before = serializers.DictField(allow_null=True)
    after = serializers.DictField(allow_null=True)


class RulesWhole(RulesShape):
    """A version with what it says, and what it changed."""

    body = serializers.DictField()
    versions = serializers.ListField(child=serializers.IntegerField(), help_text="All there are, the newest first.")
    changes = RulesChange(many=True)


def rules_of(view: RuleSetView) -> dict[str, Any]:
    """This function will return a rule set as ``RulesShape`` has it."""
    return {
        "code": view.code,
        "version": view.version,
        "published_at": view.published_at,
        "digest": view.digest.hex(),
    }


def change_of(change: Difference) -> dict[str, Any]:
    """This function will return one change as ``RulesChange`` has it."""
    return {"part": change.part, "name": change.name, "before": change.before, "after": change.after}

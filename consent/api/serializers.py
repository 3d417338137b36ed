"""What the bodies of the departments' API hold; nothing is coerced, nothing unknown is let through."""

from collections.abc import Mapping, Sequence
from typing import Any

from rest_framework import serializers


class StrictSerializer(serializers.Serializer[Any]):
    """An object with exactly the members it declares; a member of ``needs`` comes with those that it names only."""

    needs: Mapping[str, Sequence[str]] = {}

    def to_internal_value(self, data: Any) -> Any:
        """This function will validate, and refuse members it does not know without repeating their names."""
        if isinstance(data, dict) and data.keys() - self.fields.keys():
            raise serializers.ValidationError({"non_field_errors": ["There are members this request does not have."]})
        return super().to_internal_value(data)


class StrictCharField(serializers.CharField):
    """Text that came as a JSON string, not as a number that looks like one."""

    def to_internal_value(self, data: Any) -> str:
        """This function will refuse whatever is not a string."""
        if not isinstance(data, str):
            self.fail("invalid")
        return str(super().to_internal_value(data))


class StrictBooleanField(serializers.BooleanField):
    """A JSON boolean, not a text or a number that stands for one."""

    def to_internal_value(self, data: Any) -> bool:
        """This function will refuse whatever is not a boolean."""
        if not isinstance(data, bool):
            self.fail("invalid", input="")
        return bool(data)


class StrictIntegerField(serializers.IntegerField):
    """A JSON integer; JSON knows one kind of number, and 12.0 is an integer as well (JSON Schema 2020-12 §6.1.1)."""

    def to_internal_value(self, data: Any) -> int:
        """This function will refuse whatever is not an integer."""
        if isinstance(data, float) and data.is_integer():
            data = int(data)
        if not isinstance(data, int) or isinstance(data, bool):
            self.fail("invalid")
        return int(super().to_internal_value(data))


class NationalId(StrictSerializer):
    """The question of ``POST /api/v1/subjects/resolve``."""

    national_id = StrictCharField(
        max_length=32, trim_whitespace=False, write_only=True, help_text="Finnish national id (henkilötunnus)."
    )


class PairwiseId(serializers.Serializer[Any]):
    """Its answer."""

    id = serializers.CharField(
        min_length=32, max_length=32, help_text="The id by which the asking department, and no other, knows the person."
    )


class ProblemError(serializers.Serializer[Any]):
    """One thing that is wrong with a body."""

    pointer = serializers.CharField(allow_blank=True, help_text="JSON pointer (RFC 6901) to the member.")
    detail = serializers.CharField()


class Problem(serializers.Serializer[Any]):
    """A problem document (RFC 9457)."""

    type = serializers.URLField(help_text="Names the problem for good, and leads to the page about it.")
    title = serializers.CharField()
    status = serializers.IntegerField(min_value=400, max_value=599)
    detail = serializers.CharField()
    instance = serializers.CharField(help_text="URN with the request id, as in the X-Request-ID header.")
    errors = ProblemError(many=True, required=False)  # type: ignore[assignment]  # a field, as the RFC spells it

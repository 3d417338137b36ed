"""What the bodies of the departments' API hold; nothing is coerced, nothing unknown is let through."""

from typing import Any

from rest_framework import serializers


class StrictSerializer(serializers.Serializer[Any]):
    """An object with exactly the members it declares."""

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

    type = serializers.CharField(help_text="about:blank, or a URN that names the problem.")
    title = serializers.CharField()
    status = serializers.IntegerField(min_value=400, max_value=599)
    detail = serializers.CharField()
    instance = serializers.CharField(help_text="URN with the request id, as in the X-Request-ID header.")
    errors = ProblemError(many=True, required=False)  # type: ignore[assignment]  # a field, as the RFC spells it

"""What our strict serializers refuse, said in the OpenAPI document too (JSON Schema 2020-12)."""

from typing import Any

from drf_spectacular.extensions import OpenApiSerializerExtension, OpenApiSerializerFieldExtension
from drf_spectacular.openapi import AutoSchema
from rest_framework.serializers import ListSerializer

# At least one character that Python does not trim; JSON Schema's own idea of white space is narrower.
NOT_BLANK = r"[^\s\x1c-\x1f\x85]"


class StrictObject(OpenApiSerializerExtension):
    """An object with exactly the members it declares."""

    target_class = "consent.api.serializers.StrictSerializer"
    match_subclasses = True

    def map_serializer(self, auto_schema: AutoSchema, direction: str) -> dict[str, Any]:
        """This function will describe the serializer, and that nothing unknown is let through."""
        schema: dict[str, Any] = auto_schema._map_serializer(self.target, direction, bypass_extensions=True)
        for name, field in self.target.fields.items():
            # drf-spectacular reads the bounds of a plain list only.
            if isinstance(field, ListSerializer) and name in schema["properties"]:
                bounds = {"minItems": "min_length", "maxItems": "max_length"}
                said = {word: getattr(field, bound) for word, bound in bounds.items()}
                schema["properties"][name] |= {word: bound for word, bound in said.items() if bound is not None}
        needs = {"dependentRequired": self.target.needs} if self.target.needs else {}
        return schema | needs | {"additionalProperties": False}


class StrictText(OpenApiSerializerFieldExtension):
    """A text that may be empty only where its field says so."""

    target_class = "consent.api.serializers.StrictCharField"
    match_subclasses = True

    def map_serializer_field(self, auto_schema: AutoSchema, direction: str) -> dict[str, Any]:
        """This function will describe the field with the least that it takes."""
        schema: dict[str, Any] = auto_schema._map_serializer_field(self.target, direction, bypass_extensions=True)
        if self.target.allow_blank:
            return schema
        blank = {"pattern": NOT_BLANK} if self.target.trim_whitespace and "pattern" not in schema else {}
        return {"minLength": 1} | blank | schema

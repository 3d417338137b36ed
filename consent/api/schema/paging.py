"""How the OpenAPI document describes what a list is asked by: the same parameters wherever a list is long."""

from drf_spectacular.utils import OpenApiParameter

from consent.api.cursors import MOST, USUAL

LONGEST_CURSOR = 64

CURSOR = OpenApiParameter(
    "cursor",
    {"type": "string", "minLength": 1, "maxLength": LONGEST_CURSOR},
    description="`next` of the last answer, as it was; without it the list begins at its beginning.",
)
LIMIT = OpenApiParameter(
    "limit",
    {"type": "integer", "minimum": 1, "maximum": MOST, "default": USUAL},
    description="How many at most.",
)
PAGE = [CURSOR, LIMIT]
CODE = {"type": "string", "minLength": 1, "maxLength": 64}
MOMENT = {"type": "string", "format": "date-time"}

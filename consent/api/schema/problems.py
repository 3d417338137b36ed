"""How the OpenAPI document describes errors."""

from http import HTTPStatus
from typing import Any

from drf_spectacular.utils import OpenApiResponse

from consent.api.serializers import Problem


def problems(*statuses: int) -> dict[tuple[int, str], Any]:
    """This function will return the ``responses`` of an operation that fails with ``statuses``."""
    return {
        (status, "application/problem+json"): OpenApiResponse(Problem, description=HTTPStatus(status).phrase)
        for status in statuses
    }

"""How the OpenAPI document describes errors: each status with the problems that it may be, as they are answered."""

from itertools import groupby
from typing import Any

from drf_spectacular.utils import OpenApiExample, OpenApiResponse

from consent.api.problem_types import CATALOGUE, GENERAL, INDEX, ProblemType
from consent.api.serializers import Problem

_MEDIA = "application/problem+json"
_OF_A_KEY = ("idempotency-key-missing", "idempotency-key-reused", "idempotency-answer-lost")
_OF_STATUS = {kind.status: kind for kind in GENERAL}
_INSTANCE = "urn:mydata:request:993b85ea43c1451abe76eb12cfa4667d"


def problems(*kinds: int | str) -> dict[tuple[int, str], Any]:
    """This function will return the ``responses`` of an operation that fails with ``kinds``.

    Each is a status, which is its general problem, or the slug of a problem of the catalogue.
    """
    named = [_OF_STATUS[kind] if isinstance(kind, int) else CATALOGUE[kind] for kind in kinds]
    if 400 in kinds:
        named.append(CATALOGUE["invalid"])
    ordered = sorted(dict.fromkeys(named), key=lambda kind: kind.status)
    return {
        (status, _MEDIA): _response(list(group)) for status, group in groupby(ordered, key=lambda kind: kind.status)
    }


def _response(kinds: list[ProblemType]) -> OpenApiResponse:
    return OpenApiResponse(
        Problem,
        description="; ".join(kind.title for kind in kinds),
        examples=[OpenApiExample(kind.slug, summary=kind.title, value=_example(kind)) for kind in kinds],
    )


def _example(kind: ProblemType) -> dict[str, Any]:
    # Under a name that is nobody's: the document is the same in every city.
    document: dict[str, Any] = {
        "type": f"https://mydata.example.fi{INDEX}{kind.slug}/",
        "title": kind.title,
        "status": kind.status,
        "detail": kind.meaning,
        "instance": _INSTANCE,
    }
    if kind.slug == "invalid":
        document["errors"] = [{"pointer": "/limit", "detail": "This is a number from 1 to 500."}]
    return document


def say_problems_once(document: dict[str, Any]) -> None:
    """This function will let every operation refer to one example of each problem.

    An operation that takes an ``Idempotency-Key`` gets what may be wrong with the key besides.
    """
    components = {slug: {"summary": kind.title, "value": _example(kind)} for slug, kind in CATALOGUE.items()}
    document["components"]["examples"] = components
    for operation in (each for methods in document["paths"].values() for each in methods.values()):
        if any(parameter["name"] == "Idempotency-Key" for parameter in operation.get("parameters", [])):
            _add_problems_of_a_key(operation["responses"])
        for answer in operation["responses"].values():
            if problem := answer.get("content", {}).get(_MEDIA):
                slugs = [_slug(example) for example in problem["examples"].values()]
                problem["examples"] = {slug: {"$ref": f"#/components/examples/{slug}"} for slug in slugs}


def _add_problems_of_a_key(responses: dict[str, Any]) -> None:
    for kind in (CATALOGUE[slug] for slug in _OF_A_KEY):
        answer = responses[str(kind.status)]
        answer["description"] += f"; {kind.title}"
        answer["content"][_MEDIA]["examples"][kind.slug] = {"value": _example(kind)}


def _slug(example: dict[str, Any]) -> str:
    return str(example["value"]["type"]).split("/")[-2]

"""The OpenAPI document: what REST framework's views say, and the decision path beside them."""

from typing import Any

from consent.api.schema.decision import EVALUATION, SCHEMAS


def add_decision_paths(result: dict[str, Any], **kwargs: Any) -> dict[str, Any]:
    """This function will add the decision path to a generated document (a hook of drf-spectacular)."""
    result["paths"]["/access/v1/evaluation"] = {"post": EVALUATION}
    result["paths"] = dict(sorted(result["paths"].items()))
    result["components"].setdefault("schemas", {}).update(SCHEMAS)
    return result

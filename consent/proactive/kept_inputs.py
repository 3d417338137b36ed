"""What an offer and a non-offer keep, sealed under the person's key: what the rules were given and what each said."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from consent.core.eligibility import Value, Verdict
from consent.core.vocabulary import Reason


@dataclass(frozen=True, slots=True, repr=False)
class Kept:
    """
    The grounds of a selection. ``results`` tells of each rule by its code whether it was met (None: unknown).

    Where the ledger refused, there is its ``permission`` and nothing else: nobody's data was looked at. ``place`` is
    the name of a place that was found for this person.
    """

    inputs: Mapping[str, Value] = field(default_factory=dict)
    results: Mapping[str, bool | None] = field(default_factory=dict)
    permission: Reason | None = None
    place: str = ""

    def __repr__(self) -> str:
        return "<Kept>"


def written(kept: Kept) -> str:
    """This function will write the grounds down for sealing."""
    said: dict[str, Any] = {"inputs": dict(kept.inputs), "results": dict(kept.results)}
    if kept.permission is not None:
        said["permission"] = kept.permission.value
    if kept.place:
        said["place"] = kept.place
    return json.dumps(said, ensure_ascii=False, sort_keys=True)


def read_kept(text: str | None) -> Kept | None:
    """This function will read grounds back; None for those that are gone."""
    if not text:
        return None
    said = json.loads(text)
    permission = said.get("permission")
    reason = Reason(permission) if permission else None
    return Kept(said.get("inputs", {}), said.get("results", {}), reason, said.get("place", ""))


def results_of(verdict: Verdict) -> dict[str, bool | None]:
    """This function will return what each rule said, by its code."""
    return {result.code: result.met for result in verdict.results}

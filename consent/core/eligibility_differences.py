"""What one version of a rule set changed of the version before: whoever reads it sees at once what is decided anew."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from consent.core.eligibility import Body


@dataclass(frozen=True, slots=True)
class Difference:
    """One input or rule that is not as it was; ``before`` or ``after`` is None where it came or went."""

    part: str  # "inputs" or "rules"
    name: str
    before: Mapping[str, Any] | None
    after: Mapping[str, Any] | None


def differences(before: Body | None, after: Body) -> list[Difference]:
    """This function will list what ``after`` changed of ``before``, inputs first, each by its name (GDPR 13(2)(f)).

    Nothing for a first version, of which ``before`` is None. The order in which rules are written says nothing.
    """
    if before is None:
        return []
    return [
        Difference(part, name, were.get(name), are.get(name))
        for part, were, are in (
            ("inputs", before["inputs"], after["inputs"]),
            ("rules", _by_code(before), _by_code(after)),
        )
        for name in sorted({*were, *are})
        if were.get(name) != are.get(name)
    ]


def _by_code(body: Body) -> dict[str, Mapping[str, Any]]:
    return {rule["code"]: rule for rule in body["rules"]}

"""What a broken publish rule looks like."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class RuleBreach:
    """One broken rule: its stable code, the activity it was broken in and what to do about it."""

    code: str
    activity: str
    message: str

    def __str__(self) -> str:
        return f"{self.activity}: {self.message} [{self.code}]"


Finding = tuple[str, str]
"""Code and message of a broken rule, before it is known of which activity."""

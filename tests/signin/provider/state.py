"""What the provider does next, and what it was asked: set and read by the tests through the control door."""

from typing import Any

person: dict[str, Any] = {}
misbehave: dict[str, str] = {"how": ""}
asked: list[dict[str, Any]] = []

"""Children's reference numbers: nine digits, the last a check digit."""

from services.kit.references import LENGTH, complete, is_reference

__all__ = ["LENGTH", "complete", "is_reference"]

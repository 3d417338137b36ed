"""What feedback can be about."""

from enum import StrEnum


class Topic(StrEnum):
    """The closed list of topics; accessibility has a right to an answer of its own (Act 306/2019)."""

    ACCESSIBILITY = "accessibility"
    DATA = "data"
    MISTAKE = "mistake"
    OTHER = "other"

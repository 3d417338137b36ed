"""What the nurse knows and the school may be told of a pupil, as plain values."""

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Need:
    """Something in the pupil's health, as a word of the vocabulary; urgent when symptoms call for help at once."""

    word: str
    urgent: bool


@dataclass(frozen=True, slots=True)
class NewPupil:
    """A pupil to open a card for."""

    reference: str
    national_id: str = field(repr=False)
    needs: tuple[Need, ...] = field(default=(), repr=False)
    measures: tuple[str, ...] = field(default=(), repr=False)

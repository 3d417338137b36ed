"""What each side of a handover was answered, for the page to say."""

from dataclasses import dataclass
from enum import StrEnum

from services.kit.gate import Answers
from services.kit.handover import BothSides


class State(StrEnum):
    """How one side stands."""

    MAY = "may"
    MAY_NOT = "may not"
    NOT_ASKED = "not asked"
    UNAVAILABLE = "unavailable"


@dataclass(frozen=True, slots=True)
class Sides:
    """How the school and health care stand."""

    school: State
    health: State


def states_of(answers: BothSides) -> Sides:
    """This function will tell of each side whether it may, may not, was not asked or got no answer."""
    return Sides(_state(answers.recipient), _state(answers.source))


def _state(side: Answers | None) -> State:
    if side is None:
        return State.NOT_ASKED
    if not side.available:
        return State.UNAVAILABLE
    return State.MAY if any(side.by_category.values()) else State.MAY_NOT

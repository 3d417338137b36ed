"""Giving a child a place in a unit."""

from enum import StrEnum
from functools import partial

from services.kit import gate
from services.preschool import records
from services.sdk.errors import PermitError


class Outcome(StrEnum):
    """What became of it."""

    PLACED = "placed"
    THERE_ALREADY = "there already"
    NO_PLACE_FREE = "no place free"
    PROTECTED = "protected"
    NOT_PERMITTED = "not permitted"
    UNAVAILABLE = "unavailable"


def place_child(*, actor: str, reference: str, unit: str) -> Outcome:
    """This function will ask the ledger and, when it allows, give the child a place in a unit (a code).

    actor is the staff reference. A place that was given is never taken from another child, however many are given at
    the same time. Raises records.UnknownChild.
    """
    answers = gate.ask(
        module="preschool",
        activity=records.PLACEMENT,
        locate=partial(records.locate_child, reference),
        staff_ref=actor,
    )
    if not answers.available:
        return Outcome.UNAVAILABLE
    permit = answers.by_category.get(records.PLACE)
    try:
        placed = records.assign_place(actor=actor, permit=permit, pairwise_id=answers.pairwise_id, unit=unit)
    except PermitError:
        return Outcome.NOT_PERMITTED
    except records.ProtectedChild:
        return Outcome.PROTECTED
    except records.NoPlaceFree:
        return Outcome.NO_PLACE_FREE
    return Outcome.PLACED if placed else Outcome.THERE_ALREADY

"""Giving a child a place in a unit."""

from collections.abc import Callable
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
    return _place(actor, partial(records.locate_child, reference), unit)


def place_known(*, actor: str, pairwise_id: str, unit: str) -> Outcome:
    """This function will do what place_child does for a child whose pairwise id is known, such as that of an offer.

    Doing it twice does no harm. Raises records.UnknownChild.
    """
    return _place(actor, lambda resolve: records.locate_known(pairwise_id), unit)


def _place(actor: str, locate: Callable[[gate.Resolve], str], unit: str) -> Outcome:
    answers = gate.ask(module="preschool", activity=records.PLACEMENT, locate=locate, staff_ref=actor)
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

"""Who may act for whom: the population register as this platform needs it, and a stand-in of its own table."""

import logging
from collections.abc import Callable, Collection, Iterable
from datetime import datetime
from typing import Protocol, TypeVar, runtime_checkable
from uuid import UUID

from django.conf import settings
from django.db import DatabaseError
from django.db.models import Q
from django.utils.module_loading import import_string  # noqa: TID251  (the one back end that settings choose)

from consent.core.errors import Unreachable
from consent.people.models import RegisterEntry
from consent.people.representation import Representation, RepresentationKind

logger = logging.getLogger(__name__)

T = TypeVar("T")

_STRENGTH = {kind: position for position, kind in enumerate(RepresentationKind)}


@runtime_checkable
class PopulationRegister(Protocol):
    """The contract of every population register.

    * Asked at each act, never remembered: an implementation may not answer from a cache, since a right that ended a
      second ago is refused now. A right holds at ``at`` when ``valid_from <= at < valid_until``.
    * An answer is about exactly the two people asked about. People are opaque subjects; an implementation that needs
      their national ids obtains them itself and lets none of them into its answers, errors or log lines.
    * When the register cannot be reached, or answers something that cannot be understood, the call raises; it never
      answers with an empty list that means "we do not know", and the caller lets nobody act.
    * Calls read only, and may be made inside the caller's transaction.
    """

    def representations_by(self, subject: UUID, at: datetime) -> list[Representation]:
        """This function will list the rights that ``subject`` holds for others at ``at``, the strongest first."""

    def representatives_of(self, subject: UUID, at: datetime) -> list[Representation]:
        """This function will list the rights that others hold for ``subject`` at ``at``, the strongest first."""

    def may_represent(
        self, representative: UUID, represented: UUID, at: datetime, *, activity: str | None = None
    ) -> Representation | None:
        """This function will return the right by which one person may act for another at ``at``, or None.

        With ``activity`` (a code) a right limited to that activity is enough; without it only a right that covers all
        matters is returned. Nobody represents oneself: the same person twice is None.
        """


class TableRegister:
    """Stand-in that answers from this platform's own table. It knows only what has been recorded here."""

    stand_in = True

    def representations_by(self, subject: UUID, at: datetime) -> list[Representation]:
        """This function will list the rights that ``subject`` holds for others at ``at``, the strongest first."""
        return self._valid(at, representative=subject)

    def representatives_of(self, subject: UUID, at: datetime) -> list[Representation]:
        """This function will list the rights that others hold for ``subject`` at ``at``, the strongest first."""
        return self._valid(at, represented=subject)

    def may_represent(
        self, representative: UUID, represented: UUID, at: datetime, *, activity: str | None = None
    ) -> Representation | None:
        """This function will return the right by which one person may act for another at ``at``, or None."""
        rights = self._valid(at, representative=representative, represented=represented)
        return next((right for right in rights if right.covers(activity)), None)

    def representatives_of_each(self, subjects: Collection[UUID], at: datetime) -> dict[UUID, list[Representation]]:
        """This function will list the rights that others hold for each of ``subjects``, in one statement."""
        found: dict[UUID, list[Representation]] = {}
        for right in self._valid(at, represented__in=subjects):
            found.setdefault(right.represented, []).append(right)
        return found

    def _valid(self, at: datetime, **people: UUID | Collection[UUID]) -> list[Representation]:
        entries = RegisterEntry.objects.filter(
            Q(valid_until=None) | Q(valid_until__gt=at), valid_from__lte=at, **people
        ).order_by("valid_from", "id")
        return sorted((_representation(entry) for entry in entries), key=lambda right: _STRENGTH[right.kind])


def _representation(entry: RegisterEntry) -> Representation:
    return Representation(
        id=entry.pk,
        representative=entry.representative_id,
        represented=entry.represented_id,
        kind=RepresentationKind(entry.kind),
        scope=frozenset(entry.scope.split()),
        valid_from=entry.valid_from,
        valid_until=entry.valid_until,
        source=entry.source,
    )


class AskedRegister:
    """A register whose every failure is one error that faces know: nobody acts on an answer that did not come."""

    def __init__(self, register: PopulationRegister) -> None:
        self.register = register
        self.stand_in = bool(getattr(register, "stand_in", False))

    def representations_by(self, subject: UUID, at: datetime) -> list[Representation]:
        """This function will list the rights that ``subject`` holds for others; raises ``Unreachable``."""
        return self._ask(self.register.representations_by, subject, at)

    def representatives_of(self, subject: UUID, at: datetime) -> list[Representation]:
        """This function will list the rights that others hold for ``subject``; raises ``Unreachable``."""
        return self._ask(self.register.representatives_of, subject, at)

    def may_represent(
        self, representative: UUID, represented: UUID, at: datetime, *, activity: str | None = None
    ) -> Representation | None:
        """This function will return the right by which one may act for another, or None; raises ``Unreachable``."""
        return self._ask(self.register.may_represent, representative, represented, at, activity=activity)

    def representatives_of_each(self, subjects: Iterable[UUID], at: datetime) -> dict[UUID, list[Representation]]:
        """This function will list the rights that others hold for each of ``subjects``, in one question if it can be.

        Only a register that has ``representatives_of_each`` of its own is asked so. Raises ``Unreachable``.
        """
        wanted = sorted(set(subjects))
        at_once = getattr(self.register, "representatives_of_each", None)
        if at_once is None:
            return {subject: self.representatives_of(subject, at) for subject in wanted}
        found: dict[UUID, list[Representation]] = self._ask(at_once, wanted, at)
        return {subject: found.get(subject, []) for subject in wanted}

    def _ask(self, question: Callable[..., T], *about: object, **more: object) -> T:
        try:
            return question(*about, **more)
        except DatabaseError:
            raise  # our own database is gone: everything is, and another page says so
        except Exception as fault:
            # The kind of the fault only: a message of an adapter may name people.
            logger.error("the population register cannot be asked: %s", type(fault).__name__)
            raise Unreachable("population_register") from None


def population_register() -> AskedRegister:
    """This function will return the register that ``settings.POPULATION_REGISTER`` (a dotted path) names.

    Raises ``ImportError`` for a path that leads nowhere and ``TypeError`` for a thing that is no register.
    """
    register = import_string(settings.POPULATION_REGISTER)()
    if not isinstance(register, PopulationRegister):
        raise TypeError(f"{settings.POPULATION_REGISTER} is no population register")
    return AskedRegister(register)


def is_stand_in() -> bool:
    """This function will tell whether the register in use is a stand-in that no authority keeps."""
    return bool(getattr(population_register(), "stand_in", False))


def shout_when_stand_in() -> None:
    """This function will write a warning to the log when a city outside demo mode runs on the stand-in."""
    if not settings.DEMO and is_stand_in():
        logger.warning("population register is a stand-in: representations are known only from this platform's table")

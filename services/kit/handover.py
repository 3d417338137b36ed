"""The two-sided check: one department hands data to another only while both sides may.

The recipient asks the ledger for itself and gets a signed permit, which it shows to the source. The source has it
redeemed: the ledger decides again whether *this recipient* may have the data, so that a withdrawal in between counts.
Each is a use of its own that the person sees. The door of the data takes both sides' permits, so no page can leave out
a side.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Protocol, TypeVar

from services.kit import gate
from services.kit.gate import Answers, Panel, Resolve
from services.kit.records import closed
from services.kit.wording import NOT_NOW
from services.sdk.errors import PermitError
from services.sdk.permits import Permit, demand

T = TypeVar("T")
T_co = TypeVar("T_co", covariant=True)


class Giver(Protocol[T_co]):
    """A function that hands over one category of one person, given the permits of both sides and both sides' ids."""

    category: str
    activity: str
    recipient: str

    def __call__(self, permit: object, pairwise_id: str, countersign: object = None, their_id: str = "", /) -> T_co: ...


def gives(category: str, *, under: str, to: str) -> Callable[[Callable[[str, str], T]], Giver[T]]:
    """This function will make a records function that hands a category over to the department ``to``.

    Its callers pass the source's permit and id of the person, then the recipient's permit and id. Unless the first was
    asked for that recipient and the second by the recipient for itself, both genuine, unexpired and for the activity
    named by ``under``, they get a PermitError, and no query is made (GDPR 5(1)(b), 9(2)(a)). The decorated function
    takes both ids and must find the one row that has both: two permits about two people open nothing.
    """

    def decorate(function: Callable[[str, str], T]) -> Giver[T]:
        @wraps(function)
        def give(permit: object, pairwise_id: str, countersign: object = None, their_id: str = "", /) -> T:
            demand(permit, activity=under, category=category, pairwise_id=pairwise_id, recipient=to)
            demand(countersign, activity=under, category=category, pairwise_id=their_id)
            return closed(function(pairwise_id, their_id), function.__name__)

        # What wraps() leaves behind would be a way in without a permit.
        del give.__wrapped__
        give.category = category  # type: ignore[attr-defined]
        give.activity = under  # type: ignore[attr-defined]
        give.recipient = to  # type: ignore[attr-defined]
        return give  # type: ignore[return-value]

    return decorate


@dataclass(frozen=True, slots=True)
class BothSides:
    """What both sides were answered for one page load; ``source`` is None when the recipient may have nothing."""

    recipient: Answers
    source: Answers | None

    @property
    def _sides(self) -> tuple[Answers, ...]:
        return (self.recipient,) if self.source is None else (self.recipient, self.source)

    @property
    def activity_title(self) -> str:
        """The purpose, in the page's language."""
        return self.recipient.activity_title

    @property
    def available(self) -> bool:
        """Whether the ledger answered everybody who asked."""
        return all(side.available for side in self._sides)

    @property
    def connected(self) -> bool:
        """Whether both sides can ask the ledger; when not, somebody has to mend it."""
        return all(side.connected for side in self._sides)

    @property
    def status(self) -> int:
        """The HTTP status the page should have."""
        return max(side.status for side in self._sides)

    def read(self, giver: Giver[T]) -> Panel[T]:
        """This function will hand one category over under both permits, or say why it may not be."""
        theirs = self.recipient.by_category.get(giver.category)
        ours = self.source.by_category.get(giver.category) if self.source else None
        title = gate.in_language(self.recipient.category_names.get(giver.category, {}))
        if giver.activity != self.recipient.activity:
            theirs = None
        words = gate.in_words(ours if isinstance(theirs, Permit) else theirs)
        if isinstance(theirs, Permit) and isinstance(ours, Permit) and self.source:
            try:
                data = giver(ours, self.source.pairwise_id, theirs, self.recipient.pairwise_id)
                return Panel(giver.category, title, True, True, data, "")
            except PermitError:
                words = NOT_NOW
        return Panel(giver.category, title, theirs is not None, False, None, words)


def ask(
    *,
    module: str,
    activity: str,
    to: str,
    locate: Callable[[Resolve], str],
    locate_there: Callable[[Resolve], str],
    staff_ref: str,
    case: str = "",
) -> BothSides:
    """This function will let the recipient ``to`` ask, and the module's department take what the recipient then shows.

    locate and locate_there return the person's pairwise id towards the module's department and towards the recipient;
    what they raise passes through. When the recipient may have nothing, nobody asks the source to hand anything over.
    """
    theirs = gate.ask(
        module=module,
        activity=activity,
        locate=locate_there,
        staff_ref=staff_ref,
        case=case,
        as_recipient=to,
        permit_for=gate.department_of(module),
    )
    proofs = {
        name: answer.proofs[name]
        for name, answer in theirs.by_category.items()
        if isinstance(answer, Permit) and name in answer.proofs
    }
    if not proofs:
        return BothSides(theirs, None)
    return BothSides(theirs, gate.take(module=module, activity=activity, locate=locate, proofs=proofs))

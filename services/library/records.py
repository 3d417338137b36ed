"""The library's only door to personal fields: what is read here is read under a permit, or not at all."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

from django.db import transaction
from django.db.models import F, Q

from services.kit.records import Field, Record, locates, reads, writes
from services.kit.sealing import fingerprint, seal, unseal
from services.library.catalogue import Book, book_of
from services.library.dates import today
from services.library.models import Loan, Patron, Reservation
from services.sdk.errors import BadQuestion

CUSTOMER = "library.customer"
LOANS = "library.loans"
LOANS_DESK = "library-loans"
RECOMMENDATIONS = "library-recommendations"
HISTORY = timedelta(days=365)
_MODULE = "library"


class UnknownCard(LookupError):
    """There is no card of that number."""


@dataclass(frozen=True, slots=True)
class Customer:
    """Who carries the card."""

    name: str
    card_number: str


@dataclass(frozen=True, slots=True)
class BorrowedBook:
    """One loan, running or past."""

    book: Book
    borrowed_on: date
    due_on: date
    returned_on: date | None


@dataclass(frozen=True, slots=True)
class ReservedBook:
    """One reservation."""

    book: Book
    reserved_on: date
    ready: bool


@dataclass(frozen=True, slots=True)
class NewPatron:
    """A customer to enrol, with loans and reservations as pairs of a work's code and its dates."""

    national_id: str = field(repr=False)
    name: str = field(repr=False)
    card_number: str
    loans: tuple[tuple[str, date, date, date | None], ...] = ()
    reservations: tuple[tuple[str, date, bool], ...] = ()


@reads(CUSTOMER, under=LOANS_DESK)
def read_customer(pairwise_id: str) -> Customer:
    """This function will return the customer's name and card."""
    patron = Patron.objects.only("name", "card_number").get(pairwise_id=pairwise_id)
    return Customer(patron.name, patron.card_number)


@reads(LOANS, under=LOANS_DESK)
def read_loans(pairwise_id: str) -> tuple[BorrowedBook, ...]:
    """This function will return the loans for the desk: running ones by due date, then past ones, newest first."""
    return _loans_of(pairwise_id)


@reads(LOANS, under=RECOMMENDATIONS)
def read_history(pairwise_id: str) -> tuple[BorrowedBook, ...]:
    """This function will return the same loans to recommend from, which takes a consent of its own."""
    return _loans_of(pairwise_id)


def _loans_of(pairwise_id: str) -> tuple[BorrowedBook, ...]:
    # What was returned more than twelve months ago is left out, as both notices promise.
    kept_since = today() - HISTORY
    kept = Q(returned_on__isnull=True) | Q(returned_on__gte=kept_since)
    loans = Loan.objects.filter(kept, patron__pairwise_id=pairwise_id).select_related("work")
    ordered = loans.order_by(F("returned_on").desc(nulls_first=True), "due_on", "work_id")
    return tuple(BorrowedBook(book_of(loan.work), loan.borrowed_on, loan.due_on, loan.returned_on) for loan in ordered)


@reads(LOANS, under=LOANS_DESK)
def read_reservations(pairwise_id: str) -> tuple[ReservedBook, ...]:
    """This function will return the reservations, those ready to be fetched first."""
    waiting = Reservation.objects.filter(patron__pairwise_id=pairwise_id).select_related("work")
    ordered = waiting.order_by("-ready", "reserved_on", "work_id")
    return tuple(ReservedBook(book_of(each.work), each.reserved_on, each.ready) for each in ordered)


class PatronRecord(Record):
    """All the loans desk shows of a customer; each field opens only under a permit that names its category."""

    customer = Field(read_customer)
    loans = Field(read_loans)
    reservations = Field(read_reservations)


@locates
def locate_patron(card_number: str, resolve: Callable[[str], str]) -> str:
    """This function will return the pairwise id behind a card. Raises UnknownCard; what resolve raises passes through.

    The first time the sealed national id is opened for resolve and nothing else; afterwards the id is known. Raises
    BadQuestion when the seal was made under another key.
    """
    try:
        patron = Patron.objects.only("pairwise_id", "national_id_sealed").get(card_number=card_number)
    except Patron.DoesNotExist:
        raise UnknownCard from None
    if not patron.pairwise_id:
        try:
            national_id = unseal(_MODULE, bytes(patron.national_id_sealed))
        except ValueError:
            raise BadQuestion("The customer's id cannot be opened under this key.") from None
        patron.pairwise_id = resolve(national_id)
        patron.save(update_fields=["pairwise_id"])
    return patron.pairwise_id


@writes
@transaction.atomic
def enrol_patrons(newcomers: Sequence[NewPatron]) -> int:
    """This function will enrol those who have no card yet, with their loans, and return how many rows it added."""
    known = {bytes(each) for each in Patron.objects.values_list("national_id_fingerprint", flat=True)}
    marked = {fingerprint(_MODULE, each.national_id): each for each in newcomers}
    added = {mark: each for mark, each in marked.items() if mark not in known}
    patrons = {
        mark: Patron(
            card_number=each.card_number,
            national_id_fingerprint=mark,
            national_id_sealed=seal(_MODULE, each.national_id),
            name=each.name,
        )
        for mark, each in added.items()
    }
    Patron.objects.bulk_create(patrons.values(), batch_size=1000)
    loans = [
        Loan(patron=patrons[mark], work_id=code, borrowed_on=borrowed, due_on=due, returned_on=returned)
        for mark, each in added.items()
        for code, borrowed, due, returned in each.loans
    ]
    reservations = [
        Reservation(patron=patrons[mark], work_id=code, reserved_on=reserved, ready=ready)
        for mark, each in added.items()
        for code, reserved, ready in each.reservations
    ]
    Loan.objects.bulk_create(loans, batch_size=2000)
    Reservation.objects.bulk_create(reservations, batch_size=2000)
    return len(patrons) + len(loans) + len(reservations)

"""A field outside the permit's categories cannot be read, by any door of the module."""

from collections.abc import Iterator
from functools import partial

import pytest
from django.db.models import QuerySet

from services.kit.gate import ask
from services.kit.records import locates, reads, writes
from services.kit.testkit import assert_nothing_leaks
from services.kit.testkit.bad_permits import bad_permits, permit_for
from services.library import records
from services.library.models import Loan, Patron
from services.library.records import LOANS, PatronRecord, read_customer, read_history, read_loans, read_reservations
from services.sdk.errors import CategoryNotCovered, NoPermit, PermitError, WrongActivity, WrongSubject
from services.sdk.fake import FakeLedger
from services.sdk.permits import Permit
from tests.services.conftest import DESK, TIPS, Borrower, allow

READERS = [read_customer, read_loans, read_history, read_reservations]


@pytest.fixture
def known(ledger: FakeLedger, aino: Borrower, mikko: Borrower) -> Borrower:
    """Aino, whose pairwise id the library knows already; so is Mikko's."""
    with ledger.client() as client:
        for borrower in (aino, mikko):
            records.locate_patron(borrower.card, client.resolve)
    return aino


def permit_to(ledger: FakeLedger, borrower: Borrower, *categories: str, activity: str = DESK) -> Permit:
    """This function will get a genuine permit for these categories of somebody."""
    allow(ledger, borrower, activity, *categories)
    with ledger.client() as client:
        permit = client.check(activity, categories, borrower.pairwise_id)[categories[0]]
    assert isinstance(permit, Permit)
    return permit


def test_the_permit_opens_its_own_category_and_no_other(ledger: FakeLedger, known: Borrower) -> None:
    permit = permit_to(ledger, known, LOANS)
    assert read_loans(permit, known.pairwise_id)[0].book.title == "Roseanna"
    with pytest.raises(CategoryNotCovered):
        read_customer(permit, known.pairwise_id)


def test_a_record_opens_field_by_field(ledger: FakeLedger, known: Borrower) -> None:
    record = PatronRecord(permit_to(ledger, known, LOANS), known.pairwise_id)
    assert len(record.loans) == 3
    assert len(record.reservations) == 1
    with pytest.raises(CategoryNotCovered):
        _ = record.customer
    assert "Aino" not in f"{record!r} {vars(record)!r}"
    with pytest.raises(AttributeError):
        record.customer = "Aino"  # type: ignore[assignment]


@pytest.mark.law("GDPR", "5(1)(c)", "a service reads the fields it may and does not even fetch the others")
def test_a_refused_field_is_not_even_fetched(ledger: FakeLedger, known: Borrower, django_assert_num_queries) -> None:
    permit = permit_to(ledger, known, LOANS)
    with django_assert_num_queries(0), pytest.raises(CategoryNotCovered):
        read_customer(permit, known.pairwise_id)


def test_my_permit_does_not_open_your_loans(ledger: FakeLedger, known: Borrower, mikko: Borrower) -> None:
    permit = permit_to(ledger, known, LOANS)
    with pytest.raises(WrongSubject):
        read_loans(permit, mikko.pairwise_id)


def test_a_permit_of_the_desk_does_not_open_what_a_consent_opens_and_the_other_way_round(
    ledger: FakeLedger, known: Borrower, django_assert_num_queries
) -> None:
    desk, tips = permit_to(ledger, known, LOANS), permit_to(ledger, known, LOANS, activity=TIPS)
    assert read_loans(desk, known.pairwise_id) == read_history(tips, known.pairwise_id)
    for reader, permit in ((read_history, desk), (read_loans, tips), (read_reservations, tips)):
        with django_assert_num_queries(0), pytest.raises(WrongActivity):
            reader(permit, known.pairwise_id)


def test_a_page_that_asked_under_one_activity_shows_no_reading_of_another(ledger: FakeLedger, known: Borrower) -> None:
    allow(ledger, known, TIPS)
    answers = ask(module="library", activity=TIPS, locate=partial(records.locate_patron, known.card), staff_ref="S-1")
    assert answers.read(read_history).allowed
    panel = answers.read(read_loans)
    assert (panel.asked, panel.allowed, panel.data) == (False, False, None)


@pytest.mark.parametrize("reader", READERS, ids=lambda reader: reader.__name__)
def test_no_bad_permit_opens_anything(known: Borrower, reader) -> None:
    for _, permit in bad_permits(reader.category, reader.activity):
        with pytest.raises(PermitError):
            reader(permit, known.pairwise_id)


def test_the_inner_function_cannot_be_called_by_keyword(known: Borrower) -> None:
    with pytest.raises(TypeError):
        read_loans(permit=None, pairwise_id=known.pairwise_id)  # type: ignore[call-arg]
    with pytest.raises(TypeError):
        read_loans(known.pairwise_id)  # type: ignore[call-arg]


@pytest.mark.parametrize("reader", READERS, ids=lambda reader: reader.__name__)
def test_the_unguarded_function_is_not_left_lying_about(reader) -> None:
    assert not hasattr(reader, "__wrapped__")


def test_the_library_leaks_nothing(db: None) -> None:
    assert_nothing_leaks(records)


def test_a_reader_may_not_return_rows_or_open_queries(known: Borrower) -> None:
    @reads(LOANS, under=DESK)
    def rows(pairwise_id: str) -> QuerySet[Loan]:
        return Loan.objects.all()

    @reads(LOANS, under=DESK)
    def row(pairwise_id: str) -> list[Patron]:
        return list(Patron.objects.all())

    @reads(LOANS, under=DESK)
    def later(pairwise_id: str) -> Iterator[str]:
        yield pairwise_id

    permit = permit_for(LOANS, DESK, known.pairwise_id)
    for careless in (rows, row, later):
        with pytest.raises(TypeError, match="plain values"):
            careless(permit, known.pairwise_id)


def test_what_locates_or_writes_cannot_carry_data_out() -> None:
    @locates
    def find() -> str:
        return "Aino Virtanen"

    @writes
    def store() -> int:
        return "Aino Virtanen"  # type: ignore[return-value]

    for careless in (find, store):
        with pytest.raises(TypeError):
            careless()


def test_what_the_library_keeps_does_not_show_the_national_id(aino: Borrower) -> None:
    patron = Patron.objects.get()
    kept = b"".join(bytes(part) for part in (patron.national_id_sealed, patron.national_id_fingerprint))
    assert aino.national_id.encode() not in kept
    assert aino.national_id not in f"{patron!r} {patron} {vars(patron)!r}"


def test_a_seal_made_under_another_key_fails_closed(aino: Borrower, ledger: FakeLedger, settings, librarian) -> None:
    allow(ledger, aino)
    Patron.objects.update(national_id_sealed=b"\x00" * 60)
    answer = librarian.get(f"/services/library/loans/{aino.card}/")
    assert answer.status_code == 503
    assert "Aino" not in answer.content.decode()


@pytest.mark.law("GDPR", "5(1)(e)", "a service does not read what is older than the notice promised")
def test_loans_past_the_promised_twelve_months_are_not_read(ledger: FakeLedger, known: Borrower) -> None:
    from datetime import timedelta

    from tests.services.conftest import today

    old = Loan.objects.filter(returned_on__isnull=False).order_by("borrowed_on").first()
    assert old is not None
    Loan.objects.filter(pk=old.pk).update(
        borrowed_on=today() - timedelta(days=400),
        due_on=today() - timedelta(days=372),
        returned_on=today() - timedelta(days=366),
    )
    titles = {loan.book.title for loan in read_loans(permit_to(ledger, known, LOANS), known.pairwise_id)}
    assert "Roseanna" in titles
    assert old.work.title not in titles


def test_none_opens_nothing_even_for_a_record(known: Borrower) -> None:
    record = PatronRecord(None, known.pairwise_id)  # type: ignore[arg-type]
    for name in PatronRecord.fields():
        with pytest.raises(NoPermit):
            getattr(record, name)

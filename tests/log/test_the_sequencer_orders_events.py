"""Events get dense indexes in the order of decisions, however many write at once and however late one commits."""

import threading
from collections import defaultdict

import pytest
from django.db import connection, transaction

from consent.core.events import Kind
from consent.core.vocabulary import Channel
from consent.ledger.actions.grant import grant_consent
from consent.ledger.actions.withdraw import withdraw_consent
from consent.ledger.models import PermissionChange
from consent.log.append import append, draw_ids
from consent.log.models import Leaf, Log, Pending, SignedCheckpoint
from consent.log.placing import BATCH
from consent.log.sequencer import sequence_batch
from tests.cast import Cast, assemble
from tests.log.check_log import check_log
from tests.log.facts import look, record_looks
from tests.log.sequencing import begun_log, sequence_all

pytestmark = pytest.mark.usefixtures("log_keys")


def indexes() -> dict[int, int]:
    """This function will return the index of each event that has one."""
    return dict(Leaf.objects.values_list("event_id", "index"))


@pytest.mark.django_db
def test_a_log_begins_with_its_own_two_entries_and_takes_what_waits() -> None:
    ids = record_looks(3)
    checkpoint = sequence_all()
    assert checkpoint.size == 5
    assert [indexes()[event_id] for event_id in ids] == [2, 3, 4]
    assert Log.objects.get().origin == "city.test/log"
    check_log()


@pytest.mark.django_db
def test_nothing_new_is_signed_when_nothing_is_new() -> None:
    record_looks(2)
    sequence_all()
    log, highest = begun_log()
    placed, after = sequence_batch(log, highest)
    assert (placed.claimed, placed.leaves, after) == (0, 0, highest)
    assert SignedCheckpoint.objects.count() == len(set(SignedCheckpoint.objects.values_list("size", flat=True)))
    check_log()


@pytest.mark.django_db
@pytest.mark.parametrize("sizes", [(1, 253, 1, 1, 300, 600), (BATCH + 1,)])
def test_tiles_fill_up_whatever_the_batches_are(sizes: tuple[int, ...]) -> None:
    for size in sizes:
        record_looks(size)
        assert sequence_all().size > size
    check_log()


@pytest.mark.django_db
def test_an_event_that_commits_late_with_a_smaller_id_is_not_skipped() -> None:
    (late,) = draw_ids(1)
    early = record_looks(3)
    first = sequence_all()
    assert late < min(early)
    with transaction.atomic():
        append(Kind.STAFF_VIEWED, None, look(late))
    assert sequence_all().size == first.size + 1
    assert indexes()[late] == first.size
    check_log()


@pytest.mark.django_db
def test_a_pending_row_that_no_event_wrote_makes_no_leaf_and_stops_nobody() -> None:
    (known,) = record_looks(1)
    sequence_all()
    Pending.objects.bulk_create([Pending(event_id=known), Pending(event_id=999_999_999)])
    record_looks(1)
    log, highest = begun_log()
    placed, _ = sequence_batch(log, highest)
    assert (placed.claimed, placed.leaves) == (3, 1)
    check_log()


def decide(cast: Cast, person: str, rounds: int, signed: threading.Event, failures: list[BaseException]) -> None:
    """This function will grant and withdraw as one person, the last time once a checkpoint was signed meanwhile."""
    who = getattr(cast, person)
    common = {"actor": who.actor, "subject": who.subject, "activity": "trial-consent", "channel": Channel.PORTAL}
    try:
        for turn in range(rounds):
            if turn == rounds - 1:
                assert signed.wait(60), "nothing was signed while others wrote"
            grant_consent(notice_version=1, language="fi", **common)
            withdraw_consent(language="fi", **common)
    except BaseException as failure:
        failures.append(failure)
    finally:
        connection.close()


def test_twelve_write_at_once_beside_the_sequencer(own_database: str) -> None:
    cast = assemble()
    before = sequence_all().size
    meanwhile = threading.Event()
    failures: list[BaseException] = []
    people = ("aino", "saara", "mikko") * 4
    writers = [threading.Thread(target=decide, args=(cast, person, 8, meanwhile, failures)) for person in people]
    for writer in writers:
        writer.start()
    signed = []
    while any(writer.is_alive() for writer in writers):
        signed.append(sequence_all().size)
        if signed[-1] > before:
            meanwhile.set()
    for writer in writers:
        writer.join()
    assert failures == []
    signed.append(sequence_all().size)
    assert len({before, *signed}) > 2, "checkpoints were signed meanwhile"
    check_log()
    versions = defaultdict(list)
    order = indexes()
    for change in sorted(PermissionChange.objects.all(), key=lambda one: order[one.event_id]):
        versions[change.subject, change.activity].append(change.version)
    assert len(versions) == 3
    for found in versions.values():
        assert found == list(range(1, len(found) + 1)), "the order of leaves is the order of decisions"

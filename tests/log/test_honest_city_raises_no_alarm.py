"""A city where nobody tampers is always found whole, whatever happens in it and wherever a process was stopped."""

import os
import random
from pathlib import Path

import pytest
from django.db import transaction

from consent.core.checkpoints import Checkpoint, encode
from consent.core.events import Kind
from consent.core.notes import sign
from consent.log import fork_guard
from consent.log.actions.rotate_key import declare_compromised, rotate_key
from consent.log.append import draw_ids
from consent.log.models import Event, Leaf, Log, Pending, SignedCheckpoint
from consent.log.placing import place_pending
from consent.log.signing_keys import current_key, vkeys
from consent.log.stored_tree import root_at
from consent.log.verification.run import SinceRefused, verify_everything
from consent.log.verification.verdict import Verdict
from tests.cast import assemble_with_consent
from tests.log.facts import record_looks
from tests.log.histories import cosign_latest, live, record_uses
from tests.log.sequencing import sequence_all
from tests.log.witness_key import write_policy

pytestmark = pytest.mark.usefixtures("log_keys")
SEEDS = 1_000 if os.environ.get("FULL") == "1" else 12


def whole(since: str | None = None) -> Verdict:
    """This function will verify and assert that nothing is wrong."""
    verdict = verify_everything(since=since, processes=1)
    assert [fault.as_data() for fault in verdict.faults] == []
    assert verdict.whole
    return verdict


@pytest.mark.django_db
def test_a_city_without_a_log_is_whole() -> None:
    assert whole().as_data()["leaves"] == 0


@pytest.mark.slow
@pytest.mark.django_db
@pytest.mark.parametrize("seed", range(SEEDS))
def test_any_honest_history_is_whole(seed: int, log_keys: Path, settings: pytest.FixtureRequest) -> None:
    settings.LOG_WITNESS_POLICY = write_policy(log_keys / "policy")  # type: ignore[attr-defined]
    draw = random.Random(seed)
    live(assemble_with_consent(), draw, draw.randint(1, 25))
    verdict = whole()
    assert verdict.verified_leaves() == Leaf.objects.count()
    since = draw.choice(list(SignedCheckpoint.objects.order_by("size")))
    assert whole(since.note).as_data()["since"] == since.size


@pytest.mark.django_db
def test_what_is_not_sequenced_yet_is_no_fault() -> None:
    sequence_all()
    record_looks(7)
    said = whole().as_data()
    assert (said["pending"], said["leaves"], said["size"]) == (7, 2, 2)


@pytest.mark.django_db
def test_a_leader_that_died_between_leaves_and_guard_leaves_no_fault() -> None:
    sequence_all()
    record_looks(7)
    with transaction.atomic():
        place_pending(1)
    said = whole().as_data()
    assert (said["unsigned"], said["leaves"], said["size"]) == (7, 9, 2)


@pytest.mark.django_db
def test_a_leader_that_died_between_guard_and_checkpoint_leaves_no_fault(monkeypatch: pytest.MonkeyPatch) -> None:
    sequence_all()
    record_looks(7)
    monkeypatch.setattr("consent.log.signing.record_checkpoint", lambda log, signed: None)
    with pytest.raises(SignedCheckpoint.DoesNotExist):
        SignedCheckpoint.objects.get(size=sequence_all_again())
    said = whole().as_data()
    assert (said["leaves"], said["size"], said["unsigned"]) == (9, 2, 7)


def sequence_all_again() -> int:
    """This function will sequence what waits and return the size that the guard has then."""
    sequence_all()
    highest = fork_guard.highest("city.test/log")
    assert highest is not None
    return highest.size


@pytest.mark.django_db
def test_keys_may_change_at_any_time() -> None:
    record_looks(3)
    sequence_all()
    log = Log.objects.get()
    rotate_key(actor="tests", log=log)
    record_looks(3)
    sequence_all()
    rotate_key(actor="tests", log=log)
    said = whole().as_data()
    assert said["checkpoints"] == SignedCheckpoint.objects.count()


@pytest.mark.django_db
def test_what_a_compromised_key_signed_is_compared_and_vouches_for_nothing() -> None:
    record_looks(3)
    good = sequence_all()
    record_looks(3)
    late = sequence_all()
    log = Log.objects.get()
    key = vkeys(log)[0]
    declare_compromised(actor="tests", log=log, key_id=key.key_id, trusted_size=good.size)
    assert whole().logs[0].size == good.size
    with pytest.raises(SinceRefused):
        verify_everything(since=late.note, processes=1)
    sequence_all()
    assert whole().logs[0].size == Leaf.objects.count()


@pytest.mark.django_db
def test_a_retired_key_that_signs_again_is_found() -> None:
    record_looks(3)
    sequence_all()
    log = Log.objects.get()
    old = current_key(log)
    rotate_key(actor="tests", log=log)
    record_looks(3)
    last = sequence_all()
    size = last.size - 1
    text = encode(Checkpoint(log.origin, size, root_at(1, size)))
    SignedCheckpoint.objects.create(
        log_number=1, size=size, root=root_at(1, size), note=sign(text, log.origin, old), signed_at=last.signed_at
    )
    verdict = verify_everything(processes=1)
    assert [(fault.kind.value, fault.index) for fault in verdict.faults] == [("checkpoint_changed", size - 1)]


@pytest.mark.django_db
def test_late_commits_make_gaps_in_event_ids_and_none_in_the_log() -> None:
    draw_ids(5)
    record_looks(2)
    draw_ids(3)
    record_looks(2)
    sequence_all()
    assert whole().as_data()["leaves"] == 6


@pytest.mark.django_db
def test_a_whole_log_may_be_verified_from_any_checkpoint_that_it_has_signed() -> None:
    notes = []
    for count in (3, 254, 1, 300):
        record_looks(count)
        notes.append(sequence_all().note)
    for note in notes:
        said = whole(note).as_data()
        assert said["since"] <= said["size"] == 560


@pytest.mark.django_db
@pytest.mark.parametrize("harm", ["signature", "origin", "text"])
def test_a_checkpoint_that_no_key_vouches_for_is_nothing_to_begin_with(harm: str) -> None:
    record_looks(3)
    note = sequence_all().note
    changed = {
        "signature": note[:-5] + ("A" if note[-5] != "A" else "B") + note[-4:],
        "origin": note.replace("city.test", "city.best"),
        "text": "no checkpoint at all\n",
    }[harm]
    with pytest.raises(SinceRefused):
        verify_everything(since=changed, processes=1)


@pytest.mark.django_db
def test_events_that_wait_are_recomputed_too() -> None:
    sequence_all()
    record_looks(2)
    event = Event.objects.latest("pk")
    Pending.objects.create(event_id=event.pk + 1)
    Event.objects.create(
        pk=event.pk + 1, kind=Kind.STAFF_VIEWED, recorded_at=event.recorded_at, commitment=event.commitment
    )
    verdict = verify_everything(processes=1)
    assert [fault.kind.value for fault in verdict.faults] == ["payload_missing"]
    assert verdict.faults[0].event_id == event.pk + 1


@pytest.mark.django_db
def test_memory_of_faults_stays_bounded() -> None:
    record_looks(300)
    sequence_all()
    Pending.objects.bulk_create([Pending(event_id=10_000_000 + number) for number in range(500)])
    verdict = verify_everything(processes=1)
    assert len(verdict.faults) <= 50
    assert not verdict.whole


@pytest.mark.django_db
def test_the_line_of_a_witness_whom_no_policy_names_counts_for_nothing() -> None:
    record_uses([None], random.Random(1), 3)
    sequence_all()
    cosign_latest()
    assert whole().as_data()["cosignatures"] == 0

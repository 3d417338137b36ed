"""Recomputes the whole log from its rows, by nothing that the log computes with, and asserts that all of it holds.

Small logs only: it takes the square of the number of checkpoints, and every leaf at each of them.
"""

from collections import defaultdict
from hashlib import sha256
from itertools import pairwise

from consent.core.checkpoints import parse_note, verify_checkpoint
from consent.core.events import Kind, commitment
from consent.core.merkle import verify_consistency
from consent.log import fork_guard
from consent.log.keys import PLATFORM, existing_key
from consent.log.kinds import registered_kinds
from consent.log.models import Event, Leaf, Log, LogBegan, Pending, SignedCheckpoint, Tile
from consent.log.shredded import shredded_among
from consent.log.signing_keys import trusted_vkeys, vkeys
from consent.log.tree_queries import consistency, inclusion


def naive_root(leaves: list[bytes]) -> bytes:
    """This function will return the root as RFC 9162 §2.1.1 defines it, by recursion."""
    if len(leaves) < 2:
        return leaves[0] if leaves else sha256(b"").digest()
    half = 1
    while half * 2 < len(leaves):
        half *= 2
    return sha256(b"\x01" + naive_root(leaves[:half]) + naive_root(leaves[half:])).digest()


def check_log(*, settled: bool = True, since_key_was_lost: bool = False) -> None:
    """This function will assert invariants I2 to I4 of THREATS for every log in the test's database.

    ``settled`` says that nothing waits and everything is signed. ``since_key_was_lost`` leaves out what a compromised
    key signed beyond its trusted size.
    """
    logs = list(Log.objects.order_by("number"))
    for log in logs:
        _check_leaves(log)
        _check_tree(log)
        _check_checkpoints(log, since_key_was_lost=since_key_was_lost)
    _check_events(logs, settled=settled)
    if settled:
        _check_settled(logs[-1])


def _check_leaves(log: Log) -> None:
    leaves = list(Leaf.objects.filter(log_number=log.number).order_by("index"))
    assert [leaf.index for leaf in leaves] == list(range(len(leaves))), "indexes are dense from 0"
    kinds, events = registered_kinds(), Event.objects.in_bulk([leaf.event_id for leaf in leaves])
    shredded = shredded_among(list(events))
    for leaf in leaves:
        event = events[leaf.event_id]
        assert bytes(leaf.entry) == bytes(event.commitment), f"leaf {leaf.index} is its event's commitment"
        if leaf.event_id in shredded:
            continue
        entry = kinds[Kind(event.kind)]
        payload = entry.model._default_manager.get(pk=event.pk)
        subject = getattr(payload, entry.subject_field) if entry.subject_field else None
        key = existing_key((subject or PLATFORM, event.recorded_at.year))
        assert commitment(key, event.pk, entry.encode(payload)) == bytes(leaf.entry), f"leaf {leaf.index} is rebuilt"
    assert [events[leaf.event_id].kind for leaf in leaves[:2]] == [Kind.LOG_BEGAN, Kind.LOG_KEY_BEGAN][: len(leaves)]


def _hashes(log: Log) -> list[bytes]:
    leaves = Leaf.objects.filter(log_number=log.number).order_by("index").values_list("entry", flat=True)
    return [sha256(b"\x00" + bytes(entry)).digest() for entry in leaves]


def _check_tree(log: Log) -> None:
    expected = {}
    row, level = _hashes(log), 0
    while len(row) >= 256:
        full = [row[at : at + 256] for at in range(0, len(row) - 255, 256)]
        expected |= {(level, index): (b"".join(tile), naive_root(tile)) for index, tile in enumerate(full)}
        row, level = [naive_root(tile) for tile in full], level + 1
    stored = Tile.objects.filter(log_number=log.number)
    assert {(one.level, one.index): (bytes(one.hashes), bytes(one.root)) for one in stored} == expected


def _check_checkpoints(log: Log, *, since_key_was_lost: bool) -> None:
    hashes, keys = _hashes(log), [key.vkey for key in vkeys(log)]
    checkpoints = list(SignedCheckpoint.objects.filter(log_number=log.number).order_by("size"))
    for one in checkpoints:
        trusted = keys if since_key_was_lost else trusted_vkeys(log, one.size)
        found = verify_checkpoint(one.note, trusted)
        assert (found.origin, found.size, found.root) == (log.origin, one.size, bytes(one.root))
        assert one.size <= len(hashes), "nothing is signed that is not there"
        assert naive_root(hashes[: one.size]) == found.root, f"the root at {one.size} is that of the leaves"
    for old, new in pairwise(checkpoints):
        proof = consistency(log.number, old.size, new.size)
        verify_consistency(old.size, new.size, bytes(old.root), bytes(new.root), proof)


def _check_events(logs: list[Log], *, settled: bool) -> None:
    """Every event waits or has one leaf; one that a successor took over has another behind what it was begun after."""
    places = defaultdict(list)
    for number, index, event_id in Leaf.objects.order_by("log_number").values_list("log_number", "index", "event_id"):
        places[event_id].append((number, index))
    waiting = set(Pending.objects.values_list("pk", flat=True))
    assert not waiting & places.keys()
    assert waiting | places.keys() == set(Event.objects.values_list("pk", flat=True))
    left_at = {}
    for began in LogBegan.objects.order_by("log_number"):
        if began.log_number > 1 and began.log_number - 1 in {log.number for log in logs}:
            left_at[began.log_number - 1] = parse_note(began.after).size if began.after else 0
    for where in places.values():
        for number, index in where[:-1]:
            assert index >= left_at[number], "an event that its log covers has no second leaf"
    if settled:
        assert not waiting


def _check_settled(log: Log) -> None:
    newest = SignedCheckpoint.objects.filter(log_number=log.number).latest("size")
    assert newest.size == Leaf.objects.filter(log_number=log.number).count(), "everything is signed"
    highest = fork_guard.highest(log.origin)
    assert highest is not None
    assert (highest.size, highest.root, highest.note) == (newest.size, bytes(newest.root), newest.note)
    sampled = Leaf.objects.filter(log_number=log.number).order_by("index")[:: max(1, newest.size // 7)]
    for leaf in sampled:
        proof = inclusion(leaf.event_id)
        assert proof is not None
        assert proof.index == leaf.index

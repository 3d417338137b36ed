"""The whole verification: every log, what waits, what is loose, and what the rooms keep beside their facts."""

import os
import time
from collections.abc import Callable

from consent.core.checkpoints import Checkpoint, CheckpointError, parse_note, verify_checkpoint
from consent.core.notes import NoteError
from consent.log.models import Log
from consent.log.verification.contents import ContentReader
from consent.log.verification.leftovers import (
    event_total,
    loose_events,
    loose_payloads,
    stray_leaves,
    verify_waiting,
)
from consent.log.verification.one_log import LogWalk
from consent.log.verification.outside import (
    Guard,
    anchors_of,
    faults_of,
    read_guard,
    succession_of,
    trust_of,
    unknown_logs,
)
from consent.log.verification.pool import workers
from consent.log.verification.reading import one_moment
from consent.log.verification.rooms import registered_checks, run_room_check
from consent.log.verification.verdict import Verdict

# Another process takes a moment to begin and opens data keys of its own; below this many leaves it is not worth that.
WORTH_ANOTHER_PROCESS = 20_000

Progress = Callable[[int, int], None]


class SinceRefused(ValueError):
    """The checkpoint to begin with is not one that a key of these logs vouches for."""


def verify_everything(
    *, since: str | None = None, processes: int | None = None, progress: Progress | None = None
) -> Verdict:
    """This function will recompute the logs from stored bytes and tell the first place that is not as it was signed.

    ``since`` is a signed checkpoint to be trusted: what it covers is not read again, only proved to be the start of
    what there is now (RFC 9162 §2.1.4). ``processes`` is 1 to stay in this process, by default as many as there are
    cores where that is faster. ``progress`` is called with the leaves done and the leaves in all. Raises
    ``SinceRefused`` when no key of the logs vouches for ``since``. Reads one moment of the database and writes nothing.
    """
    began = time.perf_counter()
    before = read_guard()  # before the snapshot is taken: the database must reach what had been signed by then
    with one_moment() as snapshot:
        after = read_guard()  # and what it holds must be known to the guard by now
        trusted = _trusted(since) if since else None
        verdict = Verdict(since=trusted.size if trusted else 0, guarded=before.asked)
        verdict.add(unknown_logs(before))
        walks = _walks(trusted, before, after, verdict)
        leaves = sum(walk.result.leaves - walk.result.verified_from for walk in walks)
        if processes is None:
            processes = min(os.cpu_count() or 1, 1 + leaves // WORTH_ANOTHER_PROCESS)
        verdict.processes = processes if snapshot else 1
        done = 0
        with workers(verdict.processes, snapshot) as work:
            for walk in walks:
                for found in work(walk.stretches()):
                    walk.take(found)
                    done += found.stretch.end - found.stretch.first
                    if progress:
                        progress(done, leaves)
                result = walk.finish()
                verdict.logs.append(result)
                verdict.add(result.faults)
                verdict.fault_count += result.fault_count - len(result.faults)
        # Where everything was read once, counting tells whether anything is loose; else it is searched for.
        _beside_the_logs(verdict, counted=trusted is None and len(walks) == 1)
    verdict.seconds = time.perf_counter() - began
    return verdict


def _trusted(note: str) -> Checkpoint:
    try:
        origin = parse_note(note).origin
        log = Log.objects.filter(origin=origin).first()
        return verify_checkpoint(note, trust_of(log).keys_at(parse_note(note).size) if log else [])
    except (NoteError, CheckpointError) as reason:
        raise SinceRefused(f"the checkpoint to begin with is not to be trusted: {reason}") from None


def _walks(trusted: Checkpoint | None, before: Guard, after: Guard, verdict: Verdict) -> list[LogWalk]:
    walks: list[LogWalk] = []
    for log in Log.objects.order_by("number"):
        here = trusted if trusted is not None and trusted.origin == log.origin else None
        if trusted is not None and here is None and not walks:
            continue  # a predecessor of the log to begin with: it does not grow any more
        succession = succession_of(log)
        walk = LogWalk(log.number, trust_of(log), here, anchors_of(log, before), _kept_sizes().get(log.number))
        walk.result.lost = succession.lost if succession else 0
        verdict.add(faults_of(log, after))
        walks.append(walk)
    return walks


def _beside_the_logs(verdict: Verdict, *, counted: bool) -> None:
    waiting = verify_waiting(ContentReader())
    verdict.pending = waiting.events
    verdict.add(waiting.faults)
    verdict.add(list(stray_leaves([log.number for log in Log.objects.all()])))
    if not counted or verdict.total("events") + waiting.events != event_total():
        verdict.add(list(loose_events(_kept_sizes())))
    expected = dict(waiting.payloads)
    for log in verdict.logs:
        for model, count in log.payloads.items():
            expected[model] = expected.get(model, 0) + count
    verdict.add(list(loose_payloads(expected if counted else None)))
    for name in registered_checks():
        verdict.add(run_room_check(name))


def _kept_sizes() -> dict[int, int]:
    successions = ((log.number, succession_of(log)) for log in Log.objects.all())
    return {number: one.kept.size if one.kept else 0 for number, one in successions if one is not None}

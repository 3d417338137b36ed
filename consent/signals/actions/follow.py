"""Follow the log for one stream: what it has not been told yet becomes signed tokens that wait for it."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.db import transaction

from consent import clock
from consent.log.following import Position, Window, read_on
from consent.people.actors import Actor
from consent.registry.party_queries import activities_ended, departments_concerned
from consent.signals.locks import people_stand_still
from consent.signals.models import Acknowledgement, ErasureNotice, SecurityEvent, Stream
from consent.signals.telling import KINDS, Told, what_to_tell
from consent.signals.tokens import about_signal, jti_of, key_of, page, token_of, txn_of
from consent.signals.vocabulary import ENABLED, Signal, uri_of

# As many tokens are signed in one transaction at most: about a third of a second.
BATCH = 100
WORTH_WRITING = 2_048
ENDINGS_EVERY = timedelta(minutes=1)


def follow_stream(*, actor: Actor, stream: str) -> bool:
    """This function will read one stretch of the log for a stream and tell whether there may be more to read.

    Tokens, acknowledgements that are due and the cursor are one transaction: after a crash the stretch is read again,
    and nothing is skipped or told twice. Of several workers one follows a stream at a time; the others get False, as
    for a stream that is paused or gone.
    """
    with transaction.atomic():
        people_stand_still()
        row = Stream.objects.select_for_update(skip_locked=True, no_key=True).filter(pk=stream, status=ENABLED).first()
        if row is None:
            return False
        at = clock.now()
        if due := at - row.endings_told >= ENDINGS_EVERY:
            _write(row, _endings(row, at), at)
            row.endings_told = at
        window = read_on(Position(row.log_number, row.next_index), KINDS, BATCH)
        if window is None or _is_nothing(row, window):
            if due:
                row.save(update_fields=["endings_told"])
            return False
        _write(row, what_to_tell(row, window), at)
        events = [entry.event_id for entry in window.entries]
        ErasureNotice.objects.filter(stream=row, event_id__in=events).delete()
        row.log_number, row.next_index = window.then.log, window.then.index
        row.save(update_fields=["log_number", "next_index", "endings_told"])
        return True


def _is_nothing(row: Stream, window: Window) -> bool:
    """A short stretch in which nothing concerns anybody, as checks make all day, is read again rather than written."""
    short = window.then.log == row.log_number and window.then.index - row.next_index < WORTH_WRITING
    return short and not window.entries


def _endings(row: Stream, at: datetime) -> list[Told]:
    """Activities that ended by their own date leave no entry in the log; each is told once all the same."""
    if uri_of(Signal.NOTICE_RETIRED) not in row.events_requested:
        return []
    ended = activities_ended(row.endings_told, at)
    concerned = departments_concerned(ended) if ended else {}
    return [
        Told(
            signal=Signal.NOTICE_RETIRED,
            what=f"end of {activity} at {moment.isoformat()}",
            subject=page(activity),
            members={"activity": activity, "event_timestamp": int(moment.timestamp())},
        )
        for activity, moment in sorted(ended.items())
        if row.department in concerned.get(activity, ())
    ]


def _write(row: Stream, told: Iterable[Told], at: datetime) -> None:
    sets, due = [], []
    for each in told:
        jti = jti_of(row.pk, each.what)
        token = token_of(
            row,
            jti=jti,
            txn=txn_of(row.department, each.what),
            subject=each.subject,
            events=about_signal(each.signal, each.members),
            at=at,
        )
        sets.append(
            SecurityEvent(
                stream=row,
                jti=jti,
                event_id=each.event_id,
                name=each.signal.value,
                person=each.person,
                token=token,
                key_id=key_of(token),
            )
        )
        if each.changes_a_permission and each.event_id is not None:
            due.append(Acknowledgement(event_id=each.event_id, stream=row.pk, department=row.department, told_at=at))
    SecurityEvent.objects.bulk_create(sets, ignore_conflicts=True)
    Acknowledgement.objects.bulk_create(due, ignore_conflicts=True)

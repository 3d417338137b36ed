"""Take in what a receiver says of tokens it got: that it has them, or that it cannot read them."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.db import transaction
from django.db.models import QuerySet

from consent import clock
from consent.people.actors import Actor
from consent.signals.models import Acknowledgement, SecurityEvent, Stream
from consent.signals.vocabulary import DEAD, WAITING

LONGEST_CODE, LONGEST_DESCRIPTION = 32, 200


@dataclass(frozen=True, slots=True)
class Complaint:
    """Why a receiver refuses a token: a code of RFC 8935 §2.4 and a text of its own."""

    err: str
    description: str = ""


def acknowledge(*, actor: Actor, stream: Stream, jtis: Iterable[str]) -> int:
    """This function will delete the stream's tokens with these ids, note when they were heard, and return how many.

    Ids that the stream does not have, or no longer, change nothing: an acknowledgement may come any number of times.
    """
    with transaction.atomic():
        # Locked in one order, so that two polls and an erasure never wait for each other in a circle.
        rows = list(_held(stream, jtis).values_list("pk", "event_id"))
        heard = [event for _, event in rows if event is not None]
        Acknowledgement.objects.filter(stream=stream.pk, event_id__in=heard, acknowledged_at=None).update(
            acknowledged_at=clock.now()
        )
        SecurityEvent.objects.filter(pk__in=[pk for pk, _ in rows]).delete()
        return len(rows)


def refuse(*, actor: Actor, stream: Stream, complaints: Mapping[str, Complaint]) -> int:
    """This function will lay aside the stream's tokens that the receiver cannot read, and return how many.

    They are not sent again and not acknowledged; operators see them as dead letters. A second complaint about the same
    token changes nothing.
    """
    with transaction.atomic():
        rows = list(_held(stream, complaints).filter(state=WAITING))
        for row in rows:
            said = complaints[row.jti]
            row.state, row.next_try_at = DEAD, None
            row.err, row.err_description = plain(said.err, LONGEST_CODE), plain(said.description, LONGEST_DESCRIPTION)
            row.save(update_fields=["state", "next_try_at", "err", "err_description"])
        return len(rows)


def plain(text: str, longest: int) -> str:
    """This function will return a receiver's text in one printable line of bounded length."""
    return "".join(character if character.isprintable() else " " for character in text[:longest]).strip()


def _held(stream: Stream, jtis: Iterable[str]) -> QuerySet[SecurityEvent]:
    return SecurityEvent.objects.select_for_update().filter(stream=stream, jti__in=list(jtis)).order_by("pk")

"""Send dead letters again, once the receiver has mended what was wrong."""

from django.db import transaction

from consent.people.actors import Actor
from consent.signals.models import SecurityEvent
from consent.signals.vocabulary import DEAD, WAITING


def send_again(*, actor: Actor, stream: str) -> int:
    """This function will let every dead letter of a stream wait again, and return how many there were.

    They go out as they were signed, under the ids that they had. One that was emptied after a month stays dead.
    """
    with transaction.atomic():
        dead = SecurityEvent.objects.filter(stream=stream, state=DEAD).exclude(token="")
        return dead.update(state=WAITING, sent=0, next_try_at=None, err="", err_description="")

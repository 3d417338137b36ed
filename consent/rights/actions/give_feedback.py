"""Give the city feedback, without saying who one is."""

import hashlib
import logging
from datetime import timedelta

from django.db import connection, transaction

from consent import clock
from consent.core.errors import Conflict, Invalid
from consent.core.vocabulary import LANGUAGES
from consent.people.actors import Actor
from consent.rights.models import Feedback
from consent.rights.topics import Topic

logger = logging.getLogger(__name__)

LONGEST = 2000
LONGEST_ADDRESS = 254
DAYS_TO_ANSWER = 14
WINDOW = timedelta(hours=1)
MOST_OF_ONE_SENDER = 5
MOST_OF_EVERYBODY = 200
# One number for the whole city: whoever counts and writes waits for whoever does so at that moment.
LOCK = 73_062_019


def give_feedback(*, actor: Actor, topic: str, text: str, reply_to: str = "", language: str, sender: str) -> int:
    """This function will store feedback, due within 14 days, and return its number (Act 306/2019, section 9).

    ``sender`` is anything that stays the same for one browser session; only its hash is kept, for an hour, and no
    address of a machine. ``reply_to`` may be empty. Raises ``Invalid`` and, when one sender or all together have sent
    too many within an hour, ``Conflict`` (``too_many``). The actor is not recorded: feedback is anonymous.
    """
    problems = [
        said
        for said, wrong in {
            "The topic is not on the list.": topic not in set(Topic),
            "The text is empty or too long.": not text.strip() or len(text) > LONGEST or "\0" in text,
            "The reply address is too long.": len(reply_to) > LONGEST_ADDRESS or "\0" in reply_to,
            "The language is not one of the city's.": language not in LANGUAGES,
            "The sender is missing.": not sender,
        }.items()
        if wrong
    ]
    if problems:
        raise Invalid("feedback", problems)
    at = clock.now()
    mark = hashlib.sha256(sender.encode()).hexdigest()
    with transaction.atomic():
        _wait_for_ones_turn()
        recent = Feedback.objects.filter(received_at__gt=at - WINDOW)
        if recent.count() >= MOST_OF_EVERYBODY or recent.filter(sender_mark=mark).count() >= MOST_OF_ONE_SENDER:
            raise Conflict("too_many", "too much feedback within an hour")
        Feedback.objects.filter(received_at__lte=at - WINDOW).exclude(sender_mark="").update(sender_mark="")
        given = Feedback.objects.create(
            topic=topic,
            text=text,
            reply_to=reply_to,
            language=language,
            received_at=at,
            due_on=at.astimezone(clock.CITY_ZONE).date() + timedelta(days=DAYS_TO_ANSWER),
            sender_mark=mark,
        )
    logger.info("feedback %s about %s received by %s", given.pk, topic, actor.name or actor.kind)
    return int(given.pk)


def _wait_for_ones_turn() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])

"""Choose how one is told of what the city offers."""

from collections.abc import Sequence
from datetime import time
from uuid import UUID

from django.db import transaction

from consent import clock
from consent.core.errors import Invalid, NotAllowed, NotFound
from consent.messaging.models import Preference
from consent.messaging.preferences import PreferenceView, preferences_of
from consent.messaging.vocabulary import Channel
from consent.people.actors import Actor
from consent.people.phone_queries import held_still

MOST_TOPICS, LONGEST_TOPIC = 50, 64


def set_preferences(
    *,
    actor: Actor,
    subject: UUID,
    channel: Channel = Channel.SMS,
    quiet_from: time | None = None,
    quiet_until: time | None = None,
    no_offers: bool = False,
    topics: Sequence[str] = (),
) -> PreferenceView:
    """This function will write down all of a person's choices in place of the earlier ones, and return them.

    Only the person chooses (or the system, of what the person said). Raises ``NotAllowed`` for anybody else,
    ``NotFound`` for nobody, and ``Invalid`` (``preferences``) for quiet hours without one end, or with the same twice.
    GDPR 21(2), Art. 25.
    """
    if actor.kind == "staff" or (actor.kind == "resident" and actor.subject != subject):
        raise NotAllowed("not_your_choice")
    problems = []
    if (quiet_from is None) != (quiet_until is None) or (quiet_from is not None and quiet_from == quiet_until):
        problems.append("Quiet hours need a beginning and another time as their end.")
    if len(topics) > MOST_TOPICS or not all(0 < len(topic) <= LONGEST_TOPIC for topic in topics):
        problems.append("These are no topics.")
    if problems:
        raise Invalid("preferences", problems)
    with transaction.atomic():
        if not held_still([subject]):
            raise NotFound("no_such_subject")
        Preference.objects.update_or_create(
            pk=subject,
            defaults={
                "channel": Channel(channel),
                "quiet_from": quiet_from,
                "quiet_until": quiet_until,
                "no_offers": no_offers,
                "topics": sorted(set(topics)),
                "changed_at": clock.now(),
            },
        )
        return preferences_of(subject)

"""What people have chosen of how they are told: the view that faces and rules read."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import time
from uuid import UUID

from consent.messaging.models import Preference, StoppedNumber
from consent.messaging.numbers import mark_of
from consent.messaging.quiet import QuietHours
from consent.messaging.vocabulary import Channel
from consent.people.phone_queries import phones_of


@dataclass(frozen=True, slots=True)
class PreferenceView:
    """One person's choices, or what holds for who has made none. ``topics`` is empty for all topics."""

    subject: UUID
    channel: Channel = Channel.SMS
    quiet_from: time | None = None
    quiet_until: time | None = None
    no_offers: bool = False
    topics: tuple[str, ...] = ()

    def wants(self, topic: str) -> bool:
        """This function will tell whether the person wants to be offered anything in ``topic`` (a department's)."""
        return not self.no_offers and (not self.topics or topic in self.topics)

    @property
    def quiet(self) -> QuietHours | None:
        """The person's own quiet hours, beside the city's."""
        if self.quiet_from is None or self.quiet_until is None:
            return None
        return QuietHours(self.quiet_from, self.quiet_until)


def preferences_of(subject: UUID) -> PreferenceView:
    """This function will return what a person has chosen."""
    return preferences_of_many([subject])[subject]


def preferences_of_many(subjects: Iterable[UUID]) -> dict[UUID, PreferenceView]:
    """This function will return what each of ``subjects`` has chosen, in one statement."""
    wanted = set(subjects)
    chosen = {
        row.subject: PreferenceView(
            row.subject, Channel(row.channel), row.quiet_from, row.quiet_until, row.no_offers, tuple(row.topics)
        )
        for row in Preference.objects.filter(pk__in=wanted)
    }
    return {subject: chosen.get(subject) or PreferenceView(subject) for subject in wanted}


def has_stopped(subject: UUID) -> bool:
    """This function will tell whether STOP was sent from the number that a person has now (GDPR 21(3))."""
    phone = phones_of([subject]).get(subject)
    if phone is None or not phone.number:
        return False
    return StoppedNumber.objects.filter(pk=mark_of(phone.number)).exists()

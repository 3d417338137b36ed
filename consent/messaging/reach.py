"""Whether a person may be sent an SMS, and to which number: by rule, the same when queuing and when sending."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from consent.clock import CITY_ZONE
from consent.core.phone_numbers import is_foreign, normalised, takes_messages
from consent.messaging.models import StoppedNumber
from consent.messaging.numbers import mark_of
from consent.messaging.preferences import PreferenceView, preferences_of_many
from consent.messaging.vocabulary import NUMBER_SETTLES, Channel, Unreachable
from consent.people.phone_queries import Phone, phones_of, shared_numbers


@dataclass(frozen=True, slots=True, repr=False)
class Reach:
    """A number that may be used, or why there is none. Its repr tells no number."""

    number: str
    reason: Unreachable | None
    preference: PreferenceView

    def __repr__(self) -> str:
        return f"<Reach {self.reason or 'ok'}>"

    @property
    def mark(self) -> bytes | None:
        """The number's fingerprint, None where no number may be used."""
        return None if self.reason else mark_of(self.number)


def reach(subjects: Iterable[UUID], at: datetime) -> dict[UUID, Reach]:
    """This function will say of each of ``subjects`` whether a text message may reach them at ``at``; few statements.

    Raises ``Unreachable`` of the register when it must be asked who is whose family and does not answer. Population
    Information Act 661/2009 s. 36 (non-disclosure), GDPR 21(3) and 5(1)(f).
    """
    wanted = set(subjects)
    phones, preferences = phones_of(wanted), preferences_of_many(wanted)
    found = {subject: _of_number(phones.get(subject), preferences[subject], at) for subject in wanted}
    usable = {each.number for each in found.values() if not each.reason}
    marks = {mark_of(number): number for number in usable}
    stopped = {bytes(row) for row in StoppedNumber.objects.filter(pk__in=list(marks)).values_list("pk", flat=True)}
    silent, shared = {marks[mark] for mark in stopped}, shared_numbers(usable, at)
    return {subject: _of_others(each, silent, shared) for subject, each in found.items()}


def _of_number(phone: Phone | None, preference: PreferenceView, at: datetime) -> Reach:
    number = normalised(phone.number) if phone and phone.number else None
    reason = None
    if phone is None or number is None:
        reason = Unreachable.NO_NUMBER
    elif phone.non_disclosure:
        reason = Unreachable.NON_DISCLOSURE_WITHHELD
    elif preference.no_offers:
        reason = Unreachable.NO_OFFERS
    elif preference.channel is not Channel.SMS:
        reason = Unreachable.OTHER_CHANNEL
    elif is_foreign(number):
        reason = Unreachable.FOREIGN_NUMBER
    elif not takes_messages(number):
        reason = Unreachable.NO_NUMBER
    elif phone.since and at.astimezone(CITY_ZONE).date() - phone.since < NUMBER_SETTLES:
        reason = Unreachable.CHANGED_LATELY
    return Reach("" if reason else number or "", reason, preference)


def _of_others(each: Reach, silent: set[str], shared: set[str]) -> Reach:
    if each.reason is None and each.number in silent:
        return Reach("", Unreachable.ASKED_TO_STOP, each.preference)
    if each.reason is None and each.number in shared:
        return Reach("", Unreachable.SHARED_NUMBER, each.preference)
    return each

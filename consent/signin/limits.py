"""How long a session lasts: an idle limit that using it moves, and a limit from its beginning that nothing moves."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Literal

from django.conf import settings

from consent.people.models import Account

# The moment of last use is written at most once a minute, so that a page costs no statement; the minute is given back.
SEEN_WRITTEN_EVERY = timedelta(minutes=1)
WARNED_BEFORE = timedelta(minutes=2)

Ended = Literal["", "idle", "limit"]


@dataclass(frozen=True, slots=True)
class Limits:
    """The two limits of one kind of account."""

    idle: timedelta
    whole: timedelta

    @classmethod
    def of(cls, account: Account) -> "Limits":
        """This function will return the limits of a resident's or of a staff account.

        Standard: WCAG 2.2 SC 2.2.1 (at least 20 minutes, with a warning); NIST SP 800-63B-4 section 5.2.
        """
        kind = "STAFF" if account.resident_id is None else "RESIDENT"
        return cls(
            idle=timedelta(minutes=getattr(settings, f"SESSION_IDLE_MINUTES_{kind}")),
            whole=timedelta(hours=getattr(settings, f"SESSION_HOURS_{kind}")),
        )


@dataclass(frozen=True, slots=True)
class Standing:
    """How a session stands at one moment: whether it has ended, and what the page says before it does."""

    ended: Ended
    idle_end: datetime
    whole_end: datetime
    warn_after: int  # whole minutes from now
    extendable: bool

    @property
    def tens(self) -> int:
        """The tens of ``warn_after``, one of the two classes that delay the warning."""
        return self.warn_after // 10

    @property
    def units(self) -> int:
        """The units of ``warn_after``, the other class."""
        return self.warn_after % 10


def standing(began: int, seen: int, at: datetime, limits: Limits) -> Standing:
    """This function will tell how a session stands that began and was last seen at these seconds since 1970.

    Seen a moment ago, it ends no sooner than the idle limit from now, and the warning comes at least two minutes
    before the end. A page may also stay open over the session's whole limit; then the warning says that it is final.
    """
    idle_end = datetime.fromtimestamp(seen, UTC) + limits.idle + SEEN_WRITTEN_EVERY
    whole_end = datetime.fromtimestamp(began, UTC) + limits.whole
    ended: Ended = "limit" if at >= whole_end else "idle" if at >= idle_end else ""
    idle_warning, last_warning = limits.idle - WARNED_BEFORE, whole_end - at - WARNED_BEFORE
    warning = max(min(idle_warning, last_warning), timedelta())
    return Standing(ended, idle_end, whole_end, int(warning.total_seconds() // 60), idle_warning < last_warning)


def must_be_written(seen: int, at: datetime) -> bool:
    """This function will tell whether the moment of last use is old enough to be written anew."""
    return at - datetime.fromtimestamp(seen, UTC) >= SEEN_WRITTEN_EVERY

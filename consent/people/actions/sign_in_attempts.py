"""Attempts to sign in are counted before they are judged, so that many at once are no way round the limit."""

import hashlib
import hmac
import logging
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction

from consent import clock
from consent.people.actors import Actor
from consent.people.keys import attempt_key
from consent.people.managers import AccountManager
from consent.people.models import KnownNetwork, SignInAttempt

logger = logging.getLogger(__name__)

COUNTERS_KEPT = timedelta(hours=24)
NETWORK_KNOWN = timedelta(days=30)
LONGEST_WAIT = timedelta(minutes=15)


@dataclass(frozen=True, slots=True)
class Rule:
    """After ``free`` attempts in vain each further one doubles the wait, up to a quarter of an hour.

    Attempts are forgotten when there was none for ``forgotten_after``.
    """

    free: int
    first_wait: timedelta
    forgotten_after: timedelta

    def wait(self, failures: int) -> timedelta | None:
        """This function will return how long to wait after so many attempts in vain, None when not at all."""
        if failures < self.free:
            return None
        doublings: int = 2 ** min(failures - self.free, 20)
        return min(self.first_wait * doublings, LONGEST_WAIT)


NAME = Rule(free=5, first_wait=timedelta(seconds=30), forgotten_after=COUNTERS_KEPT)
NETWORK = Rule(free=30, first_wait=timedelta(minutes=1), forgotten_after=timedelta(hours=1))
EVERYBODY = Rule(free=300, first_wait=timedelta(minutes=1), forgotten_after=timedelta(minutes=15))


@dataclass(frozen=True, slots=True, repr=False)
class Attempt:
    """One attempt that was counted: the counters it stands in. The first is the name's."""

    counters: tuple[tuple[bytes, Rule], ...]
    known_network: bytes
    at: datetime

    def __repr__(self) -> str:
        return "<Attempt>"


@dataclass(frozen=True, slots=True)
class Locked:
    """No attempt is taken until then."""

    until: datetime


def count_attempt(*, actor: Actor, username: str, network: str) -> Attempt | Locked:
    """This function will count an attempt as one in vain, or say until when none is taken.

    The caller judges the attempt only after this has committed, and takes it back with ``forgive_attempt`` when it was
    right. An attempt that is not taken is not counted, so nobody is kept out for longer than the longest wait. From a
    network where the name has signed in before, a counter of its own is used, which strangers elsewhere never touch:
    they cannot keep its owner out. Counted in the database: for all processes, and safe against many at once. The
    rule is the same for a name that nobody has. Standard: NIST SP 800-63B-4 section 3.2.2; OWASP ASVS 5.0 V6.3.1.
    """
    name = AccountManager.spelled(username)
    known_network = _key("known", name, network)
    at = clock.now()
    with transaction.atomic():
        counters: tuple[tuple[bytes, Rule], ...]
        known = KnownNetwork.objects.filter(key=known_network, last_at__gte=at - NETWORK_KNOWN).exists()
        if known:
            counters = ((_key("name there", name, network), NAME), (_key("network", network), NETWORK))
        else:
            counters = (
                (_key("name", name), NAME),
                (_key("network", network), NETWORK),
                (_key("everybody"), EVERYBODY),
            )
        rows = _locked([key for key, _ in counters], at)
        until = [row.locked_until for row in rows.values() if row.locked_until and row.locked_until > at]
        if until:
            logger.warning("an attempt to sign in was not taken, by %s %s", actor.kind, actor.name)
            return Locked(max(until))
        for key, rule in counters:
            row = rows[key]
            row.failures = 1 if row.last_at < at - rule.forgotten_after else row.failures + 1
            wait = rule.wait(row.failures)
            row.last_at, row.locked_until = at, at + wait if wait else None
        SignInAttempt.objects.bulk_update(rows.values(), ["failures", "last_at", "locked_until"])
    return Attempt(counters, known_network, at)


def forgive_attempt(*, actor: Actor, attempt: Attempt, signed_in: UUID | None = None) -> None:
    """This function will take back an attempt that was right.

    ``signed_in`` is the account when the whole sign-in is done: its name starts from zero and its network is known.
    """
    at = clock.now()
    with transaction.atomic():
        rows = _locked([key for key, _ in attempt.counters], at)
        for place, (key, rule) in enumerate(attempt.counters):
            row = rows[key]
            row.failures = 0 if signed_in and place == 0 else max(row.failures - 1, 0)
            # A wait that somebody else's attempt has caused meanwhile stays.
            if row.last_at == attempt.at or rule.wait(row.failures) is None:
                row.locked_until = None
        SignInAttempt.objects.bulk_update(rows.values(), ["failures", "locked_until"])
        if signed_in:
            logger.info("a network is known from a sign-in, by %s %s", actor.kind, actor.name)
            KnownNetwork.objects.update_or_create(
                key=attempt.known_network, defaults={"account_id": signed_in, "last_at": at}
            )


def forget_attempts() -> int:
    """This function will delete counters a day after their last attempt, and networks not used for thirty days."""
    at = clock.now()
    counters, _ = SignInAttempt.objects.filter(last_at__lt=at - COUNTERS_KEPT).delete()
    networks, _ = KnownNetwork.objects.filter(last_at__lt=at - NETWORK_KNOWN).delete()
    return counters + networks


def _locked(keys: Sequence[bytes], at: datetime) -> dict[bytes, SignInAttempt]:
    """The counters' rows, made where missing and locked, always in one order so that no two attempts deadlock."""
    ordered = sorted(keys)
    SignInAttempt.objects.bulk_create([SignInAttempt(key=key, last_at=at) for key in ordered], ignore_conflicts=True)
    rows = SignInAttempt.objects.select_for_update().filter(key__in=ordered).order_by("key")
    return {bytes(row.key): row for row in rows}


def _key(*parts: str) -> bytes:
    return hmac.digest(attempt_key(), "\x00".join(parts).encode(), hashlib.sha256)

"""Making, replacing and disowning the keys that sign tokens."""

from datetime import datetime, timedelta

from django.db import connection, transaction
from django.db.models import Q

from consent import clock
from consent.core.errors import NotFound
from consent.people.actors import Actor
from consent.tokens import keys
from consent.tokens.models import SigningKey

# A receiver fetches the published keys at least this often, so a new one is known to all before it signs.
KNOWN_AFTER = timedelta(hours=1)
# A security event waits this long at most to be fetched and verified.
VERIFIED_WITHIN = timedelta(days=35)
_ONE_AT_A_TIME = "SELECT pg_advisory_xact_lock(hashtextextended('mydata/token-keys', 0))"


def make_first_key(*, actor: Actor, algorithm: str) -> SigningKey:
    """This function will return the key that signs with ``algorithm``, made now unless somebody just did.

    ``actor`` is whoever has something to sign. Raises ``ValueError`` for an algorithm that is not ours.
    """
    with transaction.atomic():
        _alone()
        return keys.signing_key(algorithm) or _make(algorithm, signs_from=clock.now())


def rotate_token_key(*, actor: Actor, algorithm: str, now: bool = False) -> SigningKey:
    """
    This function will make the next key of ``algorithm``: published at once, signing in an hour or ``now``.

    The key in force stops then and stays published for as long as something it signed may still be verified. ``actor``
    is whoever runs the command. Raises ``ValueError`` for an algorithm that is not ours.
    """
    with transaction.atomic():
        _alone()
        began = clock.now() if now else clock.now() + KNOWN_AFTER
        SigningKey.objects.filter(Q(signs_until=None) | Q(signs_until__gt=began), algorithm=algorithm).update(
            signs_until=began, published_until=began + VERIFIED_WITHIN
        )
        return _make(algorithm, signs_from=began)


def disown_token_key(*, actor: Actor, key_id: str) -> SigningKey:
    """
    This function will take a key that somebody else may have out of use at once and return the key that signs instead.

    What it signed is verified by nobody from the next look at the published keys on. ``actor`` is whoever runs the
    command. Raises ``NotFound`` (code ``no_such_key``).
    """
    with transaction.atomic():
        _alone()
        at = clock.now()
        row = SigningKey.objects.filter(key_id=key_id).first()
        if row is None:
            raise NotFound("no_such_key", f"there is no key '{key_id}'")
        SigningKey.objects.filter(key_id=key_id).update(signs_until=at, published_until=at)
        return keys.signing_key(row.algorithm) or _make(row.algorithm, signs_from=at)


def _make(algorithm: str, signs_from: datetime) -> SigningKey:
    pair = keys.new_pair(algorithm)
    return SigningKey.objects.create(
        key_id=pair.thumbprint(),
        algorithm=algorithm,
        public=keys.published(pair, algorithm),
        sealed=keys.sealed(pair),
        made_at=clock.now(),
        signs_from=signs_from,
    )


def _alone() -> None:
    with connection.cursor() as cursor:
        cursor.execute(_ONE_AT_A_TIME)

"""Spend a token that may be used once."""

import hashlib
from datetime import datetime

from django.db import IntegrityError, transaction

from consent import clock
from consent.core.errors import Conflict
from consent.people.actors import Actor
from consent.people.models import SpentToken


def spend_token(*, actor: Actor, issuer: str, token_id: str, forget_at: datetime) -> None:
    """This function will remember that ``issuer``'s token ``token_id`` was used by ``actor``.

    ``forget_at`` is when the token would be too old anyhow. Raises ``Conflict`` (code ``token_spent``) for a token that
    was used before. Call it inside the transaction of what the token does, so that a failure lets it be tried again.
    Standard: OpenID Connect Back-Channel Logout 1.0 §2.6.
    """
    digest = hashlib.sha256(f"{len(issuer)}:{issuer}{token_id}".encode()).digest()
    try:
        with transaction.atomic():
            SpentToken.objects.create(digest=digest, forget_at=forget_at)
    except IntegrityError:
        raise Conflict("token_spent", "the token was used before") from None


def forget_spent_tokens() -> int:
    """This function will delete the rows of tokens that are too old to be accepted, and return how many."""
    deleted, _ = SpentToken.objects.filter(forget_at__lt=clock.now()).delete()
    return deleted

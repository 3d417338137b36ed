"""Giving a department's client another secret, while the one it has stays valid until a named moment."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from oauth2_provider.generators import generate_client_secret

from consent import clock
from consent.core.errors import Conflict, Invalid
from consent.people.actors import Actor
from consent.registry.actions.change_client import client_to_change
from consent.registry.granting import Act, record, require_registrar
from consent.registry.models import ClientApplication

USUAL_OVERLAP, LONGEST_OVERLAP = timedelta(days=7), timedelta(days=90)


@dataclass(frozen=True, slots=True)
class RotatedSecret:
    """The new secret, shown this once, and until when the old one stays valid beside it; None when it ended now."""

    client_id: str
    department: str
    client_secret: str
    old_until: datetime | None

    def __repr__(self) -> str:
        return f"RotatedSecret({self.client_id!r})"


def rotate_secret(
    *, actor: Actor, client_id: str, overlap: timedelta = USUAL_OVERLAP, seen: datetime | None = None
) -> RotatedSecret:
    """This function will make a new secret for a client; the one before stays valid for ``overlap`` (RFC 9700 §2.5).

    A secret from an earlier rotation that was still valid ends now: a client never has more than two. Raises
    ``NotFound``, ``Invalid`` for an overlap outside 0 to 90 days, ``Conflict`` (``no_secret``) for a client that proves
    itself by a key, ``Conflict`` (``changed_meanwhile``) as ``change_client`` does, and ``NotAllowed``.
    """
    require_registrar(actor)
    if not timedelta() <= overlap <= LONGEST_OVERLAP:
        raise Invalid("bad_overlap", [f"the overlap is 0 to {LONGEST_OVERLAP.days} days"])
    secret, at = generate_client_secret(), clock.now()
    with transaction.atomic():
        client = _with_secret(client_id, seen)
        client.previous_secret = client.client_secret if overlap else ""
        client.previous_secret_until = at + overlap if overlap else None
        client.client_secret = secret
        client.save()
        record(actor, client, Act.SECRET_ROTATED)
    return RotatedSecret(client.client_id, client.department_id, secret, client.previous_secret_until)


def end_overlap(*, actor: Actor, client_id: str, seen: datetime | None = None) -> None:
    """This function will end the old secret's validity now; one that has ended already is no mistake.

    Raises what ``rotate_secret`` raises.
    """
    require_registrar(actor)
    with transaction.atomic():
        client = _with_secret(client_id, seen)
        if not client.previous_secret:
            return
        client.previous_secret, client.previous_secret_until = "", None
        client.save()
        record(actor, client, Act.OVERLAP_ENDED)


def _with_secret(client_id: str, seen: datetime | None) -> ClientApplication:
    client = client_to_change(client_id, seen)
    if client.token_endpoint_auth_method != ClientApplication.CLIENT_SECRET:
        raise Conflict("no_secret", "this client proves itself by a key and has no secret")
    return client

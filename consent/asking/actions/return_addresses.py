"""Register where a client may have people sent back to."""

from collections.abc import Collection
from urllib.parse import urlsplit

from django.conf import settings
from django.db import transaction

from consent.asking.models import ReturnAddress
from consent.asking.queries import return_uris
from consent.asking.vocabulary import LONGEST_URI
from consent.core.errors import Invalid, NotAllowed, NotFound
from consent.people.actors import Actor
from consent.registry.queries import clients

LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})
MOST = 20


def change_return_addresses(
    *, actor: Actor, client: str, add: Collection[str] = (), remove: Collection[str] = ()
) -> list[str]:
    """This function will add and remove return addresses of a client (its id) and return what it then has, sorted.

    An address is https, complete, without user, fragment or wildcard, and is later compared letter for letter
    (RFC 9700 §2.1). In the demonstration http on this machine will do. Raises ``NotAllowed`` for an actor other than
    the system, ``NotFound`` for no such client and ``Invalid`` with every address that will not do.
    """
    if actor.kind != "system":
        raise NotAllowed("not_an_operator", "return addresses are registered by an operator's command")
    if client not in {one.client_id for one in clients()}:
        raise NotFound("no_such_client", "there is no client with this id")
    problems = [f"this is no address to return to: {uri[:80]!r}" for uri in add if not _will_do(uri)]
    if problems:
        raise Invalid("bad_return_address", problems)
    with transaction.atomic():
        ReturnAddress.objects.filter(client=client, uri__in=list(remove)).delete()
        ReturnAddress.objects.bulk_create(
            [ReturnAddress(client=client, uri=uri) for uri in sorted(set(add))], ignore_conflicts=True
        )
        stands = return_uris(client)
        if len(stands) > MOST:
            raise Invalid("too_many_return_addresses", [f"a client has {MOST} return addresses at most"])
    return sorted(stands)


def _will_do(uri: str) -> bool:
    if not (0 < len(uri) <= LONGEST_URI and uri.isascii() and uri.isprintable()) or set(uri) & set(" \\*#\"'<>"):
        return False
    try:
        parts = urlsplit(uri)
        host = parts.hostname or ""
        _ = parts.port
    except ValueError:
        return False
    if not host or "@" in parts.netloc:
        return False
    return parts.scheme == "https" or (settings.DEMO and parts.scheme == "http" and host in LOOPBACK)

"""Changing what a department's OAuth client may do, also for the tokens it already holds."""

from collections.abc import Iterable

from django.db import transaction

from consent.core.errors import NotFound
from consent.people.actors import Actor
from consent.registry.actions.register_client import checked_scopes, require_operator
from consent.registry.client_keys import checked_jwks
from consent.registry.models import ClientApplication


def change_client(
    *,
    actor: Actor,
    client_id: str,
    disabled: bool | None = None,
    scopes: Iterable[str] | None = None,
    jwks: str | None = None,
) -> ClientApplication:
    """This function will disable or enable a client, give it other scopes or keys; None leaves a matter as it is.

    With keys (a JWK set) the client has no secret from then on; a set of two is an overlap while a department changes.

    Takes effect with the client's next request, for tokens issued before as well. Raises ``NotFound`` for an unknown
    client, ``Invalid`` for no or an unknown scope or for keys that will not do, and ``NotAllowed`` for an actor other
    than the system.
    """
    require_operator(actor)
    wanted = None if scopes is None else " ".join(checked_scopes(scopes))
    keys = None if jwks is None else checked_jwks(jwks)
    with transaction.atomic():
        client: ClientApplication | None = (
            ClientApplication.objects.select_for_update().filter(client_id=client_id).first()
        )
        if client is None:
            raise NotFound("no_such_client", f"there is no client '{client_id}'")
        if disabled is not None:
            client.disabled = disabled
        if wanted is not None:
            client.allowed_scopes = wanted
        if keys is not None:
            client.client_jwks, client.token_endpoint_auth_method = keys, ClientApplication.PRIVATE_KEY_JWT
        client.save(
            update_fields=["disabled", "allowed_scopes", "client_jwks", "token_endpoint_auth_method", "updated"]
        )
    return client

"""Changing what a department's OAuth client may do, also for the tokens it already holds."""

from collections.abc import Iterable

from django.db import transaction

from consent.core.errors import NotFound
from consent.people.actors import Actor
from consent.registry.actions.register_client import checked_scopes, require_operator
from consent.registry.models import ClientApplication


def change_client(
    *, actor: Actor, client_id: str, disabled: bool | None = None, scopes: Iterable[str] | None = None
) -> ClientApplication:
    """This function will disable or enable a client, give it other scopes, or both; None leaves a matter as it is.

    Takes effect with the client's next request, for tokens issued before as well. Raises ``NotFound`` for an unknown
    client, ``Invalid`` for no or an unknown scope and ``NotAllowed`` for an actor other than the system.
    """
    require_operator(actor)
    wanted = None if scopes is None else " ".join(checked_scopes(scopes))
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
        client.save(update_fields=["disabled", "allowed_scopes", "updated"])
    return client

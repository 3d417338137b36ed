"""Giving a client quotas of its own, or the city's again."""

from django.db import transaction

from consent.core.errors import Invalid, NotAllowed, NotFound
from consent.people.actors import Actor
from consent.registry.granting import Act, record
from consent.registry.models import ClientApplication

LARGEST = 1_000_000_000
QUOTAS = ("checks_per_minute", "checks_per_person_a_day", "lookups_per_minute")


def set_quotas(*, actor: Actor, client_id: str, quotas: dict[str, int | None]) -> dict[str, int | None]:
    """This function will set the named ``quotas`` of a client and return all of them; None is the city's default.

    Takes effect with the client's next request; a change is an event. Raises ``NotFound`` for an unknown client,
    ``Invalid`` for a value that is no quota (0 is none at all) and ``NotAllowed`` for anybody but the system: quotas
    are an operator's matter.
    """
    if actor.kind != "system":
        raise NotAllowed("not_an_operator", "quotas are set by the set_quotas command")
    wrong = [name for name, value in quotas.items() if name not in QUOTAS or not 0 <= (value or 0) <= LARGEST]
    if wrong:
        raise Invalid("bad_quotas", [f"{name} must be a whole number from 0 to {LARGEST}" for name in wrong])
    with transaction.atomic():
        client = ClientApplication.objects.select_for_update().filter(client_id=client_id).first()
        if client is None:
            raise NotFound("no_such_client", f"there is no client '{client_id}'")
        changed = {name: value for name, value in quotas.items() if getattr(client, name) != value}
        for name, value in changed.items():
            setattr(client, name, value)
        if changed:
            client.save(update_fields=[*changed, "updated"])
            record(actor, client, Act.QUOTAS_CHANGED)
    return {name: getattr(client, name) for name in QUOTAS}

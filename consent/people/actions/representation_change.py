"""The record of a representation that began or ended: the entry as it stands after the change, and who changed it."""

from typing import Literal

from consent.people.actors import Actor
from consent.people.models import RegisterEntry, RepresentationChange


def change_of(entry: RegisterEntry, change: Literal["began", "ended"], actor: Actor) -> RepresentationChange:
    """This function will return the unsaved payload for the log."""
    return RepresentationChange(
        change=change,
        entry=entry.pk,
        representative=entry.representative_id,
        represented=entry.represented_id,
        kind=entry.kind,
        scope=entry.scope,
        valid_from=entry.valid_from,
        valid_until=entry.valid_until,
        source=entry.source,
        actor_kind=actor.kind,
        actor_account=actor.account,
        actor_name=actor.name,
    )

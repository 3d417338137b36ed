"""The queue of what needs a person: who lays a matter there, and who takes it out when it has settled itself."""

from datetime import datetime
from uuid import UUID

from consent.people.actors import Actor
from consent.proactive.models import Campaign, HumanTask, Offer
from consent.proactive.outcomes import Resolution, TaskKind


def ask_a_person(
    kind: TaskKind,
    *,
    offer: Offer | None = None,
    campaign: Campaign | None = None,
    inbound: UUID | None = None,
    recipient: UUID | None = None,
) -> bool:
    """This function will lay a matter before a person, once, and tell whether it is new; in the caller's transaction.

    A matter with an offer is its department's; with neither offer nor ``campaign`` nobody can tell whose it is.
    """
    campaign = offer.campaign if offer is not None else campaign
    task = HumanTask(
        kind=kind.value,
        department=campaign.department if campaign else "",
        campaign=campaign,
        offer=offer,
        inbound=inbound,
        recipient=recipient,
    )
    HumanTask.objects.bulk_create([task], ignore_conflicts=True)
    return HumanTask.objects.filter(pk=task.pk).exists()


def settle(offer: Offer, kind: TaskKind, resolution: Resolution, actor: Actor, at: datetime) -> None:
    """This function will take an offer's open matter out of the queue, in the caller's transaction."""
    HumanTask.objects.filter(offer=offer, kind=kind.value, resolved_at=None).update(
        resolved_at=at, resolution=resolution.value, resolved_by=actor.name
    )

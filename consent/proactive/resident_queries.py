"""What a resident's own pages ask beyond the room's queries: what waits, which step came when, who stands before."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Q

from consent.core.events import Kind
from consent.proactive.models import Campaign, Offer, OfferEvent, RuleSet
from consent.proactive.read_models import CampaignView, OfferEventView, OfferView, RuleSetView
from consent.proactive.views import event_views, rules_view
from consent.proactive.vocabulary import CampaignState, Choice, OfferState

_UNANSWERED = (OfferState.MADE, OfferState.SENT)
RulesKey = tuple[str, str, int]


@dataclass(frozen=True, slots=True)
class OfferWaiting:
    """An offer that nobody has answered yet. Names nobody but by subject."""

    id: UUID
    subject: UUID
    activity: str
    service: dict[str, str]
    deadline: datetime


@dataclass(frozen=True, slots=True)
class OfferStep:
    """One step of one offer, as a list of everything about a person tells it; nothing sealed is opened."""

    event_id: int
    at: datetime
    kind: Kind
    offer: UUID
    campaign: UUID
    activity: str
    service: dict[str, str]
    state: OfferState
    reason: str
    choice: Choice | None
    channel: str
    actor_kind: str
    actor_subject: UUID | None


def offers_waiting(subjects: Collection[UUID], at: datetime) -> list[OfferWaiting]:
    """This function will return the unanswered offers of ``subjects``, the earliest deadline first: one statement."""
    rows = Offer.objects.filter(
        subject__in=set(subjects),
        state__in=[state.value for state in _UNANSWERED],
        campaign__state=CampaignState.RUNNING.value,
        campaign__deadline__gt=at,
    )
    found = rows.order_by("campaign__deadline", "pk").values_list(
        "pk", "subject", "campaign__activity", "campaign__service", "campaign__deadline"
    )
    return [OfferWaiting(*row) for row in found]


def offer_steps(
    subject: UUID, *, among: Collection[str], since: int | None = None, before: int | None = None, limit: int | None
) -> list[OfferStep]:
    """This function will return steps of a person's offers in activities ``among``, the newest first.

    Those after event ``since`` and before event ``before``, where these are given. Two statements (GDPR 15(1)).
    """
    rows = OfferEvent.objects.filter(subject=subject, activity__in=set(among)).order_by("-event_id")
    if since is not None:
        rows = rows.filter(event_id__gt=since)
    if before is not None:
        rows = rows.filter(event_id__lt=before)
    found = list(rows.defer("sealed")[:limit])
    services = (
        dict(Campaign.objects.filter(pk__in={row.campaign for row in found}).values_list("pk", "service"))
        if found
        else {}
    )
    return [
        OfferStep(
            row.event_id, row.recorded_at, Kind(row.kind), row.offer, row.campaign, row.activity,
            services.get(row.campaign, {}), OfferState(row.state), row.reason,
            Choice(row.choice) if row.choice else None, row.channel, row.actor_kind, row.actor_subject,
        )
        for row in found
    ]  # fmt: skip


def number_in_line(offer: OfferView) -> int | None:
    """This function will return how an offer stands on its waiting list, 1 for the next; None where it is on none."""
    if offer.state is not OfferState.WAITING or offer.queued_at is None:
        return None
    ahead = Offer.objects.filter(
        Q(queued_at__lt=offer.queued_at) | Q(queued_at=offer.queued_at, pk__lt=offer.id),
        campaign=offer.campaign.id,
        pool__in=Offer.objects.filter(pk=offer.id).values("pool"),
        state=OfferState.WAITING.value,
    )
    return ahead.count() + 1


def rules_of_many(campaigns: Iterable[CampaignView]) -> dict[RulesKey, RuleSetView]:
    """This function will return the rules that ``campaigns`` apply, by department, code and version: one statement."""
    wanted = {(one.department, one.rules, one.rules_version) for one in campaigns}
    rows = RuleSet.objects.filter(
        department__in={key[0] for key in wanted},
        code__in={key[1] for key in wanted},
        version__in={key[2] for key in wanted},
    )
    found = {(row.department, row.code, row.version): row for row in rows} if wanted else {}
    return {key: rules_view(row) for key, row in found.items() if key in wanted}


def offer_events_of(subject: UUID, *, among: Collection[str]) -> dict[UUID, list[OfferEventView]]:
    """This function will return every step of a person's offers in activities ``among``, by offer, in their order.

    With what was sealed, opened (GDPR 15(3)). A fixed number of statements.
    """
    rows = list(OfferEvent.objects.filter(subject=subject, activity__in=set(among)).order_by("event_id"))
    found: dict[UUID, list[OfferEventView]] = {}
    for row, view in zip(rows, event_views(rows), strict=True):
        found.setdefault(row.offer, []).append(view)
    return found

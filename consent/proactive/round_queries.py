"""How a service goes year after year, and what families thought of it."""

import json
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from statistics import fmean, median
from uuid import UUID

from django.db.models import Count, Min, Q

from consent.core.events import Kind
from consent.proactive.models import Campaign, Offer, OfferEvent
from consent.proactive.views import event_views
from consent.proactive.vocabulary import CampaignState, Choice, OfferState


@dataclass(frozen=True, slots=True, repr=False)
class Rating:
    """What one person thought. ``comment`` may be empty; its repr tells nothing of it."""

    offer: UUID
    person: UUID
    at: datetime
    rating: int
    comment: str

    def __repr__(self) -> str:
        return f"<Rating of {self.offer}>"


@dataclass(frozen=True, slots=True)
class Ratings:
    """All ratings of a campaign; ``mean`` is None while nobody has rated, ``by_rating`` counts 1 to 5."""

    count: int
    mean: float | None
    by_rating: tuple[int, int, int, int, int]
    comments: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class RoundFigures:
    """
    One round of a service, to be compared with the others.

    ``seconds_to_answer`` is the median from the sending to the first answer; ``minutes_saved`` the stated minutes of
    each answer that came without a form, None where the department stated none.
    """

    campaign: UUID
    round: str
    started_at: datetime | None
    offered: int
    answered: int
    accepted: int
    placed: int
    seconds_to_answer: float | None
    satisfaction: float | None
    ratings: int
    minutes_saved: int | None


def ratings(campaign: UUID) -> Ratings:
    """This function will return what families thought of a campaign: the latest word of each person."""
    return _ratings(_rated(Q(campaign=campaign)))


def rating_by(offer: UUID, person: UUID) -> Rating | None:
    """This function will return what ``person`` thought of an offer, or None."""
    return next(iter(_rated(Q(offer=offer, actor_subject=person))), None)


def rounds(department: str, code: str) -> list[RoundFigures]:
    """This function will return the rounds of a service that have begun, the newest first."""
    rows = Campaign.objects.filter(department=department, code=code).exclude(state=CampaignState.DRAFT.value)
    return [_figures(row) for row in rows.order_by("-started_at", "pk")]


def _figures(row: Campaign) -> RoundFigures:
    offers = Offer.objects.filter(campaign=row).exclude(state=OfferState.NOT_OFFERED.value)
    counts = offers.aggregate(
        offered=Count("pk"),
        answered=Count("pk", filter=Q(answered_at__isnull=False)),
        accepted=Count("pk", filter=Q(choice=Choice.ACCEPT.value)),
        placed=Count("pk", filter=Q(state=OfferState.GRANTED.value)),
    )
    said = ratings(row.pk)
    each = row.minutes_saved_each
    return RoundFigures(
        campaign=row.pk,
        round=row.round,
        started_at=row.started_at,
        seconds_to_answer=_seconds(row.pk),
        satisfaction=said.mean,
        ratings=said.count,
        minutes_saved=None if each is None else each * counts["answered"],
        **counts,
    )


def _seconds(campaign: UUID) -> float | None:
    """From events, since an answer that was changed would count as a late one."""
    answers = OfferEvent.objects.filter(campaign=campaign, kind=Kind.OFFER_ANSWERED.value).exclude(actor_kind="system")
    first = dict(answers.values_list("offer").annotate(Min("recorded_at")).order_by())
    sent = Offer.objects.filter(campaign=campaign, sent_at__isnull=False).values_list("pk", "sent_at")
    took = [(first[pk] - at).total_seconds() for pk, at in sent if pk in first]
    return median(took) if took else None


def _rated(of: Q) -> list[Rating]:
    events = list(OfferEvent.objects.filter(of, kind=Kind.OFFER_RATED.value).order_by("event_id"))
    latest: dict[tuple[UUID, UUID | None], Rating] = {}
    for event, view in zip(events, event_views(events), strict=True):
        if view.text and event.actor_subject:
            said = json.loads(view.text)
            latest[event.offer, event.actor_subject] = Rating(
                event.offer, event.actor_subject, event.recorded_at, said["rating"], said["comment"]
            )
    return list(latest.values())


def _ratings(found: Collection[Rating]) -> Ratings:
    given = [one.rating for one in found]
    counts = [given.count(rating) for rating in range(1, 6)]
    return Ratings(
        count=len(given),
        mean=fmean(given) if given else None,
        by_rating=(counts[0], counts[1], counts[2], counts[3], counts[4]),
        comments=tuple(one.comment for one in found if one.comment),
    )

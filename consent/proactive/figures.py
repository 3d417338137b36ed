"""How a campaign goes: the funnel, answers over time, and who qualified and was not reached."""

from collections import Counter
from uuid import UUID

from django.db.models import Count, Q, QuerySet
from django.db.models.functions import TruncHour

from consent.clock import CITY_ZONE
from consent.core.events import Kind
from consent.proactive.models import Offer, OfferEvent
from consent.proactive.read_models import AnswersAt, Funnel, Reached
from consent.proactive.vocabulary import Choice, NotOffered, OfferState

FEWEST = 5
_NOT_ELIGIBLE = (NotOffered.NOT_ELIGIBLE.value, NotOffered.INPUTS_MISSING.value)


def funnel(campaign: UUID) -> Funnel:
    """This function will count how many people came how far, in two statements.

    Where the ledger refused, nobody may look whether a person qualifies: they count as eligible and not permitted, so
    that the campaign looks no better than it is.
    """
    rows = Offer.objects.filter(campaign=campaign)
    out, refused = Q(reason__in=_NOT_ELIGIBLE), Q(reason=NotOffered.NO_PERMISSION.value)
    beside = Q(state=OfferState.NOT_OFFERED.value)
    counts = rows.aggregate(
        candidates=Count("pk"),
        eligible=Count("pk", filter=~(beside & out)),
        permitted=Count("pk", filter=~(beside & (out | refused))),
        made=Count("pk", filter=~beside),
        sent=Count("pk", filter=Q(sent_at__isnull=False)),
        delivered=Count("pk", filter=Q(delivered_at__isnull=False)),
        answered=Count("pk", filter=Q(answered_at__isnull=False)),
        accepted=Count("pk", filter=Q(choice=Choice.ACCEPT.value)),
        placed=_in(OfferState.GRANTED),
        declined=_in(OfferState.DECLINED),
        waiting=_in(OfferState.WAITING),
        conflicting=_in(OfferState.CONFLICTING),
        stopped=_in(OfferState.STOPPED),
        lapsed=_in(OfferState.LAPSED),
        not_granted=_in(OfferState.NOT_GRANTED),
    )
    return Funnel(**counts, reasons=_reasons(rows))


def answers_over_time(campaign: UUID) -> list[AnswersAt]:
    """This function will count answers by the hour of the city in which the one that holds came, the earliest first."""
    rows = Offer.objects.filter(campaign=campaign, answered_at__isnull=False)
    by_hour = rows.annotate(hour=TruncHour("answered_at", tzinfo=CITY_ZONE)).values("hour")
    counted = by_hour.annotate(
        accepted=Count("pk", filter=Q(choice=Choice.ACCEPT.value)),
        declined=Count("pk", filter=Q(choice=Choice.DECLINE.value)),
    )
    return [AnswersAt(row["hour"], row["accepted"], row["declined"]) for row in counted.order_by("hour")]


def _in(state: OfferState) -> Count:
    return Count("pk", filter=Q(state=state.value))


def _reasons(rows: QuerySet[Offer]) -> dict[str, int]:
    counted = rows.exclude(reason="").values_list("reason").annotate(Count("pk")).order_by("reason")
    return dict(counted)


def unreached(campaign: UUID) -> list[Reached]:
    """This function will count, by the reason, who could have been offered the service and was not reached.

    No permission, nobody to act for them, no offers wished, stopped before it went; and of those who have an offer, why
    no message came through while nobody has answered otherwise. Fewer than five are not told (``count`` None), since
    so few could be recognised (GDPR 5(1)(f); Non-Discrimination Act 1325/2014 s. 5).
    """
    rows = Offer.objects.filter(campaign=campaign)
    reasons = Counter(
        rows.filter(state=OfferState.NOT_OFFERED.value)
        .exclude(reason__in=_NOT_ELIGIBLE)
        .values_list("reason", flat=True)
    )
    silent = undelivered(campaign)
    reasons.update(silent.values())
    stopped = rows.filter(state=OfferState.STOPPED.value, sent_at=None).exclude(pk__in=silent)
    reasons.update(stopped.values_list("reason", flat=True))
    return [Reached(reason, number if number >= FEWEST else None) for reason, number in sorted(reasons.items())]


def undelivered(campaign: UUID) -> dict[UUID, str]:
    """This function will return the offers of which no message came through and that nobody answered, and why."""
    silent = Offer.objects.filter(campaign=campaign, delivered_at=None, answered_at=None).values("pk")
    told = OfferEvent.objects.filter(campaign=campaign, kind=Kind.OFFER_NOT_DELIVERED.value, offer__in=silent)
    return dict(told.order_by("event_id").values_list("offer", "reason"))

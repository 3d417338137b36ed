"""One person in one campaign, and every step of theirs."""

import uuid

from django.db import models
from django.db.models import Q

from consent.proactive.models.campaign import Campaign, Pool
from consent.proactive.vocabulary import AnsweredBy, OfferState


class Offer(models.Model):
    """
    Where one person stands in one campaign: a projection of the offer's events, whoever was not offered included.

    ``subject`` is whom the service is for, a child as a rule. ``code`` tells two offers of one telephone apart.
    ``reason`` is why there was no offer, or why it stopped. ``queued_at`` is when the answer A came that waits for a
    place: the order of the waiting list.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    campaign = models.ForeignKey(Campaign, on_delete=models.PROTECT, related_name="offers")
    pool = models.ForeignKey(Pool, on_delete=models.PROTECT, null=True, related_name="offers")
    subject = models.UUIDField()
    code = models.CharField(max_length=4, blank=True)
    state = models.CharField(max_length=16, choices=[(state.value, state.value) for state in OfferState])
    version = models.PositiveIntegerField()
    reason = models.CharField(max_length=40, blank=True)
    rules_version = models.PositiveIntegerField()
    choice = models.CharField(max_length=1, blank=True)
    answered_through = models.CharField(
        max_length=8, blank=True, choices=[(way.value, way.value) for way in AnsweredBy]
    )
    answered_by = models.UUIDField(null=True)
    queued_at = models.DateTimeField(null=True)
    made_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True)
    delivered_at = models.DateTimeField(null=True)
    answered_at = models.DateTimeField(null=True)
    decided_at = models.DateTimeField(null=True)

    class Meta:
        """A person is once in a campaign; codes differ within it."""

        constraints = (
            models.UniqueConstraint(fields=("campaign", "subject"), name="proactive_offer_once"),
            models.UniqueConstraint(
                fields=("campaign", "code"), condition=~Q(code=""), name="proactive_offer_code_once"
            ),
            models.CheckConstraint(
                condition=Q(state__in=[state.value for state in OfferState]), name="proactive_offer_state"
            ),
        )
        indexes = (
            models.Index(fields=("subject", "-made_at"), name="proactive_offer_of_subject"),
            models.Index(fields=("campaign", "state"), name="proactive_offer_state_of"),
        )

    def __str__(self) -> str:
        return f"offer {self.pk}"


class OfferEvent(models.Model):
    """
    The payload of every step of an offer; never changed, erased only by the eraser.

    ``state`` is where the offer stands after it. ``sealed`` holds, under the person's key: for ``offer.made`` and
    ``offer.not_made`` the inputs the rules were given and what each rule said (JSON); for ``offer.decided`` the
    decision document; for ``offer.rated`` the rating and comment.
    """

    event_id = models.BigIntegerField(primary_key=True)
    recorded_at = models.DateTimeField()
    kind = models.CharField(max_length=40)
    offer = models.UUIDField()
    campaign = models.UUIDField()
    department = models.CharField(max_length=32)
    activity = models.CharField(max_length=64)
    subject = models.UUIDField()
    version = models.PositiveIntegerField()
    state = models.CharField(max_length=16)
    reason = models.CharField(max_length=40, blank=True)
    rules_version = models.PositiveIntegerField(null=True)
    choice = models.CharField(max_length=1, blank=True)
    channel = models.CharField(max_length=8, blank=True)
    actor_kind = models.CharField(max_length=16)
    actor_subject = models.UUIDField(null=True)
    actor_account = models.UUIDField(null=True)
    sealed = models.BinaryField(null=True)

    append_only = "payload"

    class Meta:
        """Versions are unique within an offer, so that two writers can never both be the next."""

        constraints = (models.UniqueConstraint(fields=("offer", "version"), name="proactive_offerevent_version"),)
        indexes = (
            models.Index(fields=("subject", "-event_id"), name="proactive_offerevent_of"),
            models.Index(fields=("campaign", "kind", "event_id"), name="proactive_offerevent_campaign"),
            models.Index(fields=("recorded_at", "event_id"), name="proactive_offerevent_when"),
        )

    def __str__(self) -> str:
        return f"{self.kind} {self.pk}"

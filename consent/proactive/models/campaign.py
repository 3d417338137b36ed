"""A campaign: one round of one service offered to everybody who qualifies."""

import uuid

from django.db import models
from django.db.models import F, Q

from consent import clock
from consent.proactive.vocabulary import CampaignState, Mode


class Campaign(models.Model):
    """
    What a department offers, to whom by which rules, in which words, until when and for how many.

    ``code`` names the service year after year and ``round`` this time. Texts are JSON objects of fi, sv and en:
    ``service`` (its name), ``texts`` (the message, with the closed list of variables), ``benefit_resident`` and
    ``benefit_city`` (what each side gains), ``if_declined`` (what the law still asks for, and what is lost: nothing).
    ``category`` is what the ledger is asked about; ``minutes_saved_each`` is stated, not measured.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    department = models.CharField(max_length=32)
    client = models.CharField(max_length=100)
    code = models.SlugField(max_length=64)
    round = models.CharField(max_length=16)
    activity = models.CharField(max_length=64)
    category = models.CharField(max_length=64)
    rules = models.CharField(max_length=64)
    rules_version = models.PositiveIntegerField()
    mode = models.CharField(max_length=16, choices=[(mode.value, mode.value) for mode in Mode], default=Mode.ASK)
    message_class = models.CharField(max_length=16, default="service")
    service = models.JSONField()
    texts = models.JSONField()
    benefit_resident = models.JSONField()
    benefit_city = models.JSONField()
    if_declined = models.JSONField()
    form_url = models.CharField(max_length=300)
    sender = models.CharField(max_length=16)
    duty_ref = models.CharField(max_length=120, blank=True)
    letter_fallback = models.BooleanField(default=True)
    minutes_saved_each = models.PositiveSmallIntegerField(null=True)
    deadline = models.DateTimeField()
    state = models.CharField(
        max_length=16, choices=[(state.value, state.value) for state in CampaignState], default=CampaignState.DRAFT
    )
    created_at = models.DateTimeField(default=clock.now, editable=False)
    started_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)

    class Meta:
        """One campaign a service and round; a running one has begun, a closed one has ended."""

        constraints = (
            models.UniqueConstraint(fields=("department", "code", "round"), name="proactive_campaign_round"),
            models.CheckConstraint(
                condition=Q(state__in=[state.value for state in CampaignState]), name="proactive_campaign_state"
            ),
            models.CheckConstraint(
                condition=Q(state=CampaignState.DRAFT.value, started_at=None, closed_at=None)
                | Q(state=CampaignState.RUNNING.value, started_at__isnull=False, closed_at=None)
                | Q(state=CampaignState.CLOSED.value, closed_at__isnull=False),
                name="proactive_campaign_moments",
            ),
        )

    def __str__(self) -> str:
        return f"campaign {self.department}/{self.code} {self.round}"


class Pool(models.Model):
    """
    Places that offers share: a unit, or one pool for the whole campaign (code ``""``).

    Counted in the row, so that the database itself never lets one answer too many through, whoever answers at once.
    """

    campaign = models.ForeignKey(Campaign, on_delete=models.PROTECT, related_name="pools")
    code = models.CharField(max_length=64, blank=True)
    name = models.CharField(max_length=120, blank=True)
    capacity = models.PositiveIntegerField(null=True)
    taken = models.PositiveIntegerField(default=0)

    class Meta:
        """Never over its capacity; without one, a pool has no end."""

        constraints = (
            models.UniqueConstraint(fields=("campaign", "code"), name="proactive_pool_once"),
            models.CheckConstraint(
                condition=Q(capacity=None) | Q(taken__lte=F("capacity")), name="proactive_pool_not_over_capacity"
            ),
        )

    def __str__(self) -> str:
        return f"pool {self.pk}"


class CampaignEvent(models.Model):
    """The payload of ``campaign.started`` and ``campaign.closed``; ``digest`` is that of the campaign as it started."""

    event_id = models.BigIntegerField(primary_key=True)
    recorded_at = models.DateTimeField()
    kind = models.CharField(max_length=40)
    campaign = models.UUIDField()
    department = models.CharField(max_length=32)
    activity = models.CharField(max_length=64)
    rules = models.CharField(max_length=64)
    rules_version = models.PositiveIntegerField()
    digest = models.BinaryField(max_length=32)
    done_by = models.CharField(max_length=100)

    append_only = "payload"

    class Meta:
        """A campaign starts once and closes once."""

        constraints = (models.UniqueConstraint(fields=("campaign", "kind"), name="proactive_campaignevent_once"),)
        indexes = (models.Index(fields=("recorded_at", "event_id"), name="proactive_campaignevent_when"),)

    def __str__(self) -> str:
        return f"{self.kind} {self.pk}"

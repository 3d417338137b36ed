"""Messages: the outbox, and what became of each."""

import uuid

from django.db import models
from django.db.models import Q

from consent import clock
from consent.core.vocabulary import LANGUAGES
from consent.messaging.vocabulary import (
    ASKED_ABOUT,
    LONGEST_KEY,
    LONGEST_PROVIDER_ID,
    MessageClass,
    MessageState,
)


class Message(models.Model):
    """One message to one number, sent at most once.

    ``number_sealed`` and ``text_sealed`` are sealed for ``sealed_for`` (a subject; null: the platform) and for this
    row; ``number_mark`` is the number's keyed fingerprint, by which answers and reports find it. All three go when the
    message has been kept long enough, and with the person. ``reference`` is its owner's own id.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    owner = models.CharField(max_length=32)
    reference = models.UUIDField(null=True)
    batch = models.UUIDField(null=True)
    key = models.CharField(max_length=LONGEST_KEY)
    recipient = models.UUIDField(null=True)
    reply_to = models.UUIDField(null=True)  # the inbound message that it answers
    sealed_for = models.UUIDField(null=True)
    number_sealed = models.BinaryField(null=True)
    number_mark = models.BinaryField(max_length=32, null=True)
    text_sealed = models.BinaryField(null=True)
    language = models.CharField(max_length=2)
    message_class = models.CharField(max_length=9, default=MessageClass.SERVICE.value)
    answerable = models.BooleanField(default=True)
    state = models.CharField(max_length=11, default=MessageState.QUEUED.value)
    reason = models.CharField(max_length=40, default="")
    created_at = models.DateTimeField(default=clock.now, editable=False)
    due_at = models.DateTimeField()
    tries = models.PositiveSmallIntegerField(default=0)
    claimed_at = models.DateTimeField(null=True)
    sent_at = models.DateTimeField(null=True)
    ask_at = models.DateTimeField(null=True)  # when the provider is asked next what became of it
    settled_at = models.DateTimeField(null=True)
    provider_id = models.CharField(max_length=LONGEST_PROVIDER_ID, default="")

    class Meta:
        """A key once; the sender reads what is due, a report and an answer read by id and by number."""

        constraints = (
            models.UniqueConstraint(fields=["key"], name="messaging_message_key"),
            models.CheckConstraint(condition=Q(language__in=LANGUAGES), name="messaging_message_language"),
            models.CheckConstraint(
                condition=Q(state__in=[state.value for state in MessageState]), name="messaging_message_state"
            ),
            models.CheckConstraint(
                condition=Q(message_class__in=[kind.value for kind in MessageClass]), name="messaging_message_class"
            ),
        )
        indexes = (
            models.Index(fields=["due_at", "created_at"], condition=Q(state="queued"), name="messaging_message_due"),
            models.Index(fields=["claimed_at"], condition=Q(state="sending"), name="messaging_message_sending"),
            models.Index(
                fields=["ask_at"],
                condition=Q(state__in=ASKED_ABOUT, ask_at__isnull=False),
                name="messaging_message_ask",
            ),
            models.Index(fields=["provider_id"], condition=~Q(provider_id=""), name="messaging_message_provider"),
            models.Index(
                fields=["number_mark", "claimed_at"],
                condition=Q(number_mark__isnull=False),
                name="messaging_message_number",
            ),
            models.Index(fields=["reference"], name="messaging_message_reference"),
            models.Index(fields=["batch", "state"], condition=Q(batch__isnull=False), name="messaging_message_batch"),
            models.Index(fields=["recipient"], condition=Q(recipient__isnull=False), name="messaging_message_person"),
            models.Index(
                fields=["settled_at"],
                condition=Q(number_mark__isnull=False) | Q(text_sealed__isnull=False),
                name="messaging_message_kept",
            ),
        )

    def __str__(self) -> str:
        return f"message {self.pk} ({self.state})"

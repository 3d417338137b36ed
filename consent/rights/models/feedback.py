"""Feedback that people give about the service."""

from django.db import models
from django.db.models import Q

from consent.core.vocabulary import LANGUAGES
from consent.rights.topics import Topic


class Feedback(models.Model):
    """What somebody wrote to the city, who need not say who they are. Answered within 14 days, then forgotten.

    ``sender_mark`` tells for an hour which messages came from one browser session, and is emptied after that.
    """

    topic = models.CharField(max_length=16, choices=[(topic.value, topic.value) for topic in Topic])
    text = models.TextField(max_length=2000)
    reply_to = models.CharField(max_length=254, blank=True, default="")
    language = models.CharField(max_length=2)
    received_at = models.DateTimeField(db_index=True)
    due_on = models.DateField()
    answered_at = models.DateTimeField(null=True, blank=True)
    answered_by = models.CharField(max_length=16, blank=True, default="")
    sender_mark = models.CharField(max_length=64, blank=True, default="")

    class Meta:
        """An answered message says by whom, an open one says nobody."""

        verbose_name_plural = "feedback"
        constraints = (
            models.CheckConstraint(
                condition=Q(topic__in=[topic.value for topic in Topic]), name="rights_feedback_topic_known"
            ),
            models.CheckConstraint(condition=Q(language__in=LANGUAGES), name="rights_feedback_language"),
            models.CheckConstraint(
                condition=Q(answered_at__isnull=True, answered_by="")
                | (Q(answered_at__isnull=False) & ~Q(answered_by="")),
                name="rights_feedback_answered_by_somebody",
            ),
        )
        indexes = (models.Index(fields=("due_on", "id"), name="rights_feedback_open", condition=Q(answered_at=None)),)

    def __str__(self) -> str:
        return f"feedback {self.pk}"

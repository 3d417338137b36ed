"""How a person would like to be told of what the city offers."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from consent import clock
from consent.messaging.vocabulary import Channel


class Preference(models.Model):
    """A person's own choices; who has made none has no row. ``topics`` are codes, empty for all."""

    subject = models.UUIDField(primary_key=True)
    channel = models.CharField(max_length=6, default=Channel.SMS.value)
    quiet_from = models.TimeField(null=True)
    quiet_until = models.TimeField(null=True)
    no_offers = models.BooleanField(default=False)
    topics = ArrayField(models.CharField(max_length=64), default=list)
    changed_at = models.DateTimeField(default=clock.now)

    class Meta:
        """A known channel; quiet hours begin and end, at different times."""

        constraints = (
            models.CheckConstraint(
                condition=Q(channel__in=[channel.value for channel in Channel]), name="messaging_preference_channel"
            ),
            models.CheckConstraint(
                condition=Q(quiet_from=None, quiet_until=None)
                | (Q(quiet_from__isnull=False, quiet_until__isnull=False) & ~Q(quiet_from=F("quiet_until"))),
                name="messaging_preference_quiet",
            ),
        )

    def __str__(self) -> str:
        return f"preference of {self.subject}"

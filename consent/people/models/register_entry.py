"""The table behind the stand-in population register: who may act for whom, in what, and until when."""

import uuid

from django.db import models
from django.db.models import F, Q

from consent import clock
from consent.people.models.subject import Subject
from consent.people.representation import ALL_MATTERS, RepresentationKind


class RegisterEntry(models.Model):
    """A right to act for another, valid from a moment (included) until a moment (not included) or without end.

    ``scope`` is ``all`` or activity codes parted by single spaces. ``source`` says who told so.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    representative = models.ForeignKey(Subject, on_delete=models.PROTECT, related_name="represents")
    represented = models.ForeignKey(Subject, on_delete=models.PROTECT, related_name="represented_by")
    kind = models.CharField(max_length=20, choices=[(kind.value, kind.value) for kind in RepresentationKind])
    scope = models.CharField(max_length=400, default=ALL_MATTERS)
    valid_from = models.DateTimeField()
    valid_until = models.DateTimeField(null=True, blank=True)
    source = models.CharField(max_length=40)
    created_at = models.DateTimeField(default=clock.now, editable=False)

    class Meta:
        """Nobody represents oneself; a guardian's right covers all matters and ends with the child's minority."""

        verbose_name_plural = "register entries"
        constraints = (
            models.CheckConstraint(
                condition=~Q(representative=F("represented")), name="people_registerentry_two_people"
            ),
            models.CheckConstraint(
                condition=Q(kind__in=[kind.value for kind in RepresentationKind]), name="people_registerentry_kind"
            ),
            # Not strictly later: a right recorded by mistake may end in the moment it began, and so never have been.
            models.CheckConstraint(
                condition=Q(valid_until=None) | Q(valid_until__gte=F("valid_from")), name="people_registerentry_period"
            ),
            models.CheckConstraint(
                condition=~Q(kind=RepresentationKind.GUARDIAN.value) | Q(scope=ALL_MATTERS, valid_until__isnull=False),
                name="people_registerentry_guardian",
            ),
            models.CheckConstraint(condition=~Q(scope="") & ~Q(source=""), name="people_registerentry_told"),
        )

    def __str__(self) -> str:
        return f"register entry {self.pk} {self.kind}"

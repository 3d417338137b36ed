"""Where pre-primary education is given, with nothing in it about who attends."""

from django.db import models
from django.db.models import F, Q


class Unit(models.Model):
    """A unit: where it is, how many children it takes and how many places are taken."""

    personal_data = False

    code = models.SlugField(max_length=40, primary_key=True)
    name = models.CharField(max_length=120)
    district = models.CharField(max_length=60)
    postal_code = models.CharField(max_length=5)
    language = models.CharField(max_length=2)
    capacity = models.PositiveSmallIntegerField()
    # Counted here and not from placements, so that the database itself never lets a unit take one child too many.
    taken = models.PositiveSmallIntegerField(default=0)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(taken__lte=F("capacity")), name="preschool_unit_not_over_capacity")
        ]

    def __str__(self) -> str:
        return self.code


class DemoChild(models.Model):
    """Which reference a child of the demonstration has, so that a newcomer finds one to try. Empty outside a demo."""

    personal_data = False

    who = models.CharField(max_length=32, primary_key=True)
    reference = models.CharField(max_length=9)

    def __str__(self) -> str:
        return self.who

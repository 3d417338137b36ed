"""Children in early education. Only records.py opens these tables."""

from django.db import models
from django.db.models import Q

from services.preschool.models.units import Unit


class Child(models.Model):
    """A child of pre-primary age. What says who the child is and where the home is lies sealed."""

    reference = models.CharField(max_length=9, unique=True)
    national_id_fingerprint = models.BinaryField(unique=True)
    national_id_sealed = models.BinaryField()
    birth_date_sealed = models.BinaryField()
    # District, postal code and street, as one; empty for a child whose place nobody may learn here.
    home_sealed = models.BinaryField(blank=True, default=b"")
    # A non-disclosure order (Act 661/2009 s. 36): pages say "protected" in the place of address, contacts and unit.
    protected = models.BooleanField(default=False)
    # The ledger's id for this child towards this department, kept after the first question.
    pairwise_id = models.CharField(max_length=32, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["pairwise_id"], condition=~Q(pairwise_id=""), name="preschool_child_one_pairwise_id"
            ),
            models.CheckConstraint(
                condition=Q(protected=False) | Q(home_sealed=b""), name="preschool_child_protected_has_no_home"
            ),
        ]

    def __str__(self) -> str:
        return f"child {self.pk}"


class Guardian(models.Model):
    """How a guardian of a child is reached."""

    child = models.ForeignKey(Child, models.CASCADE, related_name="guardians")
    name_sealed = models.BinaryField()
    phone_sealed = models.BinaryField()

    def __str__(self) -> str:
        return f"guardian {self.pk}"


class Placement(models.Model):
    """The unit where a child has a place, and which member of staff gave it; a child has one place at a time."""

    child = models.OneToOneField(Child, models.CASCADE, related_name="placement")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    starts_on = models.DateField()
    placed_at = models.DateTimeField()
    placed_by = models.CharField(max_length=32)

    class Meta:
        constraints = [models.CheckConstraint(condition=~Q(placed_by=""), name="preschool_placement_by_somebody")]

    def __str__(self) -> str:
        return f"placement {self.pk}"


class Allergy(models.Model):
    """One food that a child does not tolerate: health data, so the word itself lies sealed."""

    child = models.ForeignKey(Child, models.CASCADE, related_name="allergies")
    food_sealed = models.BinaryField()
    severe = models.BooleanField(default=False)

    def __str__(self) -> str:
        return f"allergy {self.pk}"

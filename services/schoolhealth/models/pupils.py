"""The nurse's cards of the pupils. Only records.py opens these tables."""

from django.db import models
from django.db.models import Q


class Pupil(models.Model):
    """A pupil's card with the school nurse. What says who the pupil is lies sealed."""

    reference = models.CharField(max_length=9, unique=True)
    national_id_fingerprint = models.BinaryField(unique=True)
    national_id_sealed = models.BinaryField()
    # The ledger's ids for this pupil towards health care and towards the school, each kept after the first question.
    # Only a card that has both is handed over: so two permits about two pupils open nothing.
    pairwise_id = models.CharField(max_length=32, blank=True)
    school_pairwise_id = models.CharField(max_length=32, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["pairwise_id"], condition=~Q(pairwise_id=""), name="schoolhealth_pupil_one_pairwise_id"
            ),
            models.UniqueConstraint(
                fields=["school_pairwise_id"],
                condition=~Q(school_pairwise_id=""),
                name="schoolhealth_pupil_one_school_id",
            ),
        ]

    def __str__(self) -> str:
        return f"pupil {self.pk}"


class Finding(models.Model):
    """One thing in a pupil's health that the school should know of: health data, so the word itself lies sealed."""

    pupil = models.ForeignKey(Pupil, models.CASCADE, related_name="findings")
    word_sealed = models.BinaryField()
    urgent = models.BooleanField(default=False)

    def __str__(self) -> str:
        return f"finding {self.pk}"


class Measure(models.Model):
    """One arrangement that the nurse recommends; it tells of the pupil's health too, so it lies sealed as well."""

    pupil = models.ForeignKey(Pupil, models.CASCADE, related_name="measures")
    word_sealed = models.BinaryField()

    def __str__(self) -> str:
        return f"measure {self.pk}"

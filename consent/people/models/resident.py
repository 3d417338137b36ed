"""Residents: the people of the city, also those who never log in."""

from django.db import models

from consent import clock
from consent.core.vocabulary import LANGUAGES
from consent.people.models.subject import Subject


class Resident(models.Model):
    """The data subject (GDPR 4(1)). The only table that joins a name to a subject."""

    subject = models.OneToOneField(Subject, primary_key=True, on_delete=models.PROTECT, related_name="resident")
    given_name = models.CharField(max_length=100)
    family_name = models.CharField(max_length=100)
    birth_date = models.DateField()
    language = models.CharField(max_length=2)
    national_id_sealed = models.BinaryField()
    district = models.CharField(max_length=64, blank=True)
    street_address = models.CharField(max_length=200, blank=True)
    postal_code = models.CharField(max_length=5, blank=True)
    phone = models.CharField(max_length=20, blank=True)  # in its international spelling where it has one
    phone_since = models.DateField(null=True, blank=True)  # null: the register has never told of a change
    email = models.EmailField(blank=True)
    non_disclosure = models.BooleanField(default=False)
    created_at = models.DateTimeField(default=clock.now, editable=False)

    class Meta:
        """One language of the three; who else has a number is asked before it is written to."""

        indexes = (models.Index(fields=["phone"], condition=~models.Q(phone=""), name="people_resident_phone"),)
        constraints = (
            models.CheckConstraint(condition=models.Q(language__in=LANGUAGES), name="people_resident_language"),
        )

    def __str__(self) -> str:
        return f"resident {self.pk}"

"""The library's customers and what they borrow. Only records.py opens these tables."""

from django.db import models
from django.db.models import F, Q

from services.library.models.catalogue import Work


class Patron(models.Model):
    """A customer with a library card. The national id lies sealed and is used for one thing: to ask the ledger."""

    card_number = models.CharField(max_length=14, unique=True)
    national_id_fingerprint = models.BinaryField(unique=True)
    national_id_sealed = models.BinaryField()
    name = models.CharField(max_length=200)
    # The ledger's id for this customer towards this department, kept after the first question.
    pairwise_id = models.CharField(max_length=32, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["pairwise_id"], condition=~Q(pairwise_id=""), name="library_patron_one_pairwise_id"
            )
        ]

    def __str__(self) -> str:
        return f"patron {self.pk}"


class Loan(models.Model):
    """One work borrowed once; it stays as history after it is returned."""

    patron = models.ForeignKey(Patron, models.CASCADE, related_name="loans")
    work = models.ForeignKey(Work, models.PROTECT, related_name="+")
    borrowed_on = models.DateField()
    due_on = models.DateField()
    returned_on = models.DateField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["patron", "work", "borrowed_on"], name="library_loan_once"),
            models.CheckConstraint(condition=Q(due_on__gte=F("borrowed_on")), name="library_loan_due_after"),
            models.CheckConstraint(
                condition=Q(returned_on__isnull=True) | Q(returned_on__gte=F("borrowed_on")),
                name="library_loan_returned_after",
            ),
        ]

    def __str__(self) -> str:
        return f"loan {self.pk}"


class Reservation(models.Model):
    """A work a customer waits for, or that waits for the customer."""

    patron = models.ForeignKey(Patron, models.CASCADE, related_name="reservations")
    work = models.ForeignKey(Work, models.PROTECT, related_name="+")
    reserved_on = models.DateField()
    ready = models.BooleanField(default=False)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["patron", "work"], name="library_reservation_once")]

    def __str__(self) -> str:
        return f"reservation {self.pk}"

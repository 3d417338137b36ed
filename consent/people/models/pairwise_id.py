"""Pairwise ids: the names by which departments know people, a different one in each department."""

from django.db import models

from consent.people.models.subject import Subject


class PairwiseId(models.Model):
    """One id issued to one department for one subject. Only an issued id is answered at a check."""

    # No index of its own: the constraint below begins with the subject.
    subject = models.ForeignKey(Subject, on_delete=models.PROTECT, related_name="pairwise_ids", db_index=False)
    department = models.CharField(max_length=32)
    value = models.CharField(max_length=32)

    class Meta:
        """A department knows a person by one id, and no two of all ids are the same."""

        constraints = (
            models.UniqueConstraint(fields=["subject", "department"], name="people_pairwiseid_one_each"),
            # A constraint and not unique=True, which would add a second index that no question uses.
            models.UniqueConstraint(fields=["value"], name="people_pairwiseid_value"),
        )

    def __str__(self) -> str:
        return f"pairwise id for {self.department}"

"""Which departments know a person, and by which of their own ids."""

from collections.abc import Iterable
from uuid import UUID

from consent.people.models import PairwiseId


def pairwise_ids(department: str, subjects: Iterable[UUID]) -> dict[UUID, str]:
    """This function will return the ids by which ``department`` knows those of ``subjects`` that it knows."""
    rows = PairwiseId.objects.filter(department=department, subject_id__in=set(subjects))
    return dict(rows.values_list("subject_id", "value"))


def pairwise_ids_of(subject: UUID) -> dict[str, str]:
    """This function will return every id issued for ``subject``, by department."""
    return dict(PairwiseId.objects.filter(subject_id=subject).values_list("department", "value"))


def subjects_of_pairwise_ids(department: str, values: Iterable[str]) -> dict[str, UUID]:
    """This function will return the subjects behind those of ``values`` that were issued to ``department``."""
    rows = PairwiseId.objects.filter(department=department, value__in=set(values))
    return dict(rows.values_list("value", "subject_id"))

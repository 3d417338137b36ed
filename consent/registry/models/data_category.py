"""Kinds of personal data."""

from django.db import models

from consent.core.vocabulary import Sensitivity
from consent.registry.models.department import Department


class DataCategory(models.Model):
    """A kind of personal data that one department is the source of, with its DPV term and sensitivity (GDPR 9)."""

    code = models.CharField(max_length=64, primary_key=True)
    name_fi = models.CharField(max_length=120)
    name_sv = models.CharField(max_length=120)
    name_en = models.CharField(max_length=120)
    pd_iri = models.CharField(max_length=100)
    sensitivity = models.CharField(max_length=16, choices=[(value.value, value.value) for value in Sensitivity])
    source = models.ForeignKey(Department, on_delete=models.PROTECT, related_name="categories")

    class Meta:
        """Sensitivity is one of the three known words."""

        verbose_name_plural = "data categories"
        constraints = (
            models.CheckConstraint(
                condition=models.Q(sensitivity__in=[value.value for value in Sensitivity]),
                name="registry_category_sensitivity_known",
            ),
        )

    def __str__(self) -> str:
        return self.code

    @property
    def names(self) -> dict[str, str]:
        """The name in each language."""
        return {"fi": self.name_fi, "sv": self.name_sv, "en": self.name_en}

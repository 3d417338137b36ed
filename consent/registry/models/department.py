"""Departments of the city."""

from django.db import models


class Department(models.Model):
    """An organisation unit that is a controller or a recipient and owns OAuth clients (GDPR 4(7), 4(9))."""

    code = models.CharField(max_length=32, primary_key=True)
    name_fi = models.CharField(max_length=120)
    name_sv = models.CharField(max_length=120)
    name_en = models.CharField(max_length=120)
    contact = models.JSONField(default=dict)

    def __str__(self) -> str:
        return self.code

    @property
    def names(self) -> dict[str, str]:
        """The name in each language."""
        return {"fi": self.name_fi, "sv": self.name_sv, "en": self.name_en}

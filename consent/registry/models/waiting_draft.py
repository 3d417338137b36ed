"""Drafts that departments have handed in and nobody has published yet."""

from django.db import models

from consent.registry.models.department import Department


class WaitingDraft(models.Model):
    """One activity as a department drafts it: a working paper that binds nobody until a registrar publishes it.

    ``entry`` has the shape of one activity of a manifest; ``client`` is the department's client that handed it in.
    A registrar, ``returned_by`` an opaque reference, may have sent it back and said why: then it waits for the
    department.
    """

    department = models.ForeignKey(Department, on_delete=models.PROTECT, related_name="+")
    code = models.CharField(max_length=64)
    entry = models.JSONField()
    client = models.CharField(max_length=100)
    drafted_at = models.DateTimeField()
    returned_at = models.DateTimeField(null=True)
    returned_by = models.CharField(max_length=64, default="")
    returned_reason = models.TextField(default="")

    class Meta:
        """A department drafts an activity once at a time; what another one drafts under the same code is its own."""

        constraints = (models.UniqueConstraint(fields=("department", "code"), name="registry_waiting_draft"),)

    def __str__(self) -> str:
        return f"draft of {self.code}"

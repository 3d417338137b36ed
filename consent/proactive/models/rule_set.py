"""Published rules: who qualifies for a service, in words of a closed and declarative language."""

from django.db import models


class RuleSet(models.Model):
    """
    One version of a department's rules, as it was published; never changed.

    ``body`` is what ``consent.core.eligibility`` reads, ``digest`` the SHA-256 of its canonical bytes (RFC 8785).
    """

    event_id = models.BigIntegerField(primary_key=True)
    recorded_at = models.DateTimeField()
    department = models.CharField(max_length=32)
    code = models.SlugField(max_length=64)
    version = models.PositiveIntegerField()
    body = models.JSONField()
    digest = models.BinaryField(max_length=32)
    published_by = models.CharField(max_length=100)

    append_only = "payload"

    class Meta:
        """Versions are counted for each rule set of a department."""

        constraints = (
            models.UniqueConstraint(fields=("department", "code", "version"), name="proactive_ruleset_version"),
        )
        indexes = (models.Index(fields=("recorded_at", "event_id"), name="proactive_ruleset_when"),)

    def __str__(self) -> str:
        return f"rules {self.department}/{self.code} {self.version}"

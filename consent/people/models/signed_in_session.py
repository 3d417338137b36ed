"""Signed-in sessions: whose a session is and who vouched for it, so that all of one person's can be ended at once."""

from django.db import models

from consent.people.models.account import Account


class SignedInSession(models.Model):
    """One session that somebody signed in to. The session's own data stays with Django; this row only finds it."""

    session_key = models.CharField(max_length=40, primary_key=True)
    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="signed_in_sessions")
    method = models.CharField(max_length=8)  # demo, oidc or local
    issuer = models.CharField(max_length=255, blank=True)
    provider_sid = models.CharField(max_length=255, blank=True)
    provider_subject = models.CharField(max_length=255, blank=True)
    assurance = models.CharField(max_length=255, blank=True)
    began_at = models.DateTimeField()

    class Meta:
        """A provider that signs somebody out names the session or the person, and asks often enough for an index."""

        indexes = (
            models.Index(fields=["issuer", "provider_sid"], name="people_session_sid"),
            models.Index(fields=["issuer", "provider_subject"], name="people_session_subject"),
        )
        constraints = (
            models.CheckConstraint(
                condition=models.Q(method__in=("demo", "oidc", "local")), name="people_session_method"
            ),
        )

    def __str__(self) -> str:
        return f"session signed in to by {self.method}"

"""What a local staff account signs in with beside its password: an authenticator's secret and recovery codes."""

from django.db import models

from consent.people.models.account import Account


class LocalCredential(models.Model):
    """Says that an account may sign in with a password of its own, and how far its enrolment has come.

    ``one_time_until`` is set while the account's password is the one-time password an operator was shown;
    ``key_sealed`` is the authenticator's secret, ``enrolled_at`` when a code of it was first given rightly, and
    ``last_step`` the time step of the last code taken, so that no code is taken twice (RFC 6238 section 5.2).
    """

    account = models.OneToOneField(Account, primary_key=True, on_delete=models.CASCADE, related_name="local_credential")
    one_time_until = models.DateTimeField(null=True, blank=True)
    key_sealed = models.BinaryField(null=True)
    enrolled_at = models.DateTimeField(null=True, blank=True)
    last_step = models.BigIntegerField(default=-1)

    class Meta:
        """An enrolled account has an authenticator and no one-time password."""

        constraints = (
            models.CheckConstraint(
                condition=models.Q(enrolled_at=None) | models.Q(key_sealed__isnull=False, one_time_until=None),
                name="people_localcredential_enrolled",
            ),
        )

    def __str__(self) -> str:
        return "credential of a local account"


class RecoveryCode(models.Model):
    """One unused recovery code, as a keyed hash; it is deleted when it is used."""

    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="recovery_codes", db_index=False)
    digest = models.BinaryField(max_length=32)

    class Meta:
        """A code once for each account."""

        constraints = (models.UniqueConstraint(fields=["account", "digest"], name="people_recoverycode_once"),)

    def __str__(self) -> str:
        return "unused recovery code"

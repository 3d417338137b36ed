"""Counters of sign-in attempts: whom and whence they concern is a keyed hash, of which nothing can be read."""

from django.db import models

from consent.people.models.account import Account


class SignInAttempt(models.Model):
    """How often a name, a network or everybody together tried in vain, and until when no more tries are taken."""

    key = models.BinaryField(max_length=32, primary_key=True)
    failures = models.PositiveIntegerField(default=0)
    last_at = models.DateTimeField(db_index=True)
    locked_until = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return "counter of sign-in attempts"


class KnownNetwork(models.Model):
    """A network from which an account has signed in before; strangers' attempts elsewhere do not lock it out there."""

    key = models.BinaryField(max_length=32, primary_key=True)
    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="known_networks")
    last_at = models.DateTimeField(db_index=True)

    def __str__(self) -> str:
        return "network known to an account"

"""Accounts: who can sign in. A resident needs none, and a member of staff is no resident by having one."""

import base64
import uuid
from typing import Any, ClassVar

from django.contrib.auth.base_user import AbstractBaseUser
from django.db import models
from django.db.models.functions import Lower

from consent import clock
from consent.core.vocabulary import LANGUAGES
from consent.people.managers import AccountManager
from consent.people.models.resident import Resident


class Account(AbstractBaseUser):
    """Somebody who can sign in: a resident, a member of staff, or one person in both capacities on two accounts."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    username = models.CharField(max_length=150, unique=True)
    display_name = models.CharField(max_length=150, blank=True)
    resident = models.OneToOneField(Resident, null=True, blank=True, on_delete=models.PROTECT, related_name="account")
    language = models.CharField(max_length=2, default="fi")
    is_active = models.BooleanField(default=True)
    created_at = models.DateTimeField(default=clock.now, editable=False)

    objects: ClassVar[AccountManager] = AccountManager()

    USERNAME_FIELD = "username"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["display_name"]

    class Meta:
        """One spelling of a username, one language of the three."""

        constraints = (
            models.CheckConstraint(
                condition=models.Q(username=Lower("username")), name="people_account_username_lower"
            ),
            models.CheckConstraint(condition=models.Q(language__in=LANGUAGES), name="people_account_language"),
        )

    def __str__(self) -> str:
        return f"account {self.reference}"

    def __repr__(self) -> str:
        return f"<Account {self.reference}>"

    @property
    def reference(self) -> str:
        """A short opaque reference to write in records instead of a name; it says nothing about the person."""
        return "S-" + base64.b32encode(self.pk.bytes[:5]).decode()

    @property
    def staff_roles(self) -> frozenset[str]:
        """The roles held at this moment; a closed account holds none. Read afresh, so a role taken is gone at once."""
        if not self.is_active:
            return frozenset()
        return frozenset(self.roles.values_list("role", flat=True))

    def has_role(self, role: str, department: str | None = None) -> bool:
        """This function will tell whether the account holds ``role`` now, in ``department`` (a code) when one is given.

        A role without a department (DPO, registrar) is held for the whole city.
        """
        if not self.is_active:
            return False
        held = self.roles.filter(role=role)
        if department is not None:
            held = held.filter(models.Q(department=department) | models.Q(department=None))
        return held.exists()

    def departments(self) -> frozenset[str]:
        """This function will return the codes of the departments the account works in at this moment."""
        if not self.is_active:
            return frozenset()
        return frozenset(code for code in self.roles.values_list("department", flat=True) if code is not None)

    def clean(self) -> None:
        """This function will bring the username to its one spelling before validation."""
        super().clean()
        self.username = AccountManager.spelled(self.username)

    def save(self, *args: Any, **kwargs: Any) -> None:
        """This function will save the account under the one spelling of its username."""
        self.username = AccountManager.spelled(self.username)
        super().save(*args, **kwargs)

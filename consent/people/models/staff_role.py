"""Staff roles: what a member of staff may do, city-wide or in one department."""

from typing import Literal

from django.db import models

from consent.people.models.account import Account

Role = Literal["dpo", "registrar", "officer", "librarian"]
CITY_WIDE_ROLES = ("dpo", "registrar")
DEPARTMENT_ROLES = ("officer", "librarian")


class StaffRole(models.Model):
    """One role of one account. ``department`` is a code and no foreign key: departments live in a higher room."""

    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="roles")
    role = models.CharField(max_length=16)
    department = models.CharField(max_length=32, null=True, blank=True)  # null: the whole city

    class Meta:
        """A role once for each account and department; only city-wide roles go without a department."""

        constraints = (
            models.UniqueConstraint(
                fields=["account", "role", "department"], nulls_distinct=False, name="people_staffrole_once"
            ),
            models.CheckConstraint(
                condition=models.Q(role__in=CITY_WIDE_ROLES, department=None)
                | (models.Q(role__in=DEPARTMENT_ROLES, department__isnull=False) & ~models.Q(department="")),
                name="people_staffrole_reach",
            ),
        )

    def __str__(self) -> str:
        return f"role {self.role} of {self.department or 'the city'}"

"""Set the roles of a member of staff to what the city's directory says now."""

import logging
from collections.abc import Collection
from uuid import UUID

from django.db import transaction

from consent.core.errors import Invalid, NotFound
from consent.people.actions.sign_in import end_sessions_of
from consent.people.actors import Actor
from consent.people.models import Account, StaffRole
from consent.people.models.staff_role import CITY_WIDE_ROLES, DEPARTMENT_ROLES

logger = logging.getLogger(__name__)


def set_staff_roles(*, actor: Actor, account: UUID, roles: Collection[tuple[str, str | None]]) -> None:
    """This function will make ``roles`` the only roles of ``account``; a role not among them is gone at once.

    A role that is new ends the sessions begun before it: they were opened as surely as the old roles asked for.
    ``roles`` are pairs of a role and a department's code, None for a city-wide role; an empty collection takes every
    role away. Raises ``Invalid`` for a role without this reach and for roles of a resident's account, and ``NotFound``
    for an unknown account; then nothing is changed.
    """
    wanted = set(roles)
    for role, department in wanted:
        if role not in (CITY_WIDE_ROLES if department is None else DEPARTMENT_ROLES):
            raise Invalid("account", [f"The role {role} does not have this reach."])
    with transaction.atomic():
        row = Account.objects.select_for_update().filter(pk=account).first()
        if row is None:
            raise NotFound("account", "the account is not known")
        if row.resident_id is not None and wanted:
            raise Invalid("account", ["A resident's account holds no role."])
        held = {(each.role, each.department): each.pk for each in row.roles.all()}
        StaffRole.objects.filter(pk__in=[held[gone] for gone in held.keys() - wanted]).delete()
        StaffRole.objects.bulk_create(
            StaffRole(account=row, role=role, department=department) for role, department in wanted - held.keys()
        )
        if wanted - held.keys():
            end_sessions_of(actor=actor, account=account)
    if held.keys() != wanted:
        logger.info("roles of %s set by %s %s", row.reference, actor.kind, actor.name or actor.account)

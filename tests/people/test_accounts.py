"""Accounts and roles: who signs in, in what capacity, and what is left when a role is taken."""

from uuid import UUID

import pytest
from django.contrib.auth import authenticate
from django.db import IntegrityError, transaction

from consent.core.errors import Conflict, Invalid
from consent.people import queries
from consent.people.actions.choose_language import choose_language
from consent.people.actions.open_account import open_account
from consent.people.actors import Actor
from consent.people.models import Account, StaffRole
from tests.people.people import SYSTEM, enrolled


def opened(username: str = "tuikku", **known: object) -> Account:
    """This function will open an account and return it."""
    fields: dict[str, object] = {"display_name": "Tuikku Testinen", "language": "fi"}
    pk = open_account(actor=SYSTEM, username=username, **(fields | known))  # type: ignore[arg-type]
    return Account.objects.get(pk=pk)


def test_no_password_opens_a_new_account(db: None) -> None:
    account = opened()
    assert not account.has_usable_password()
    for guess in ("", "tuikku", account.password):
        assert authenticate(username="tuikku", password=guess) is None


def test_a_username_has_one_spelling_and_one_holder(db: None) -> None:
    account = opened(" Tuikku ")
    assert account.username == "tuikku"
    assert queries.account("TUIKKU") == account
    with pytest.raises(Conflict):
        opened("tuikkU")
    with pytest.raises(IntegrityError), transaction.atomic():
        Account.objects.filter(pk=account.pk).update(username="Tuikku")


def test_a_role_of_one_department_reaches_no_other(db: None) -> None:
    account = opened(roles=[("librarian", "library")])
    assert account.staff_roles == {"librarian"}
    assert account.has_role("librarian")
    assert account.has_role("librarian", "library")
    assert not account.has_role("librarian", "education")
    assert not account.has_role("officer", "library")


def test_a_city_wide_role_reaches_every_department(db: None) -> None:
    account = opened(roles=[("dpo", None)])
    assert account.has_role("dpo", "library")
    assert account.has_role("dpo", "education")
    assert not account.has_role("librarian", "library")


def test_a_role_taken_is_gone_at_once_also_for_an_account_already_loaded(db: None) -> None:
    account = opened(roles=[("librarian", "library")])
    assert account.has_role("librarian", "library")
    StaffRole.objects.all().delete()
    assert not account.has_role("librarian", "library")
    assert account.staff_roles == frozenset()


def test_a_closed_account_holds_no_role_and_acts_in_no_capacity(db: None) -> None:
    account = opened(roles=[("registrar", None)])
    account.is_active = False
    assert not account.has_role("registrar")
    assert account.staff_roles == frozenset()
    with pytest.raises(ValueError, match="closed"):
        Actor.of_account(account)


def test_a_resident_acts_as_a_resident_and_staff_by_an_opaque_reference(db: None) -> None:
    subject = enrolled()
    as_resident = Actor.of_account(opened("tuikku", resident=subject))
    assert (as_resident.kind, as_resident.subject, as_resident.name) == ("resident", subject, "")
    staff = opened("leena", display_name="Leena Salonen", roles=[("librarian", "library")])
    actor = Actor.of_account(staff)
    assert (actor.kind, actor.subject, actor.account) == ("staff", None, staff.pk)
    assert actor.name == staff.reference
    assert "leena" not in actor.name.lower()


@pytest.mark.parametrize("name", ["", " ", "a b", "x\n", "ää!"])
def test_a_system_actor_has_a_plain_name(name: str) -> None:
    with pytest.raises(ValueError, match="plain name"):
        Actor.system(name)


@pytest.mark.parametrize(
    "roles", [[("librarian", None)], [("dpo", "library")], [("mayor", None)], [("admin", "library")]]
)
def test_a_role_out_of_its_reach_is_refused(db: None, roles: list[tuple[str, str | None]]) -> None:
    with pytest.raises(Invalid):
        opened(roles=roles)
    assert not Account.objects.exists()


@pytest.mark.parametrize(
    ("role", "department"), [("librarian", None), ("librarian", ""), ("dpo", "library"), ("x", None)]
)
def test_the_table_itself_refuses_a_role_out_of_its_reach(db: None, role: str, department: str | None) -> None:
    account = opened()
    with pytest.raises(IntegrityError), transaction.atomic():
        StaffRole.objects.create(account=account, role=role, department=department)


def test_a_residents_account_holds_no_role(db: None) -> None:
    with pytest.raises(Invalid):
        opened(resident=enrolled(), roles=[("dpo", None)])


def test_choosing_a_language_changes_that_account_only(db: None) -> None:
    mine, other = opened("mine"), opened("other")
    choose_language(account=UUID(str(mine.pk)), language="sv")
    with pytest.raises(Invalid):
        choose_language(account=UUID(str(mine.pk)), language="de")
    assert dict(Account.objects.values_list("pk", "language")) == {mine.pk: "sv", other.pk: "fi"}

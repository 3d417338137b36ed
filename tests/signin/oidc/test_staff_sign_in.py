"""Members of staff sign in through the city's directory: its groups are their roles, several factors are asked."""

import httpx
import pytest

from consent.people.models import Account, SignedInSession
from tests.signin.oidc.conftest import Provider, Town

PASSWORD, CODE, KEY = ["pwd"], ["pwd", "otp"], ["pwd", "hwk"]


def roles() -> set[tuple[str, str | None]]:
    """This function will return the roles of the only account."""
    return set(Account.objects.get().roles.values_list("role", "department"))


def works(provider: Provider, *groups: str, amr: list[str] = KEY, acr: str = "") -> None:
    """This function will let somebody of the city sign in next."""
    provider.person(sub="work-1", sid="s", name="Olli Hakala", groups=list(groups), amr=amr, acr=acr)


def test_groups_become_roles_and_groups_that_mean_nothing_are_left_out(town: Town, provider: Provider) -> None:
    works(provider, "Library-staff", "Education-officers", "Coffee-club")
    assert town.browser().sign_in("staff").status_code == httpx.codes.FOUND
    assert roles() == {("librarian", "library"), ("officer", "education")}
    account = Account.objects.get()
    assert (account.display_name, account.resident_id, account.has_usable_password()) == ("Olli Hakala", None, False)


def test_a_group_taken_away_is_gone_at_the_next_sign_in(town: Town, provider: Provider) -> None:
    works(provider, "Library-staff", "MyData-DPO")
    town.browser().sign_in("staff")
    assert roles() == {("librarian", "library"), ("dpo", None)}
    works(provider, "Library-staff")
    town.browser().sign_in("staff")
    assert roles() == {("librarian", "library")}


def test_who_has_lost_every_group_is_refused_and_loses_the_roles_of_open_sessions(
    town: Town, provider: Provider
) -> None:
    works(provider, "MyData-registrar")
    town.browser().sign_in("staff")
    works(provider)
    response = town.browser().sign_in("staff")
    assert response.status_code == httpx.codes.FORBIDDEN
    assert "You have no role in this service" in response.text
    assert roles() == set()


@pytest.mark.law("OWASP ASVS 5.0", "V7.4", "a role gained counts only in a session as sure as the role asks for")
def test_a_role_gained_does_not_reach_a_session_opened_more_weakly(town: Town, provider: Provider) -> None:
    weak, strong = town.browser(), town.browser()
    works(provider, "Library-staff", amr=CODE)
    weak.sign_in("staff")
    works(provider, "Library-staff", "MyData-DPO", amr=KEY)
    strong.sign_in("staff")
    assert strong.get("/audit/").status_code == httpx.codes.OK
    assert weak.get("/audit/").headers["location"] == "/sign-in/?next=/audit/"
    assert weak.sign_in("staff").status_code == httpx.codes.FOUND
    assert strong.is_inside, "signing in again with the same roles ends nothing"


def test_a_stranger_from_the_directory_gets_no_account(town: Town, provider: Provider) -> None:
    works(provider, "Coffee-club")
    assert town.browser().sign_in("staff").status_code == httpx.codes.FORBIDDEN
    assert not Account.objects.exists()


@pytest.mark.parametrize(
    ("group", "amr", "acr", "enters"),
    [
        ("Library-staff", PASSWORD, "", False),
        ("Library-staff", CODE, "", True),
        ("Library-staff", PASSWORD, "urn:mfa", True),
        ("Education-officers", [], "", False),
        ("Education-officers", KEY, "", True),
        ("MyData-DPO", CODE, "", False),
        ("MyData-DPO", PASSWORD, "urn:mfa", False),
        ("MyData-DPO", KEY, "", True),
        ("MyData-registrar", CODE, "", False),
        ("MyData-registrar", KEY, "", True),
    ],
)
@pytest.mark.law("GDPR", "32(1)(b)", "Staff sign in with several factors, those who see everything with a security key")
def test_the_strength_asked_depends_on_the_role(
    town: Town, provider: Provider, group: str, amr: list[str], acr: str, enters: bool
) -> None:
    works(provider, group, amr=amr, acr=acr)
    response = town.browser().sign_in("staff")
    assert response.status_code == (httpx.codes.FOUND if enters else httpx.codes.FORBIDDEN)
    assert SignedInSession.objects.count() == Account.objects.count() == int(enters)
    if not enters:
        assert "A stronger sign-in is needed" in response.text


def test_an_officer_who_is_also_dpo_needs_what_a_dpo_needs(town: Town, provider: Provider) -> None:
    works(provider, "Library-staff", "MyData-DPO", amr=CODE)
    assert town.browser().sign_in("staff").status_code == httpx.codes.FORBIDDEN


def test_a_resident_who_works_for_the_city_has_two_accounts(town: Town, provider: Provider) -> None:
    town.browser().sign_in("residents")
    works(provider, "Library-staff")
    town.browser().sign_in("staff")
    assert Account.objects.count() == 2


def test_a_residents_identity_never_becomes_staff(town: Town, provider: Provider) -> None:
    """One issuer serves both here: the pair that is Aino's stays Aino's, and a resident's account holds no role."""
    town.browser().sign_in("residents")
    provider.person(sub="aino-sub", groups=["MyData-DPO"], amr=KEY)
    response = town.browser().sign_in("staff")
    assert response.status_code == httpx.codes.FORBIDDEN
    assert roles() == set()


@pytest.mark.parametrize("groups", [None, 7, {"MyData-DPO": True}, [["MyData-DPO"]], "mydata-dpo"])
def test_groups_in_an_odd_form_are_no_groups(town: Town, provider: Provider, groups: object) -> None:
    provider.person(sub="work-1", groups=groups, amr=KEY)
    assert town.browser().sign_in("staff").status_code == httpx.codes.FORBIDDEN
    assert not Account.objects.exists()

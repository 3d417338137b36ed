"""Who may open the library's pages: librarians of the library, signed in, and nobody else."""

import contextlib

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory

from services.kit.officers import officers_only
from services.sdk.fake import FakeLedger
from tests.services.conftest import Borrower, allow, staff

PAGES = ["/services/library/", "/services/library/loans/{card}/", "/services/library/recommendations/{card}/"]


@pytest.mark.parametrize("page", PAGES)
def test_who_is_not_signed_in_is_sent_to_sign_in(ledger: FakeLedger, aino: Borrower, page: str) -> None:
    address = page.format(card=aino.card)
    answer = Client().get(address)
    assert answer.status_code == 302
    assert answer["Location"].endswith(f"?next={address}")
    assert answer["Cache-Control"] == "no-store"
    assert ledger.looks == []


@pytest.mark.parametrize(
    ("source", "page"),
    [
        ("http://testserver/services/library/?card=1", "/services/library/"),
        ("http://testserver//evil.example/", "/"),
        ("https://evil.example/services/library/", "/"),
        ("http://testserver.evil.example/services/library/", "/"),
        ("http://[::1", "/"),
        ("", "/"),
    ],
)
def test_a_form_sent_after_the_end_does_nothing_and_leads_back_to_its_page_and_nowhere_else(
    ledger: FakeLedger, aino: Borrower, source: str, page: str
) -> None:
    answer = Client().post("/services/library/", {"card": aino.card}, headers={"referer": source})
    assert (answer.status_code, answer["Location"]) == (302, f"/sign-in/?next={page}")
    assert answer["Cache-Control"] == "no-store"
    assert ledger.looks == []


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize(
    "roles",
    [
        (),
        (("officer", "education"),),
        (("officer", "library"),),
        (("librarian", "education"),),
        (("dpo", None),),
        (("registrar", None),),
    ],
    ids=str,
)
@pytest.mark.law("GDPR", "32(4)", "only staff in the named role of the department see its pages")
def test_no_other_role_comes_in(
    ledger: FakeLedger, aino: Borrower, page: str, roles: tuple[tuple[str, str | None], ...]
) -> None:
    allow(ledger, aino)
    answer = staff(*roles).get(page.format(card=aino.card))
    assert answer.status_code == 403
    assert "Aino" not in answer.content.decode()
    assert ledger.looks == []


def test_who_may_not_come_in_learns_not_even_which_cards_exist(ledger: FakeLedger, aino: Borrower) -> None:
    browser = staff(("officer", "education"))
    known = browser.get(f"/services/library/loans/{aino.card}/")
    unknown = browser.get("/services/library/loans/29000000000001/")
    assert (known.status_code, unknown.status_code) == (403, 403)


def test_a_role_that_was_taken_counts_from_the_next_load(librarian: Client, ledger: FakeLedger, aino: Borrower) -> None:
    from consent.people.models import StaffRole

    allow(ledger, aino)
    assert librarian.get(f"/services/library/loans/{aino.card}/").status_code == 200
    StaffRole.objects.all().delete()
    assert librarian.get(f"/services/library/loans/{aino.card}/").status_code == 403


def test_the_guard_decides_before_the_view_begins(rf: RequestFactory) -> None:
    reached: list[HttpRequest] = []

    @officers_only(role="librarian", department="library")
    def view(request: HttpRequest) -> HttpResponse:
        reached.append(request)
        return HttpResponse()

    class Stranger:
        """Signed in, without the role."""

        is_authenticated = True

        def has_role(self, role: str, department: str) -> bool:
            """This function will say no."""
            return False

    for user in (AnonymousUser(), Stranger()):
        request = rf.get("/")
        request.user = user  # type: ignore[assignment]
        with contextlib.suppress(PermissionDenied):
            assert view(request).status_code == 302
    assert reached == []

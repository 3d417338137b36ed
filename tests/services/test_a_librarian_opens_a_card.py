"""The librarian's pages: each field is shown under a permit, or the page says why not."""

import re
from collections.abc import Callable

import httpx
import pytest
from django.test import Client, override_settings

from services.kit import connection
from services.kit.connection import client_for
from services.kit.wording import why_not
from services.library.models import DemoCard
from services.library.records import CUSTOMER, LOANS
from services.sdk.fake import FakeLedger
from services.sdk.reasons import REFUSING, Reason
from tests.log_lines import logged
from tests.services.conftest import DESK, TIPS, Borrower, allow, staff

PERSONAL = ("Aino", "Virtanen", "Roseanna", "Mördare utan ansikte", "The Big Sleep", "Moby-Dick")


def desk(borrower: Borrower) -> str:
    """This function will return the address of somebody's loans desk page."""
    return f"/services/library/loans/{borrower.card}/"


def tips(borrower: Borrower) -> str:
    """This function will return the address of somebody's recommendation page."""
    return f"/services/library/recommendations/{borrower.card}/"


def text(page: httpx.Response) -> str:
    """This function will return a page's words without its tags."""
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page.content.decode()))


def test_the_desk_shows_the_customer_loans_and_reservations(
    librarian: Client, ledger: FakeLedger, aino: Borrower
) -> None:
    allow(ledger, aino)
    page = librarian.get(desk(aino))
    assert page.status_code == 200
    assert all(word in text(page) for word in ("Aino Virtanen", "Roseanna", "The Big Sleep", "Moby-Dick"))
    assert page["Cache-Control"] == "no-store"


@pytest.mark.law("GDPR", "7(4)", "who does not agree is served as before, without what the consent is for")
def test_without_consent_there_is_neither_history_nor_recommendation(
    librarian: Client, ledger: FakeLedger, aino: Borrower
) -> None:
    allow(ledger, aino, DESK)
    page = librarian.get(tips(aino))
    assert page.status_code == 200
    assert "Not permitted" in text(page)
    assert "Permission has not been given for this." in text(page)
    assert not any(word in text(page) for word in PERSONAL)


def test_with_consent_there_are_both_but_no_name(librarian: Client, ledger: FakeLedger, aino: Borrower) -> None:
    allow(ledger, aino, TIPS)
    page = librarian.get(tips(aino))
    words = text(page)
    assert "Roseanna" in words
    assert "Den skrattande polisen" in words
    assert "By the author of “Roseanna”" in words
    assert "Aino" not in words
    assert "was not asked for" in words
    assert {look.category for look in ledger.looks} == {LOANS}


@pytest.mark.law("GDPR", "7(3)", "the first page loaded after a withdrawal shows nothing")
def test_after_withdrawal_the_next_load_shows_nothing(librarian: Client, ledger: FakeLedger, aino: Borrower) -> None:
    allow(ledger, aino, TIPS)
    assert "Roseanna" in text(librarian.get(tips(aino)))
    ledger.answer(TIPS, LOANS, aino.pairwise_id, Reason.WITHDRAWN)
    words = text(librarian.get(tips(aino)))
    assert "Roseanna" not in words
    assert "The permission has been withdrawn." in words


def test_a_field_that_is_refused_leaves_the_others(librarian: Client, ledger: FakeLedger, aino: Borrower) -> None:
    allow(ledger, aino, DESK, CUSTOMER)
    ledger.answer(DESK, LOANS, aino.pairwise_id, Reason.RESTRICTED)
    words = text(librarian.get(desk(aino)))
    assert "Aino Virtanen" in words
    assert "Roseanna" not in words
    assert "Moby-Dick" not in words
    assert "Use of this information is restricted for now." in words


@pytest.mark.parametrize("reason", sorted(REFUSING))
def test_each_reason_is_said_in_plain_words(
    librarian: Client, ledger: FakeLedger, aino: Borrower, reason: Reason
) -> None:
    ledger.answer(TIPS, LOANS, aino.pairwise_id, reason)
    words = text(librarian.get(tips(aino)))
    assert str(why_not(reason)) in words
    assert not any(word in words for word in PERSONAL)


def test_each_load_asks_afresh_and_says_who_looks(librarian: Client, ledger: FakeLedger, aino: Borrower) -> None:
    allow(ledger, aino)
    for _ in range(3):
        librarian.get(desk(aino))
    assert [look.category for look in ledger.looks] == [CUSTOMER, LOANS] * 3
    assert {look.activity for look in ledger.looks} == {DESK}
    (reference,) = {look.staff_ref for look in ledger.looks}
    assert re.fullmatch(r"S-[A-Z2-7]{8}", reference)


def test_the_national_id_is_asked_with_once_only(librarian: Client, ledger: FakeLedger, aino: Borrower) -> None:
    allow(ledger, aino)
    librarian.get(desk(aino))
    asked: list[str] = []

    def watch(request: httpx.Request) -> httpx.Response:
        asked.append(request.url.path)
        ledger.come_back()
        answer = ledger._serve(request)
        ledger.break_with(watch)
        return answer

    ledger.break_with(watch)
    assert "Roseanna" in text(librarian.get(desk(aino)))
    assert set(asked) == {"/access/v1/evaluation"}


def silent(request: httpx.Request) -> httpx.Response:
    """This function will time out."""
    raise httpx.ReadTimeout("nothing came", request=request)


@pytest.mark.parametrize("page", [desk, tips])
@pytest.mark.parametrize("known", [True, False], ids=["seen before", "first time"])
@pytest.mark.parametrize(
    "trouble",
    [
        silent,
        500,
        503,
        lambda request: httpx.Response(200, text="<html>proxy</html>", headers={"content-type": "text/html"}),
        lambda request: httpx.Response(200, json={"decision": True}),
        lambda request: httpx.Response(200, json={"decision": True, "context": {"reason": "consent"}}),
        lambda request: httpx.Response(302, headers={"location": "/"}),
    ],
    ids=["timeout", "500", "503", "html", "bare allow", "half an allow", "redirect"],
)
def test_an_outage_shows_no_data_and_says_so(
    librarian: Client,
    ledger: FakeLedger,
    aino: Borrower,
    page: Callable[[Borrower], str],
    known: bool,
    trouble: int | Callable[[httpx.Request], httpx.Response],
) -> None:
    for activity in (DESK, TIPS):
        allow(ledger, aino, activity)
    if known:
        librarian.get(page(aino))
    ledger.break_with(trouble)
    answer = librarian.get(page(aino))
    assert answer.status_code == 503
    assert "does not answer right now" in text(answer)
    assert not any(word in text(answer) for word in PERSONAL)
    assert "This look was recorded" not in text(answer)
    ledger.come_back()
    assert "Roseanna" in text(librarian.get(page(aino)))


def test_a_module_without_credentials_says_that_it_is_not_connected(
    librarian: Client, aino: Borrower, tmp_path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(connection, "client_for", client_for)
    with override_settings(SERVICE_CREDENTIALS_DIR=tmp_path):
        answers = [librarian.get(desk(aino)), librarian.get(tips(aino))]
        (tmp_path / "library.json").write_text('{"client_id": "x"}')
        answers.append(librarian.get(desk(aino)))
        (tmp_path / "library.json").write_text("not json")
        answers.append(librarian.get(desk(aino)))
    for answer in answers:
        assert answer.status_code == 503
        assert "not connected to the permission register" in text(answer)
        assert not any(word in text(answer) for word in PERSONAL)


@pytest.mark.parametrize("down", [False, True])
def test_no_card_number_is_logged(librarian: Client, ledger: FakeLedger, aino: Borrower, down: bool) -> None:
    allow(ledger, aino)
    if down:
        ledger.go_down()
    with logged() as written:
        for address in (desk(aino), tips(aino), desk(aino).rstrip("/"), desk(aino) + "x/"):
            librarian.get(address)
        Client().get(desk(aino))
        librarian.post("/services/library/", {"number": aino.card})
    assert written.getvalue().count("request_finished") == 6
    assert "/services/library/loans/<str:card>/" in written.getvalue()
    assert aino.card not in written.getvalue()


def test_a_refused_client_is_not_connected_either(librarian: Client, ledger: FakeLedger, aino: Borrower) -> None:
    allow(ledger, aino)
    ledger.break_with(401)
    answer = librarian.get(desk(aino))
    assert answer.status_code == 503
    assert "not connected" in text(answer)


@pytest.mark.parametrize(
    "card", ["29000000000001", "1", "29" + "9" * 40, "Aino", "010190-901H", "%00", "29%2000", "²⁹⁰⁰⁰⁰⁰⁰⁰⁰⁰⁰⁰"]
)
@pytest.mark.parametrize("page", ["loans", "recommendations"])
def test_an_unknown_card_is_not_found_and_nothing_is_asked(
    librarian: Client, ledger: FakeLedger, aino: Borrower, page: str, card: str
) -> None:
    answer = librarian.get(f"/services/library/{page}/{card}/")
    assert answer.status_code == 404
    assert ledger.looks == []


def test_a_well_formed_card_nobody_carries_is_not_found(librarian: Client, ledger: FakeLedger, aino: Borrower) -> None:
    from services.library.cards import complete

    assert librarian.get(f"/services/library/loans/{complete('2977777777777')}/").status_code == 404
    assert ledger.looks == []


@pytest.mark.parametrize("method", ["post", "put", "patch", "delete", "head"])
@pytest.mark.parametrize("page", [desk, tips])
def test_the_pages_are_only_read(
    librarian: Client, ledger: FakeLedger, aino: Borrower, page: Callable[[Borrower], str], method: str
) -> None:
    assert getattr(librarian, method)(page(aino)).status_code == 405
    assert ledger.looks == []


def test_the_form_leads_to_the_desk_or_to_the_recommendations(librarian: Client, aino: Borrower) -> None:
    spaced = f" {aino.card[:4]} {aino.card[4:]} "
    assert librarian.post("/services/library/", {"number": spaced, "loans": "1"})["Location"] == desk(aino)
    assert librarian.post("/services/library/", {"number": aino.card, "recommendations": "1"})["Location"] == tips(aino)


@pytest.mark.parametrize("card", ["", "123", "Aino Virtanen", "29000000000001", "\x00", "9" * 500, "<script>"])
def test_a_typing_error_is_said_beside_the_field(librarian: Client, db: None, card: str) -> None:
    page = librarian.post("/services/library/", {"number": card})
    assert page.status_code == 400
    assert 'aria-invalid="true"' in page.content.decode()
    assert "<script>" not in page.content.decode()


def test_a_form_without_its_token_is_refused(db: None) -> None:
    browser = staff(("librarian", "library"))
    browser.handler.enforce_csrf_checks = True
    assert browser.post("/services/library/", {"number": "1"}).status_code == 403


def test_the_cast_has_cards_to_try_in_the_demonstration_only(librarian: Client, db: None) -> None:
    DemoCard.objects.create(persona="aino", card_number="29000000009015")
    with override_settings(DEMO=True):
        assert "29000000009015" in librarian.get("/services/library/").content.decode()
    with override_settings(DEMO=False):
        assert "29000000009015" not in librarian.get("/services/library/").content.decode()


@pytest.mark.parametrize(
    ("language", "words"),
    [("fi", "Lupa on peruttu."), ("sv", "Tillståndet har återkallats."), ("en", "has been withdrawn")],
)
def test_the_reason_is_said_in_the_readers_language(
    librarian: Client, ledger: FakeLedger, aino: Borrower, language: str, words: str
) -> None:
    ledger.answer(TIPS, LOANS, aino.pairwise_id, Reason.WITHDRAWN)
    page = librarian.get(tips(aino), headers={"accept-language": language})
    assert words in text(page)
    assert f'<html lang="{language}">' in page.content.decode()

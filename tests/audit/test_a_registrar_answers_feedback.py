"""Feedback in the console: due dates, who may answer it, and that the first answer stands."""

from datetime import timedelta

import pytest
from django.test import Client

from consent import clock
from consent.rights.actions.give_feedback import give_feedback
from consent.rights.models import Feedback
from tests.audit.test_a_registrar_reads_the_register import staff
from tests.cast import SYSTEM

PATH = "/audit/feedback/"


def given(text: str = "It is fine.", **changes: str) -> int:
    """This function will give feedback as somebody new and return its number."""
    sender = f"sender {Feedback.objects.count()}"
    values = {"topic": "other", "text": text, "language": "en", "sender": sender} | changes
    return give_feedback(actor=SYSTEM, **values)


def answered(client: Client, number: int) -> int:
    return client.post(f"{PATH}{number}/answered/").status_code


@pytest.mark.law("Digital Services Act 306/2019", "9", "what is due is seen first, and what is late is said to be late")
def test_what_is_due_first_stands_first_and_late_is_said(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    now = clock.now()
    given("Of today.")
    monkeypatch.setattr(clock, "now", lambda: now - timedelta(days=15))
    given("Of long ago.", reply_to="somebody@mail.example")
    monkeypatch.setattr(clock, "now", lambda: now)
    page = staff("registrar").get(PATH).content.decode()
    assert page.index("Of long ago.") < page.index("Of today.")
    assert page.count("Late: was due on") == 1
    assert page.count("Due on") == 1
    assert "mailto:somebody@mail.example" in page
    assert "No reply address was left." in page


def test_a_registrar_marks_it_answered(db: None) -> None:
    registrar, number = staff("registrar"), given("Please answer.")
    answer = registrar.post(f"{PATH}{number}/answered/", follow=True)
    assert "is marked as answered" in answer.content.decode()
    row = Feedback.objects.get()
    assert row.answered_at is not None
    assert row.answered_by.startswith("S-")
    assert "Please answer." not in registrar.get(PATH).content.decode()
    later = registrar.get(f"{PATH}?show=answered").content.decode()
    assert "Please answer." in later
    assert row.answered_by in later


def test_the_first_answer_stands(db: None) -> None:
    number = given()
    assert answered(staff("registrar"), number) == 302
    before = Feedback.objects.values().get()
    answer = staff("registrar", language="sv").post(f"{PATH}{number}/answered/", follow=True)
    assert answer.status_code == 200
    assert Feedback.objects.values().get() == before


@pytest.mark.law("GDPR", "38(6)", "a data protection officer reads feedback and does not handle it")
def test_a_data_protection_officer_reads_and_does_not_answer(db: None) -> None:
    dpo, number = staff("dpo"), given("Hello.")
    page = dpo.get(PATH).content.decode()
    assert "Hello." in page
    assert "Mark as answered" not in page
    assert answered(dpo, number) == 403
    assert Feedback.objects.get().answered_at is None


def test_nobody_else_answers(db: None) -> None:
    number = given()
    assert answered(staff("librarian", "library"), number) == 403
    assert answered(Client(), number) == 302
    assert Feedback.objects.get().answered_at is None


@pytest.mark.parametrize("number", ["0", "1", str(2**63 - 1), str(2**63), "9" * 40])
def test_a_number_that_was_never_given_is_not_found(db: None, number: str) -> None:
    assert staff("registrar").post(f"{PATH}{number}/answered/").status_code == 404


def test_a_form_without_its_token_is_refused(db: None) -> None:
    number, registrar = given(), staff("registrar")
    registrar.handler.enforce_csrf_checks = True
    assert answered(registrar, number) == 403
    assert Feedback.objects.get().answered_at is None


@pytest.mark.parametrize("page", ["x", "-1", "1.5", "9" * 20, "²"])
def test_a_page_that_is_no_number_is_a_bad_request(db: None, page: str) -> None:
    assert staff("registrar").get(PATH, {"page": page}).status_code == 400


def test_what_somebody_wrote_is_shown_as_text(db: None) -> None:
    given("<script>x()</script>")
    assert "<script>" not in staff("registrar").get(PATH).content.decode()


def test_fifty_a_page(db: None) -> None:
    for number in range(51):
        given(f"Number {number}.")
    registrar = staff("registrar")
    first = registrar.get(PATH)
    assert len(first.context["rows"]) == 50
    assert len(registrar.get(first.context["next"]).context["rows"]) == 1
    assert len(registrar.get(f"{PATH}?page=999").context["rows"]) == 1

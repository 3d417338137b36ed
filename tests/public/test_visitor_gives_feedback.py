"""The feedback form: anybody may write, nobody is identified, nobody floods it."""

import logging

import pytest
from django.test import Client, override_settings

from consent.rights.actions import give_feedback as action
from consent.rights.models import Feedback

PATH = "/feedback/"
WRITTEN = {"topic": "accessibility", "text": "The table is hard to read aloud.", "reply_to": "someone@mail.example"}


@pytest.fixture
def visitor(db: None) -> Client:
    """Somebody who has not signed in."""
    return Client(headers={"accept-language": "en"})


@pytest.mark.law(
    "Digital Services Act 306/2019", "9", "anybody gives feedback without signing in and is told when it is answered"
)
def test_somebody_writes_and_is_told_that_it_arrived(visitor: Client) -> None:
    answer = visitor.post(PATH, WRITTEN, follow=True)
    assert answer.redirect_chain[0][0] == "/feedback/#status"
    assert "you get an answer within 14 days" in answer.content.decode()
    row = Feedback.objects.get()
    assert (row.topic, row.text, row.reply_to) == (WRITTEN["topic"], WRITTEN["text"], WRITTEN["reply_to"])
    assert row.language == "en"


def test_an_address_is_optional(visitor: Client) -> None:
    assert visitor.post(PATH, {"topic": "other", "text": "Thank you!"}).status_code == 302
    assert Feedback.objects.get().reply_to == ""


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"topic": ""}, "Choose what your feedback is about."),
        ({"topic": "invented"}, "Choose what your feedback is about."),
        ({"text": "  "}, "Write your feedback."),
        ({"text": "x" * 2001}, "The text is too long: at most 2000 characters, and yours has 2001."),
        ({"text": "a\0b"}, "Null characters"),
        ({"reply_to": "nowhere"}, "This is not an e-mail address."),
        ({"reply_to": "a" * 250 + "@mail.example"}, "254"),
    ],
)
def test_what_is_wrong_is_said_and_what_was_written_stays(visitor: Client, changes: dict[str, str], said: str) -> None:
    answer = visitor.post(PATH, WRITTEN | changes)
    page = answer.content.decode()
    assert answer.status_code == 400
    assert said in page
    assert "Nothing was sent yet" in page
    assert "reply_to" in changes or WRITTEN["reply_to"] in page
    assert Feedback.objects.count() == 0


def test_two_thousand_characters_with_line_breaks_fit(visitor: Client) -> None:
    assert visitor.post(PATH, WRITTEN | {"text": "a\r\n" * 1000}).status_code == 302
    assert len(Feedback.objects.get().text) <= 2000


def test_markup_is_shown_as_text(visitor: Client) -> None:
    page = visitor.post(PATH, WRITTEN | {"topic": "", "text": "<img src=x>"}).content.decode()
    assert "<img src=x>" not in page
    assert "&lt;img src=x&gt;" in page


def test_one_session_cannot_flood(visitor: Client) -> None:
    for _ in range(action.MOST_OF_ONE_SENDER):
        assert visitor.post(PATH, WRITTEN).status_code == 302
    answer = visitor.post(PATH, WRITTEN)
    assert answer.status_code == 429
    assert answer["Retry-After"] == "3600"
    assert WRITTEN["text"] in answer.content.decode()
    assert Feedback.objects.count() == action.MOST_OF_ONE_SENDER
    assert Client().post(PATH, WRITTEN).status_code == 302


def test_many_sessions_together_cannot_flood(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(action, "MOST_OF_EVERYBODY", 3)
    assert [Client().post(PATH, WRITTEN).status_code for _ in range(4)] == [302, 302, 302, 429]


@pytest.mark.law("GDPR", "5(1)(c)", "feedback keeps no name, no machine address and no trace in the operator's log")
def test_nothing_about_the_sender_is_kept_or_logged(visitor: Client, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.DEBUG):
        visitor.post(PATH, WRITTEN, REMOTE_ADDR="203.0.113.77")
    row = Feedback.objects.get()
    kept = " ".join(str(value) for value in Feedback.objects.filter(pk=row.pk).values().get().values())
    assert "203.0.113.77" not in kept
    assert visitor.session.session_key not in kept
    for secret in (WRITTEN["text"], WRITTEN["reply_to"]):
        assert secret not in caplog.text
        assert secret not in f"{row!s} {row!r}"


def test_a_form_from_elsewhere_is_refused(db: None) -> None:
    assert Client(enforce_csrf_checks=True).post(PATH, WRITTEN).status_code == 403
    assert Feedback.objects.count() == 0


def test_the_topic_may_be_chosen_by_a_link(visitor: Client) -> None:
    page = visitor.get(f"{PATH}?topic=accessibility").content.decode()
    assert 'value="accessibility" required checked' in page
    assert " checked" not in visitor.get(f"{PATH}?topic=<x>").content.decode()


def test_the_data_protection_officer_is_named(visitor: Client) -> None:
    with override_settings(DPO_CONTACT="dpo@city.example"):
        assert "dpo@city.example" in visitor.get(PATH).content.decode()

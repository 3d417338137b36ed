"""A registrar reads what a department drafted, and publishes it, or does not."""

from typing import Any

import pytest
from django.test import Client

from consent.core.errors import NotAllowed
from consent.people.actors import Actor
from consent.people.models import Account
from consent.registry.actions.approve_draft import approve_draft
from consent.registry.actions.return_draft import return_draft
from consent.registry.actions.save_draft import save_draft
from consent.registry.models import Notice, WaitingDraft
from consent.registry.waiting_drafts import draft_of
from tests.api.test_draft_an_activity import CODE, entry, get, put
from tests.audit.test_a_registrar_reads_the_register import staff
from tests.cast import SYSTEM, Cast, token_for

PAGE = f"/audit/drafts/trial/{CODE}/"
WHY = "Say in plain words <what> the list is used for."


def draft(code: str = CODE, read: str | None = None, **changes: Any) -> str:
    """This function will hand a draft in as the department's software does, and return its etag."""
    handed_in = save_draft(
        actor=SYSTEM, department="trial", client="c-1", code=code, entry=entry(code, **changes), read=read
    )
    return handed_in[0].etag


@pytest.fixture
def registrar(cast: Cast) -> Client:
    """A registrar's browser."""
    return staff("registrar")


def publish(client: Client, read: str, confirm: str = "yes", page: str = PAGE) -> Any:
    return client.post(f"{page}publish/", {"read": read, "confirm": confirm}, follow=False)


def send_back(client: Client, read: str, reason: str = WHY, page: str = PAGE) -> Any:
    return client.post(f"{page}return/", {"read": read, "reason": reason}, follow=False)


def reference() -> str:
    """This function will return by what the record knows the registrar."""
    return str(Account.objects.get(username="registrar-en").reference)


def versions() -> list[int]:
    return sorted(Notice.objects.filter(activity_id=CODE).values_list("version", flat=True))


@pytest.mark.law("GDPR", "24(1)", "A registrar who is not the drafter approves before a notice is in use")
def test_the_draft_is_shown_beside_the_notice_in_force_and_published(registrar: Client) -> None:
    etag = draft(valid_months=6)
    assert f'href="{PAGE}"' in registrar.get("/audit/activities/").content.decode()
    page = registrar.get(PAGE).content.decode()
    for said in ("trial / drafter", "c-1", "12 months", "6 months", "Version 1", "it breaks no rule"):
        assert said in page, said
    assert "no longer count" not in page
    answer = publish(registrar, etag)
    assert (answer.status_code, answer["Location"]) == (302, f"/audit/activities/{CODE}/#status")
    assert versions() == [1, 2]
    governance = Notice.objects.get(activity_id=CODE, version=2).governance
    assert governance["approved_by"] == reference()
    assert (governance["drafted_by"], governance["published_by"]) == ("trial / drafter", "approve_draft")
    assert not WaitingDraft.objects.exists()
    assert registrar.get(PAGE).status_code == 404
    assert publish(registrar, etag).status_code == 404


def test_terms_that_reach_further_are_pointed_out(registrar: Client) -> None:
    draft(valid_months=24)
    assert "no longer count" in registrar.get(PAGE).content.decode()


def test_a_new_purpose_is_shown_whole(registrar: Client) -> None:
    etag = draft("trial-idea")
    page = registrar.get("/audit/drafts/trial/trial-idea/").content.decode()
    assert "this purpose would be new" in page
    assert page.count("Trial of trial-idea") >= 3, "in each language"
    assert publish(registrar, etag, page="/audit/drafts/trial/trial-idea/").status_code == 302
    assert registrar.get("/audit/activities/trial-idea/").status_code == 200


def test_a_draft_that_breaks_a_rule_cannot_be_published(registrar: Client) -> None:
    etag = draft(valid_months=48)
    page = registrar.get(PAGE).content.decode()
    assert "it breaks 1 rule" in page
    assert "Approve and publish" not in page
    assert publish(registrar, etag).status_code == 422
    assert versions() == [1]


def test_a_registrar_publishes_only_what_was_read(registrar: Client) -> None:
    read = draft(valid_months=6)
    now = draft(read=read, valid_months=11)
    stale = publish(registrar, read)
    assert stale.status_code == 409
    assert "the draft has changed since" in stale.content.decode()
    unread = publish(registrar, now, confirm="")
    assert unread.status_code == 422
    assert '<a href="#confirm">' in unread.content.decode()
    assert versions() == [1]
    assert publish(registrar, now).status_code == 302


def test_whoever_drafted_it_does_not_approve_it(registrar: Client) -> None:
    written = entry(valid_months=6)
    written["governance"]["drafted_by"] = reference()
    etag = save_draft(actor=SYSTEM, department="trial", client="c", code=CODE, entry=written, read=None)[0].etag
    assert publish(registrar, etag).status_code == 422
    assert versions() == [1]


def test_nobody_but_a_registrar_publishes(dpo: Client, cast: Cast) -> None:
    etag = draft(valid_months=6)
    assert "Approve and publish" not in dpo.get(PAGE).content.decode()
    assert publish(dpo, etag).status_code == 403
    assert staff("librarian", "trial").get(PAGE).status_code == 403
    assert Client().get(PAGE).status_code == 302
    for actor in (SYSTEM, cast.aino.actor, Actor.of_account(Account.objects.get(username="dpo-en"))):
        with pytest.raises(NotAllowed):
            approve_draft(actor=actor, department="trial", code=CODE, read=etag)
    assert versions() == [1]


def test_a_draft_that_is_not_there_is_not_found(registrar: Client) -> None:
    draft()
    for page in ("/audit/drafts/trial/nothing/", f"/audit/drafts/other/{CODE}/"):
        assert registrar.get(page).status_code == 404
        assert publish(registrar, "x", page=page).status_code == 404


def test_markup_in_a_draft_stays_text(registrar: Client) -> None:
    written = entry()
    for language in ("fi", "sv", "en"):
        written["notice"][language]["title"] = "<script>alert(1)</script>"
    save_draft(actor=SYSTEM, department="trial", client="<b>", code=CODE, entry=written, read=None)
    page = registrar.get(PAGE).content.decode()
    assert "<script>alert" not in page
    assert "<b>" not in page
    assert draft_of("trial", CODE).client_name == "<b>"


@pytest.mark.law(
    "GDPR", "24(1)", "A registrar sends a draft back and says why; it is not in use before another is approved"
)
def test_a_draft_is_sent_back_and_the_department_reads_why(registrar: Client) -> None:
    etag, token = draft(valid_months=6), token_for("trial", "registry:draft")
    assert get(token).json()["returned"] is None
    answer = send_back(registrar, etag)
    assert (answer.status_code, answer["Location"]) == (302, f"{PAGE}#status")
    told = get(token)
    assert told.json()["returned"]["reason"] == WHY
    assert told["ETag"].strip('"') not in ("", etag), "whoever has read it before has not read this"
    page = registrar.get(PAGE).content.decode()
    assert "Say in plain words &lt;what&gt; the list is used for." in page
    assert "Approve and publish" not in page
    assert "Send the draft back" not in page
    assert "Sent back to the department" in registrar.get("/audit/activities/").content.decode()
    for read in (etag, told["ETag"].strip('"')):
        assert publish(registrar, read).status_code == 409
        assert send_back(registrar, read).status_code == 409
    assert versions() == [1]
    again = put(token, entry(valid_months=6), etag=told["ETag"])
    assert (again.status_code, again.json()["returned"]) == (200, None)
    assert publish(registrar, again["ETag"].strip('"')).status_code == 302
    assert versions() == [1, 2]


@pytest.mark.parametrize("reason", ["", "  no  ", "x" * 1_001, "a nul \0 in it"])
def test_a_draft_is_not_sent_back_without_a_word(registrar: Client, reason: str) -> None:
    answer = send_back(registrar, draft(), reason)
    assert answer.status_code == 422
    assert '<a href="#reason">' in answer.content.decode()
    assert WaitingDraft.objects.get().returned_at is None


def test_nobody_but_a_registrar_sends_a_draft_back(dpo: Client, cast: Cast) -> None:
    etag = draft()
    assert "Send the draft back" not in dpo.get(PAGE).content.decode()
    assert send_back(dpo, etag).status_code == 403
    assert send_back(staff("librarian", "trial"), etag).status_code == 403
    for actor in (SYSTEM, cast.aino.actor, Actor.of_account(Account.objects.get(username="dpo-en"))):
        with pytest.raises(NotAllowed):
            return_draft(actor=actor, department="trial", code=CODE, read=etag, reason=WHY)
    assert WaitingDraft.objects.get().returned_at is None


def test_drafts_are_listed_by_what_they_would_be_called(registrar: Client) -> None:
    written = entry("trial-idea")
    del written["notice"]["en"]
    save_draft(actor=SYSTEM, department="trial", client="c", code="trial-idea", entry=written, read=None)
    draft()
    listed = registrar.get("/audit/activities/").content.decode().partition('id="drafts"')[2].partition("</ul>")[0]
    assert "Trial of trial-consent, Trial" in listed
    assert "Trial of trial-idea" in listed, "in another language before its code"
    assert "Trial of trial-idea" in registrar.get("/audit/drafts/trial/trial-idea/").content.decode()

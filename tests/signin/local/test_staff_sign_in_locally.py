"""The first administrator enrols and signs in with two factors; nobody gets in with one."""

from datetime import timedelta

import pytest
from django.core.management import call_command
from django.test import Client

from consent.core.errors import Invalid, NotAllowed
from consent.people.actions.local_account import close_account, open_local_account
from consent.people.actors import Actor
from consent.people.models import Account, LocalCredential, RecoveryCode, SignedInSession
from tests.cast import SYSTEM
from tests.decisions.doors import MovedClock
from tests.signin.local.conftest import CODE, PASSWORD, STAFF, START, Holder


def signed_in(browser: Client) -> bool:
    """This function will tell whether somebody is signed in to this browser."""
    return "_auth_user_id" in browser.session


def test_the_first_administrator_enrols_and_gets_ten_codes_once(holder: Holder, browser: Client) -> None:
    answer = holder.enrol(browser)
    assert answer.status_code == 200
    assert "no-store" in answer["Cache-Control"]
    assert len(set(holder.codes)) == 10
    assert signed_in(browser)
    assert SignedInSession.objects.get().method == "local"
    again = browser.post(START, {"password": PASSWORD, "repeated": PASSWORD, "code": holder.code(1)})
    assert again["Location"] == STAFF


@pytest.mark.law("NIST SP 800-63B-4", "2.2", "A local account is opened by two factors, never by one")
def test_the_password_alone_opens_nothing(holder: Holder, browser: Client, moved: MovedClock) -> None:
    holder.enrol(Client())
    moved.at += timedelta(minutes=1)
    assert holder.password(browser, next="/audit/")["Location"] == CODE
    assert not signed_in(browser)
    assert browser.get("/audit/").status_code in (302, 404)
    assert browser.post(CODE, {"code": "000000"}).status_code == 401
    assert not signed_in(browser)
    assert browser.post(CODE, {"code": holder.code()})["Location"] == "/audit/"
    assert signed_in(browser)


def test_a_code_seen_over_the_shoulder_is_of_no_use(holder: Holder, moved: MovedClock) -> None:
    holder.enrol(Client())
    moved.at += timedelta(minutes=1)
    owner, thief = Client(), Client()
    for browser in (owner, thief):
        holder.password(browser)
    assert owner.post(CODE, {"code": holder.code()}).status_code == 302
    assert thief.post(CODE, {"code": holder.code()}).status_code == 401
    assert thief.post(CODE, {"code": holder.code(-1)}).status_code == 401


def test_a_recovery_code_works_once_however_it_is_typed(holder: Holder, moved: MovedClock) -> None:
    holder.enrol(Client())
    first, second = Client(), Client()
    holder.password(first)
    assert first.post(CODE, {"code": holder.codes[0].lower().replace("-", " ")}).status_code == 302
    holder.password(second)
    assert second.post(CODE, {"code": holder.codes[0]}).status_code == 401
    assert second.post(CODE, {"code": holder.codes[1]}).status_code == 302
    assert RecoveryCode.objects.count() == 8


def test_neither_secret_nor_codes_are_stored_in_clear(holder: Holder, browser: Client) -> None:
    holder.enrol(browser)
    assert holder.secret not in bytes(LocalCredential.objects.get().key_sealed)
    kept = b"".join(bytes(row) for row in RecoveryCode.objects.values_list("digest", flat=True))
    assert all(code.replace("-", "").encode() not in kept for code in holder.codes)


def test_the_one_time_password_runs_out_after_a_day(holder: Holder, browser: Client, moved: MovedClock) -> None:
    moved.at += timedelta(hours=24)
    assert holder.password(browser, holder.given.password).status_code == 401


def test_the_one_time_password_is_void_after_the_enrolment(holder: Holder, browser: Client) -> None:
    holder.enrol(Client())
    assert holder.password(browser, holder.given.password).status_code == 401


@pytest.mark.parametrize(
    "password", ["short", "kaarina-kaarina", "passwordpassword", "x" * 300], ids=["short", "name", "common", "endless"]
)
def test_a_weak_password_is_refused_with_the_reason(holder: Holder, browser: Client, password: str) -> None:
    holder.password(browser, holder.given.password)
    browser.get(START)
    answer = browser.post(START, {"password": password, "repeated": password, "code": "123456"})
    if password == "passwordpassword":
        assert not signed_in(browser)
    assert answer.status_code == 400
    assert "errorlist" in answer.content.decode()


def test_half_a_sign_in_is_forgotten_after_five_minutes(holder: Holder, browser: Client, moved: MovedClock) -> None:
    holder.enrol(Client())
    holder.password(browser)
    moved.at += timedelta(minutes=5)
    assert browser.post(CODE, {"code": holder.code()})["Location"] == STAFF
    assert not signed_in(browser)


def test_a_planted_session_key_is_worth_nothing(holder: Holder, browser: Client, moved: MovedClock) -> None:
    session = browser.session
    session["planted"] = 1
    session.save()
    planted = session.session_key
    browser.cookies["sessionid"] = planted
    holder.enrol(browser)
    assert browser.session.session_key != planted
    assert "planted" not in browser.session
    thief = Client()
    thief.cookies["sessionid"] = planted
    assert thief.get("/session/").status_code == 302


def test_the_qr_code_is_drawn_for_the_enrolling_only_and_kept_nowhere(holder: Holder, browser: Client) -> None:
    assert browser.get(f"{START}code.svg").status_code == 404
    holder.password(browser, holder.given.password)
    image = browser.get(f"{START}code.svg")
    assert image["Content-Type"] == "image/svg+xml"
    assert "no-store" in image["Cache-Control"]
    assert b"style=" not in image.content
    holder.enrol(browser)
    assert browser.get(f"{START}code.svg").status_code == 404


def test_a_closed_account_opens_nothing(holder: Holder, browser: Client) -> None:
    holder.enrol(Client())
    close_account(actor=SYSTEM, username="kaarina")
    assert holder.password(browser).status_code == 401


def test_a_local_account_without_a_role_opens_nothing(holder: Holder, browser: Client) -> None:
    holder.enrol(Client())
    Account.objects.get(username="kaarina").roles.all().delete()
    assert holder.password(browser).status_code == 401


def test_only_an_operator_opens_an_account_and_only_with_a_role(db: None) -> None:
    staff = Actor(kind="staff", account=None, subject=None, name="S-X")
    about = {"username": "x", "display_name": "X", "language": "fi"}
    with pytest.raises(NotAllowed):
        open_local_account(actor=staff, roles=[("dpo", None)], **about)
    with pytest.raises(Invalid):
        open_local_account(actor=SYSTEM, roles=[], **about)


def test_the_operator_opens_renews_and_closes_an_account(db: None, capsys: pytest.CaptureFixture[str]) -> None:
    call_command("open_staff_account", username="ville", name="Ville", role=["officer:education"])
    first = capsys.readouterr().out
    call_command("open_staff_account", username="ville", again=True)
    second = capsys.readouterr().out
    passwords = [said.split("one-time password: ")[1].split()[0] for said in (first, second)]
    assert passwords[0] != passwords[1]
    account = Account.objects.get(username="ville")
    assert not account.check_password(passwords[0])
    assert account.check_password(passwords[1])
    call_command("close_account", username="ville")
    assert not Account.objects.get(username="ville").is_active


@pytest.mark.parametrize("username", ["kaarina", "nobody", "nul\x00", "x" * 200])
def test_the_answer_does_not_tell_whether_a_name_exists(holder: Holder, browser: Client, username: str) -> None:
    answer = browser.post(STAFF, {"username": username, "password": "wrong password here"})
    assert answer.status_code == 401
    assert "The name or the password is wrong" in answer.content.decode()
    assert username[:5] not in answer.content.decode().partition("<main")[2]

"""Somebody guesses: other people's pages, unknown activities, wrong methods, forged forms."""

import pytest
from django.test import Client

from consent.ledger.queries import history_of
from tests.cast import Cast
from tests.portal.conftest import SignIn
from tests.portal.steps import CONSENT, decide

PAGES = ["/permissions/trial-consent/", "/uses/", "/history/"]
POSTS = [
    "/permissions/trial-consent/give/",
    "/permissions/trial-consent/refuse/",
    "/permissions/trial-consent/withdraw/",
    "/permissions/trial-task/object/",
    "/acting/",
]


@pytest.mark.parametrize("path", PAGES)
def test_a_visitor_is_sent_to_sign_in(cast: Cast, path: str) -> None:
    answer = Client().get(path)
    assert (answer.status_code, answer["Location"].partition("?")[0]) == (302, "/sign-in/")


@pytest.mark.parametrize("path", POSTS)
def test_a_visitor_changes_nothing(cast: Cast, path: str) -> None:
    answer = Client().post(path, {"person": str(cast.aino.subject), "notice_version": 1})
    assert (answer.status_code, answer["Location"].partition("?")[0]) == (302, "/sign-in/")
    assert history_of(cast.aino.subject) == []


@pytest.mark.parametrize("path", PAGES)
def test_staff_have_no_residents_pages(staff: Client, path: str) -> None:
    assert staff.get(path).status_code == 403


@pytest.mark.parametrize("path", POSTS)
def test_staff_decide_for_nobody(cast: Cast, staff: Client, path: str) -> None:
    assert staff.post(path, {"person": str(cast.aino.subject), "notice_version": 1}).status_code == 403
    assert history_of(cast.aino.subject) == []


@pytest.mark.parametrize("path", [*POSTS, "/language/", "/sign-out/"])
def test_what_changes_something_is_never_a_link(cast: Cast, sign_in: SignIn, path: str) -> None:
    assert sign_in(cast.aino).get(path).status_code == 405


@pytest.mark.parametrize("path", [*POSTS, "/language/", "/sign-out/"])
def test_a_form_from_another_site_is_refused(cast: Cast, sign_in: SignIn, path: str) -> None:
    aino = sign_in(cast.aino, enforce_csrf_checks=True)
    answer = aino.post(path, {"person": str(cast.aino.subject), "notice_version": 1, "language": "sv"})
    assert answer.status_code == 403
    assert history_of(cast.aino.subject) == []
    assert aino.get("/history/").status_code == 200  # still signed in


@pytest.mark.parametrize("activity", ["no-such-thing", "trial-ended", "trial-coming", "x" * 300])
@pytest.mark.parametrize("verb", ["", "give/", "refuse/", "withdraw/", "object/"])
def test_an_activity_that_is_not_there_is_not_found(cast: Cast, sign_in: SignIn, activity: str, verb: str) -> None:
    aino = sign_in(cast.aino)
    path = f"/permissions/{activity}/{verb}"
    body = {"person": str(cast.aino.subject), "notice_version": 1}
    answer = aino.post(path, body) if verb else aino.get(path)
    assert answer.status_code == 404
    assert history_of(cast.aino.subject) == []


@pytest.mark.parametrize("whose", ["eino", "oona", "saara", "aino"])
def test_nobody_decides_for_a_person_named_in_the_form(cast: Cast, sign_in: SignIn, whose: str) -> None:
    person = getattr(cast, whose)
    mikko = sign_in(cast.mikko)
    decide(mikko, "give", person)
    assert history_of(person.subject) == []
    assert history_of(cast.mikko.subject) == []


def test_one_person_never_sees_another_persons_decisions_or_uses(cast: Cast, sign_in: SignIn) -> None:
    decide(sign_in(cast.aino), "give", cast.aino)
    mikko = sign_in(cast.mikko)
    for path in ("/", "/history/", "/uses/", f"/permissions/{CONSENT}/"):
        page = mikko.get(path).content.decode()
        assert "Consent given" not in page
        assert str(cast.aino.subject) not in page


@pytest.mark.parametrize("text", ["x", "-1", "1e9", "²", "9" * 19, "9" * 400, "1;drop"])
def test_a_place_in_the_list_that_is_no_number_is_a_bad_request(cast: Cast, sign_in: SignIn, text: str) -> None:
    assert sign_in(cast.aino).get("/uses/", {"before": text}).status_code == 400


@pytest.mark.parametrize("text", ["no-such-thing", "\0", "'", "<script>", "🦊", "x" * 2000])
def test_an_odd_filter_shows_an_empty_list(cast: Cast, sign_in: SignIn, text: str) -> None:
    answer = sign_in(cast.aino).get("/uses/", {"activity": text})
    assert answer.status_code == 200
    assert "<script>" not in answer.content.decode()


def test_no_address_of_a_page_carries_a_person(cast: Cast, sign_in: SignIn) -> None:
    aino = sign_in(cast.aino)
    for path in ("/", *PAGES):
        page = aino.get(path).content.decode()
        for link in page.split('href="')[1:]:
            address = link.partition('"')[0]
            assert not any(str(person.subject) in address for person in (cast.aino, cast.eino))

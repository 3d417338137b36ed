"""A child whose home is secret (turvakielto): no page of a guardian tells a place or a time that leads to one."""

from datetime import datetime, timedelta

import pytest

from consent import clock
from consent.clock import CITY_ZONE
from consent.ledger.visibility import Sight, week_of
from consent.people.models import Resident
from tests import trial_manifest
from tests.cast import Cast, token_for
from tests.portal.conftest import SignIn
from tests.portal.steps import CONSENT, act_for, card, text
from tests.portal.test_resident_sees_every_look import look, rows

LAW = ("Population Information Act 661/2009", "36 §")
PLACES = {
    "district": "Lauttasaari",
    "street_address": "Salainenkatu 477",
    "postal_code": "00270",
    "phone": "+358400009999",
}
PATHS = [
    "/",
    f"/permissions/{CONSENT}/",
    "/permissions/trial-task/",
    "/uses/",
    "/uses/?activity=trial-task",
    "/history/",
]
WEDNESDAY = datetime(2026, 11, 25, 13, 37, 11, tzinfo=CITY_ZONE)


@pytest.fixture
def secret(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> Cast:
    """Eino's home is secret; the department looked twice on Wednesday and once three weeks earlier."""
    for person in (cast.eino, cast.oona):
        Resident.objects.filter(pk=person.subject).update(non_disclosure=True, **PLACES)
    token = token_for(trial_manifest.DEPARTMENT)
    for moment in (WEDNESDAY - timedelta(weeks=3), WEDNESDAY, WEDNESDAY + timedelta(minutes=9)):
        monkeypatch.setattr(clock, "now", lambda moment=moment: moment)
        look(token, cast.eino, "trial-task")
        look(token, cast.oona, "trial-task")
    return cast


@pytest.mark.parametrize("path", PATHS)
@pytest.mark.parametrize("who", ["aino", "saara"])
@pytest.mark.law(*LAW, "no page of a guardian tells where a child with a secret home is")
def test_no_page_of_a_guardian_tells_a_place_or_a_time(secret: Cast, sign_in: SignIn, path: str, who: str) -> None:
    guardian = sign_in(getattr(secret, who))
    act_for(guardian, secret.eino)
    page = text(guardian, path)
    assert [place for place in PLACES.values() if place in page] == []
    for time in ("13:37", "13:46", "25 November", "4 November", "2026-11-25", "2026-11-04", "before="):
        assert time not in page
    assert "2 times" not in page
    assert "3 times" not in page


def test_a_guardian_is_told_the_week_once_it_is_over(
    secret: Cast, sign_in: SignIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    aino = sign_in(secret.aino)
    act_for(aino, secret.eino)
    (row,) = rows(text(aino, "/uses/"))
    assert "Week 45/2026" in row
    assert "Trial (en)" in row
    monkeypatch.setattr(clock, "now", lambda: week_of(WEDNESDAY) + timedelta(days=7) - timedelta(microseconds=1))
    aino = sign_in(secret.aino)  # days later, hence anew
    act_for(aino, secret.eino)
    assert len(rows(text(aino, "/uses/"))) == 1
    monkeypatch.setattr(clock, "now", lambda: week_of(WEDNESDAY) + timedelta(days=7))
    newest, _ = rows(text(aino, "/uses/"))
    assert "Week 48/2026" in newest, "two looks in one week are one line"
    assert card(aino, "trial-task").uses_text == ""


@pytest.mark.parametrize(("age", "told"), [(12, False), (14, False), (15, True), (40, True)])
def test_the_person_sees_everything_from_fifteen(age: int, told: bool) -> None:
    assert Sight(age=age, non_disclosure=True, right=None).tells_times is told


def test_another_childs_uses_are_told_in_full(cast: Cast, sign_in: SignIn) -> None:
    look(token_for(trial_manifest.DEPARTMENT), cast.eino, "trial-task")
    aino = sign_in(cast.aino)
    act_for(aino, cast.eino)
    assert "Week " not in text(aino, "/uses/")
    assert len(rows(text(aino, "/uses/"))) == 1

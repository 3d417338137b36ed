"""The officer's pages: each field is the data or the reason why not, and a place is given only where one is free."""

import re
from collections.abc import Callable

import httpx
import pytest
from django.test import Client

from services.kit.wording import why_not
from services.preschool.models import Placement, Unit
from services.preschool.records import ALLERGIES, BIRTH_DATE, HOME, KITCHEN, PLACE, PLACEMENT
from services.sdk.fake import FakeLedger
from services.sdk.reasons import REFUSING, Reason
from tests.log_lines import logged
from tests.services.conftest import staff
from tests.services.preschool import FOR_PLACEMENT, PHONE, STREET, UNIT_NAME, Pupil, allow, build, enrol_child

PERSONAL = (STREET, PHONE, "Aino", "peanut", "egg", UNIT_NAME)


@pytest.fixture
def eino(db: None, education: FakeLedger) -> Pupil:
    """A child with a place in the first of two units."""
    build("kallio-1", 2)
    build("malmi-1", 1, "Päiväkoti Saarnisilta", "Malmi")
    return enrol_child(education, 903, units=("kallio-1",))


def text(page: httpx.Response) -> str:
    """This function will return a page's words without its tags."""
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page.content.decode()))


def test_the_placement_shows_each_field_and_where_the_child_has_a_place(
    officer: Client, education: FakeLedger, eino: Pupil
) -> None:
    allow(education, eino)
    page = officer.get(eino.placement)
    assert page.status_code == 200
    words = text(page)
    assert all(word in words for word in (STREET, "00530 Kallio", "Aino Virtanen", PHONE, UNIT_NAME, "Has a place"))
    assert f"{eino.born:%Y-%m-%d}" in page.content.decode()
    assert page["Cache-Control"] == "no-store"
    assert "peanut" not in words
    assert "was not asked for" in words


def test_the_kitchen_sees_allergies_and_nothing_else(officer: Client, education: FakeLedger, eino: Pupil) -> None:
    allow(education, eino, KITCHEN)
    words = text(officer.get(eino.kitchen))
    assert "peanut Severe: not even traces" in re.sub(r" (Food|How strong) ", " ", words).replace("  ", " ")
    assert "egg" in words
    assert not any(word in words for word in (STREET, PHONE, "Aino", UNIT_NAME))
    assert {look.category for look in education.looks} == {ALLERGIES}


@pytest.mark.law("GDPR", "9(2)(a)", "a child's allergies are seen by nobody without explicit consent")
def test_without_consent_the_kitchen_sees_nothing(officer: Client, education: FakeLedger, eino: Pupil) -> None:
    allow(education, eino, PLACEMENT)
    words = text(officer.get(eino.kitchen))
    assert "Not permitted" in words
    assert not any(word in words for word in PERSONAL)


@pytest.mark.law("GDPR", "7(3)", "after a withdrawal the kitchen's next look shows nothing")
def test_after_withdrawal_the_next_load_shows_nothing(officer: Client, education: FakeLedger, eino: Pupil) -> None:
    allow(education, eino, KITCHEN)
    assert "peanut" in text(officer.get(eino.kitchen))
    education.answer(KITCHEN, ALLERGIES, eino.pairwise_id, Reason.WITHDRAWN)
    words = text(officer.get(eino.kitchen))
    assert "peanut" not in words
    assert "The permission has been withdrawn." in words


@pytest.mark.parametrize("reason", sorted(REFUSING))
@pytest.mark.parametrize("activity", [PLACEMENT, KITCHEN])
def test_each_reason_is_said_in_plain_words(
    officer: Client, education: FakeLedger, eino: Pupil, activity: str, reason: Reason
) -> None:
    for category in FOR_PLACEMENT if activity == PLACEMENT else (ALLERGIES,):
        education.answer(activity, category, eino.pairwise_id, reason)
    words = text(officer.get(eino.placement if activity == PLACEMENT else eino.kitchen))
    assert str(why_not(reason)) in words
    assert not any(word in words for word in PERSONAL)


def test_a_field_that_is_refused_leaves_the_others(officer: Client, education: FakeLedger, eino: Pupil) -> None:
    allow(education, eino, PLACEMENT, BIRTH_DATE, PLACE)
    education.answer(PLACEMENT, HOME, eino.pairwise_id, Reason.RESTRICTED)
    page = officer.get(eino.placement)
    assert STREET not in text(page)
    assert f"{eino.born:%Y-%m-%d}" in page.content.decode()
    assert UNIT_NAME in text(page)
    assert "<select" not in page.content.decode(), "no unit is offered by a home that may not be known"


def test_each_load_asks_afresh_and_says_who_looks(officer: Client, education: FakeLedger, eino: Pupil) -> None:
    allow(education, eino)
    for _ in range(2):
        officer.get(eino.placement)
    assert [look.category for look in education.looks] == [*FOR_PLACEMENT] * 2
    (reference,) = {look.staff_ref for look in education.looks}
    assert re.fullmatch(r"S-[A-Z2-7]{8}", reference)


@pytest.mark.parametrize("page", ["placement", "kitchen"])
@pytest.mark.parametrize("known", [True, False], ids=["seen before", "first time"])
def test_an_outage_shows_no_data_and_says_so(
    officer: Client, education: FakeLedger, eino: Pupil, page: str, known: bool
) -> None:
    for activity in (PLACEMENT, KITCHEN):
        allow(education, eino, activity)
    address = getattr(eino, page)
    if known:
        officer.get(address)
    education.go_down()
    answer = officer.get(address)
    assert answer.status_code == 503
    assert "does not answer right now" in text(answer)
    assert not any(word in text(answer) for word in PERSONAL)


def test_she_moves_the_child_to_another_unit(officer: Client, education: FakeLedger, eino: Pupil) -> None:
    allow(education, eino)
    answer = officer.post(eino.place, {"unit": "malmi-1"}, follow=True)
    assert "The child has a place in the unit you chose." in text(answer)
    assert "Päiväkoti Saarnisilta" in text(answer)
    assert dict(Unit.objects.values_list("code", "taken")) == {"kallio-1": 0, "malmi-1": 1}
    placement = Placement.objects.get()
    assert re.fullmatch(r"S-[A-Z2-7]{8}", placement.placed_by)
    assert (placement.starts_on.month, placement.starts_on.day) == (8, 1)
    assert placement.starts_on.year == eino.born.year + 6


def test_the_same_unit_again_changes_nothing(officer: Client, education: FakeLedger, eino: Pupil) -> None:
    allow(education, eino)
    assert "already" in text(officer.post(eino.place, {"unit": "kallio-1"}, follow=True))
    assert Unit.objects.get(code="kallio-1").taken == 1
    assert Placement.objects.get().placed_by == "tests"


@pytest.mark.parametrize("unit", ["full-1", "no-such-unit", "", "x" * 300, "<b>"])
def test_a_unit_without_a_free_place_is_said_and_nothing_changes(
    officer: Client, education: FakeLedger, eino: Pupil, unit: str
) -> None:
    build("full-1", 1, "Päiväkoti Täysi", taken=1)
    allow(education, eino)
    answer = officer.post(eino.place, {"unit": unit}, follow=True)
    assert "has no free place" in text(answer)
    assert Placement.objects.get().unit_id == "kallio-1"
    assert dict(Unit.objects.values_list("code", "taken")) == {"kallio-1": 1, "malmi-1": 0, "full-1": 1}
    assert "Päiväkoti Täysi" not in text(officer.get(eino.placement)), "a full unit is none to choose"


@pytest.mark.parametrize("trouble", ["refused", "partly", "down"])
def test_no_place_is_given_without_a_permit(officer: Client, education: FakeLedger, eino: Pupil, trouble: str) -> None:
    if trouble == "partly":
        allow(education, eino, PLACEMENT, HOME, BIRTH_DATE)
    if trouble == "down":
        allow(education, eino)
        education.go_down()
    answer = officer.post(eino.place, {"unit": "malmi-1"}, follow=True)
    assert "Nothing was changed" in text(answer)
    assert Placement.objects.get().unit_id == "kallio-1"


@pytest.mark.parametrize("reference", ["123", "000009030", "Eino", "010121A903X", "%00", "²²²²²²²²²"])
@pytest.mark.parametrize("page", ["", "kitchen/", "place/"])
def test_an_unknown_reference_is_not_found_and_nothing_is_asked(
    officer: Client, education: FakeLedger, eino: Pupil, page: str, reference: str
) -> None:
    address = f"/services/preschool/children/{reference}/{page}"
    answer = officer.post(address, {"unit": "malmi-1"}) if page == "place/" else officer.get(address)
    assert answer.status_code == 404
    assert education.looks == []


@pytest.mark.parametrize("method", ["post", "put", "patch", "delete", "head"])
@pytest.mark.parametrize("page", [lambda pupil: pupil.placement, lambda pupil: pupil.kitchen], ids=["placement", "k"])
def test_the_pages_are_only_read(
    officer: Client, education: FakeLedger, eino: Pupil, page: Callable[[Pupil], str], method: str
) -> None:
    assert getattr(officer, method)(page(eino)).status_code == 405
    assert officer.get(eino.place).status_code == 405
    assert education.looks == []


def test_the_form_leads_to_the_placement_or_to_the_kitchen(officer: Client, eino: Pupil) -> None:
    spaced = f" {eino.reference[:3]} {eino.reference[3:]} "
    home = "/services/preschool/"
    assert officer.post(home, {"number": spaced, "placement": "1"})["Location"] == eino.placement
    assert officer.post(home, {"number": eino.reference, "kitchen": "1"})["Location"] == eino.kitchen


@pytest.mark.parametrize("reference", ["", "123", "Eino Virtanen", "123456789", "\x00", "9" * 500, "<script>"])
def test_a_typing_error_is_said_beside_the_field(officer: Client, reference: str) -> None:
    page = officer.post("/services/preschool/", {"number": reference})
    assert page.status_code == 400
    assert 'aria-invalid="true"' in page.content.decode()
    assert "<script>" not in page.content.decode()


def test_the_units_page_has_figures_only(officer: Client, education: FakeLedger, eino: Pupil) -> None:
    words = text(officer.get("/services/preschool/units/"))
    assert "2 of 3 places are free" in words
    assert UNIT_NAME in words
    assert eino.reference not in words
    assert education.looks == []


@pytest.mark.parametrize("page", ["", "units/", "children/{0}/", "children/{0}/kitchen/", "children/{0}/place/"])
@pytest.mark.parametrize(
    "roles",
    [(), (("librarian", "library"),), (("officer", "library"),), (("registrar", None),), (("dpo", None),)],
    ids=str,
)
def test_nobody_else_comes_in(
    education: FakeLedger, eino: Pupil, page: str, roles: tuple[tuple[str, str | None], ...]
) -> None:
    address = f"/services/preschool/{page}".format(eino.reference)
    allow(education, eino)
    for browser, status in ((Client(), 302), (staff(*roles), 403)):
        answer = browser.get(address)
        assert answer.status_code == status
        assert "Virtanen" not in answer.content.decode()
        assert browser.post(address, {"unit": "malmi-1"}).status_code == status
    assert education.looks == []
    assert Placement.objects.get().unit_id == "kallio-1"


def test_no_reference_is_logged(officer: Client, education: FakeLedger, eino: Pupil) -> None:
    allow(education, eino)
    with logged() as written:
        for address in (eino.placement, eino.kitchen, eino.placement.rstrip("/")):
            officer.get(address)
        officer.post(eino.place, {"unit": "malmi-1"})
    assert "/services/preschool/children/<str:reference>/" in written.getvalue()
    assert eino.reference not in written.getvalue()

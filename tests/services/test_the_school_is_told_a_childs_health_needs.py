"""The nurse's findings reach the school only while the school may see them and health care may show them."""

import pytest
from django.test import Client

from services.kit import gate
from services.kit.manifest import ManifestError
from services.kit.references import complete
from services.kit.testkit import assert_nothing_leaks
from services.kit.testkit.bad_permits import SOMEBODY_ELSE, SUBJECT, bad_permits, permit_for
from services.schoolhealth import records
from services.schoolhealth.models import Finding, Measure, Pupil
from services.schoolhealth.records import FOR_THE_SCHOOL, NEEDS, SUPPORT, give_needs, give_support
from services.sdk.errors import PermitError, WrongRecipient, WrongSubject
from services.sdk.reasons import Reason
from tests.services.conftest import staff
from tests.services.schoolhealth import MEASURE, BothLedgers, allow, answer, open_card

HOME = "/services/schoolhealth/"
SHOWN = ("Asthma", "Reduced hearing", "A seat near the front")
GIVERS = [(give_needs, NEEDS), (give_support, SUPPORT)]

pytestmark = pytest.mark.django_db


def shows_nothing(page: str) -> bool:
    """This function will tell whether a page holds nothing of what the nurse knows."""
    return not any(word.lower() in page.lower() for word in SHOWN)


@pytest.mark.law("GDPR", "9(2)(a)", "health data goes to the school while both sides are allowed by explicit consent")
def test_the_school_sees_what_both_sides_are_allowed(officer: Client, both: BothLedgers) -> None:
    pupil = open_card(903)
    allow(both, pupil)
    answered = officer.get(pupil.page)
    page = answered.content.decode()
    assert answered.status_code == 200
    assert all(word in page for word in SHOWN)
    assert page.index("Asthma") < page.index("Reduced hearing"), "what is urgent comes first"
    assert page.count("Permitted</span>") == 2
    assert answered["Cache-Control"] == "no-store"


def test_each_side_asks_for_itself_and_says_who_looked(officer: Client, both: BothLedgers) -> None:
    pupil = open_card(903)
    allow(both, pupil)
    officer.get(pupil.page)
    assert [(look.category, look.recipient) for look in both.school.looks] == [(NEEDS, ""), (SUPPORT, "")]
    assert [(look.category, look.recipient) for look in both.health.looks] == [
        (NEEDS, "education"),
        (SUPPORT, "education"),
    ]
    assert all(look.staff_ref for look in (*both.school.looks, *both.health.looks))


@pytest.mark.law("GDPR", "7(3)", "the school sees nothing from the withdrawal on, whichever side hears of it first")
@pytest.mark.parametrize("reason", [Reason.WITHDRAWN, Reason.REFUSED, Reason.NO_PERMISSION, Reason.GUARDIAN_REQUIRED])
@pytest.mark.parametrize("side", ["school", "health"])
def test_a_no_to_one_side_is_enough(officer: Client, both: BothLedgers, side: str, reason: Reason) -> None:
    pupil = open_card(903)
    allow(both, pupil)
    answer(getattr(both, side), pupil, reason)
    page = officer.get(pupil.page).content.decode()
    assert shows_nothing(page)
    if side == "health":
        # A source is told no without a reason; the resident's own list has it.
        assert page.count("may not hand it over now") == 2
        return
    words = {
        Reason.WITHDRAWN: "permission has been withdrawn",
        Reason.REFUSED: "this has been refused",
        Reason.NO_PERMISSION: "has not been given",
        Reason.GUARDIAN_REQUIRED: "guardian has to decide",
    }
    assert page.count(words[reason]) == 2


def test_health_care_is_not_asked_for_what_the_school_may_not_see(officer: Client, both: BothLedgers) -> None:
    pupil = open_card(903)
    page = officer.get(pupil.page).content.decode()
    assert len(both.school.looks) == 2
    assert both.health.looks == []
    assert "health care was not asked" in page


def test_one_field_may_be_shown_and_another_not(officer: Client, both: BothLedgers) -> None:
    pupil = open_card(903)
    allow(both, pupil, NEEDS)
    answer(both.school, pupil, Reason.CONSENT, SUPPORT)
    page = officer.get(pupil.page).content.decode()
    assert "Asthma" in page
    assert "seat near the front" not in page
    assert "may not hand it over now" in page


@pytest.mark.parametrize("side", ["school", "health"])
def test_nothing_is_shown_while_either_side_gets_no_answer(officer: Client, both: BothLedgers, side: str) -> None:
    pupil = open_card(903)
    allow(both, pupil)
    assert officer.get(pupil.page).status_code == 200
    getattr(both, side).go_down()
    answered = officer.get(pupil.page)
    page = answered.content.decode()
    assert answered.status_code == 503
    assert shows_nothing(page)
    assert "does not answer right now" in page
    getattr(both, side).come_back()
    assert "Asthma" in officer.get(pupil.page).content.decode()


def test_without_credentials_of_both_sides_the_page_says_so(officer: Client, settings, tmp_path) -> None:
    settings.SERVICE_CREDENTIALS_DIR = tmp_path
    pupil = open_card(903)
    answered = officer.get(pupil.page)
    assert answered.status_code == 503
    assert "is not connected to the permission register" in answered.content.decode()


def test_a_pupil_with_nothing_found_is_told_apart_from_a_no(officer: Client, both: BothLedgers) -> None:
    pupil = open_card(904, findings=False)
    allow(both, pupil)
    page = officer.get(pupil.page).content.decode()
    assert "found nothing that the school should know of" in page
    assert "recommends no arrangements" in page


def test_the_module_leaks_nothing() -> None:
    assert_nothing_leaks(records)


@pytest.mark.parametrize(("giver", "category"), GIVERS)
def test_no_bad_permit_of_either_side_opens_anything(giver, category: str, django_assert_num_queries) -> None:
    ours = permit_for(category, FOR_THE_SCHOOL, SUBJECT, "education")
    theirs = permit_for(category, FOR_THE_SCHOOL)
    with django_assert_num_queries(0):
        for _, bad in bad_permits(category, FOR_THE_SCHOOL, "education"):
            with pytest.raises(PermitError):
                giver(bad, SUBJECT, theirs, SUBJECT)
        for _, bad in bad_permits(category, FOR_THE_SCHOOL):
            with pytest.raises(PermitError):
                giver(ours, SUBJECT, bad, SUBJECT)
        with pytest.raises(PermitError):
            giver(ours, SUBJECT)


def test_the_schools_own_permit_does_not_serve_as_health_cares(django_assert_num_queries) -> None:
    theirs = permit_for(NEEDS, FOR_THE_SCHOOL)
    with django_assert_num_queries(0), pytest.raises(WrongRecipient):
        give_needs(theirs, SUBJECT, theirs, SUBJECT)


def test_permits_about_two_pupils_open_neither(both: BothLedgers) -> None:
    one, other = open_card(903), open_card(904)
    for pupil in (one, other):
        allow(both, pupil)
        records.locate_pupil(pupil.reference, both.health.pairwise_id)
        records.locate_at_school(pupil.reference, both.school.pairwise_id)
    here, there = both.health.pairwise_id(one.national_id), both.school.pairwise_id(other.national_id)
    ours = permit_for(NEEDS, FOR_THE_SCHOOL, here, "education")
    with pytest.raises(WrongSubject):
        give_needs(ours, here, permit_for(NEEDS, FOR_THE_SCHOOL, there), there)
    right = both.school.pairwise_id(one.national_id)
    needs = give_needs(ours, here, permit_for(NEEDS, FOR_THE_SCHOOL, right), right)
    assert [need.word for need in needs] == ["asthma", "reduced hearing"]
    with pytest.raises(WrongSubject):
        give_needs(ours, SOMEBODY_ELSE, permit_for(NEEDS, FOR_THE_SCHOOL, right), right)


def test_nothing_personal_lies_open_in_the_tables() -> None:
    pupil = open_card(903)
    stored = repr([*Pupil.objects.values(), *Finding.objects.values(), *Measure.objects.values()])
    for word in (pupil.national_id, "asthma", "hearing", MEASURE):
        assert word not in stored
    assert str(Pupil.objects.get()) == f"pupil {Pupil.objects.get().pk}"


def test_a_module_hands_over_to_nobody_its_manifest_does_not_name(both: BothLedgers) -> None:
    for way in ({"as_recipient": "library"}, {"for_recipient": "library"}):
        with pytest.raises(ManifestError):
            gate.ask(module="schoolhealth", activity=FOR_THE_SCHOOL, locate=lambda _: SUBJECT, staff_ref="S-1", **way)


def test_only_the_schools_officers_come_in(both: BothLedgers, client: Client) -> None:
    pupil = open_card(903)
    for role, department in (("librarian", "library"), ("officer", "health"), ("dpo", None), ("registrar", None)):
        browser = staff((role, department), username=f"{role}-{department}")
        assert [browser.get(page).status_code for page in (HOME, pupil.page)] == [403, 403]
    assert all(client.get(page).status_code == 302 for page in (HOME, pupil.page))
    assert both.school.looks == both.health.looks == []


@pytest.mark.parametrize("page", [f"{HOME}pupils/{complete('00000997')}/", f"{HOME}pupils/123/"])
def test_an_unknown_pupil_is_not_found(officer: Client, both: BothLedgers, page: str) -> None:
    assert officer.get(page).status_code == 404


def test_a_reference_leads_to_the_pupil_and_a_typing_error_does_not(officer: Client, both: BothLedgers) -> None:
    pupil = open_card(903)
    spaced = f"{pupil.reference[:3]} {pupil.reference[3:]}"
    assert officer.post(HOME, {"number": spaced})["Location"] == pupil.page
    wrong = officer.post(HOME, {"number": "123456780"})
    assert wrong.status_code == 400
    assert "not a reference number" in wrong.content.decode()
    assert both.school.looks == []

"""Early education offers places by its own records: each read under a permit, siblings together, nobody twice."""

import pytest
from django.test import Client

from services.preschool.actions.offer_places import Given, Offered, offer_places, place_accepted
from services.preschool.models import Child, Placement
from services.preschool.records import BIRTH_DATE, HOME, PLACE, PLACEMENT
from services.sdk.errors import ConsentError, Unreachable
from services.sdk.fake import FakeLedger
from tests.services.preschool import allow, build, enrol_child

PAGE = "/services/preschool/offers/"


@pytest.fixture
def units(db: None) -> None:
    """One unit near, with room for two, and one farther away."""
    build("kallio-1", 2)
    build("malmi-1", 3, "Päiväkoti Saarnisilta", "Malmi")


@pytest.mark.law("GDPR", "5(1)(b)", "a department reads its own records for a campaign only under a permit")
def test_children_without_a_place_are_offered_the_nearest_under_a_permit_each(
    units: None, education: FakeLedger
) -> None:
    first, second, placed, silent = (
        enrol_child(education, number, units=units)
        for number, units in ((903, ()), (904, ()), (905, ("malmi-1",)), (906, ()))
    )
    for pupil in (first, second, placed):
        allow(education, pupil)
    assert offer_places(actor="officer-7") == Offered(offered=2, refused=1)
    pools = {one["id"]: one["pool"] for one in education.offered.offers.values()}
    assert pools == {first.pairwise_id: "kallio-1", second.pairwise_id: "kallio-1"}  # siblings share a home
    assert education.offered.inputs[first.pairwise_id] == {"birth_date": first.born.isoformat(), "has_place": False}
    asked = {(look.pairwise_id, look.category) for look in education.looks if look.staff_ref == "officer-7"}
    people = (first, second, placed, silent)
    assert asked == {(each.pairwise_id, category) for each in people for category in (BIRTH_DATE, HOME, PLACE)}
    assert offer_places(actor="officer-7") == Offered(offered=2, refused=1)
    assert len(education.offered.offers) == 2
    assert len(education.offered.campaigns) == 1


def test_siblings_stay_together_where_there_is_room_for_all(units: None, education: FakeLedger) -> None:
    for number in (903, 904, 905):
        allow(education, enrol_child(education, number))
    assert offer_places(actor="officer-7").offered == 3
    assert {one["pool"] for one in education.offered.offers.values()} == {"malmi-1"}


def test_no_more_is_offered_than_there_is(db: None, education: FakeLedger) -> None:
    build("kallio-1", 1)
    for number in (903, 904):
        allow(education, enrol_child(education, number))
    assert offer_places(actor="officer-7") == Offered(offered=1, without_a_place_near=1)


def test_a_protected_child_is_in_no_campaign(units: None, education: FakeLedger) -> None:
    allow(education, enrol_child(education, 903, protected=True))
    assert offer_places(actor="officer-7") == Offered()
    assert education.offered.offers == {}


def test_who_accepted_gets_the_place_once_and_by_a_check_of_its_own(units: None, education: FakeLedger) -> None:
    yes, no, gone = (enrol_child(education, number) for number in (903, 904, 905))
    for pupil in (yes, no, gone):
        allow(education, pupil)
    offer_places(actor="officer-7")
    education.offered.answered(yes.pairwise_id, "A", decided=True)
    education.offered.answered(no.pairwise_id, "B")
    education.offered.answered(gone.pairwise_id, "A", decided=True)
    Child.objects.filter(pairwise_id=gone.pairwise_id).update(protected=True, home_sealed=b"")
    assert place_accepted(actor="officer-7") == Given(placed=1, not_placed=1)
    assert place_accepted(actor="officer-7") == Given(placed=0, not_placed=1)
    (placement,) = Placement.objects.select_related("child")
    assert (placement.child.pairwise_id, placement.unit_id, placement.placed_by) == (
        yes.pairwise_id,
        education.offered.offers[next(iter(education.offered.offers))]["pool"],
        "officer-7",
    )


def test_a_restriction_that_came_after_the_offer_stops_the_placement(units: None, education: FakeLedger) -> None:
    pupil = enrol_child(education, 903)
    allow(education, pupil)
    offer_places(actor="officer-7")
    education.offered.answered(pupil.pairwise_id, "A", decided=True)
    for category in (BIRTH_DATE, PLACE):
        education.answers.pop((PLACEMENT, category, pupil.pairwise_id))
    assert place_accepted(actor="officer-7") == Given(not_placed=1)
    assert not Placement.objects.exists()


def test_without_the_ledger_nothing_is_offered(units: None, education: FakeLedger) -> None:
    allow(education, enrol_child(education, 903))
    education.go_down()
    with pytest.raises(Unreachable) as caught:
        offer_places(actor="officer-7")
    assert isinstance(caught.value, ConsentError)
    assert education.offered.offers == {}


def test_a_campaign_that_lacks_something_offers_nothing(units: None, education: FakeLedger) -> None:
    allow(education, enrol_child(education, 903))
    education.offered.lacking.append({"condition": "duty_to_provide", "why": "Name the law."})
    with pytest.raises(ConsentError):
        offer_places(actor="officer-7")
    assert education.offered.offers == {}


def test_an_officer_offers_and_places_by_a_button_and_reads_what_came_of_it(
    officer: Client, units: None, education: FakeLedger
) -> None:
    pupil = enrol_child(education, 903)
    allow(education, pupil)
    assert "Nothing has been offered yet." in officer.get(PAGE).content.decode()
    said = officer.post(PAGE, {"offer": ""}, follow=True).content.decode()
    assert "1 child has an offer." in said
    education.offered.answered(pupil.pairwise_id, "A", decided=True)
    said = officer.post(PAGE, {"place": ""}, follow=True)
    assert "1 child was given a place." in said.content.decode()
    assert said["Cache-Control"] == "no-store"
    assert Placement.objects.count() == 1


def test_without_the_ledger_the_page_says_so_and_offers_nothing(
    officer: Client, units: None, education: FakeLedger
) -> None:
    education.go_down()
    assert officer.get(PAGE).status_code == 503
    said = officer.post(PAGE, {"offer": ""}, follow=True).content.decode()
    assert "The permission register does not answer right now." in said


def test_a_campaign_that_cannot_run_is_told_in_words(officer: Client, units: None, education: FakeLedger) -> None:
    education.offered.lacking.append({"condition": "duty_to_provide", "why": "Name the law."})
    assert "a condition is missing" in officer.post(PAGE, {"offer": ""}, follow=True).content.decode()

"""Somebody acts for another: only by a recorded right, only while it holds, only in what it covers."""

import json
from datetime import UTC, date, datetime, timedelta
from uuid import UUID, uuid4

import pytest
import rfc8785
from django.db import DatabaseError, IntegrityError, transaction

from consent import clock
from consent.core.errors import Conflict, Invalid, NotFound
from consent.log.kinds import payload_kind
from consent.people.actions.end_representation import end_representation
from consent.people.actions.record_representation import NewRepresentation, record_representations
from consent.people.models import RegisterEntry, RepresentationChange
from consent.people.population import TableRegister
from consent.people.representation import RepresentationKind
from tests.people.people import LONG_AGO, SYSTEM, enrolled, made_guardian

CHILD_BORN = date(2021, 1, 1)
SECOND = timedelta(seconds=1)


@pytest.fixture
def register() -> TableRegister:
    """The register that these tests ask."""
    return TableRegister()


@pytest.fixture
def parent(db: None) -> UUID:
    """A grown-up resident."""
    return enrolled()


@pytest.fixture
def child(db: None) -> UUID:
    """A resident who is a child."""
    return enrolled(CHILD_BORN)


def may(register: TableRegister, parent: UUID, child: UUID, at: datetime | None = None, **asked: str) -> bool:
    """This function will ask whether one may act for the other."""
    return register.may_represent(parent, child, at or clock.now(), **asked) is not None


@pytest.mark.law("Act on Child Custody 361/1983", "4", "A guardian acts for the child")
def test_a_guardian_may_act_for_the_child_and_nobody_else_may(
    register: TableRegister, parent: UUID, child: UUID
) -> None:
    stranger = enrolled()
    made_guardian(parent, child)
    assert may(register, parent, child)
    assert not may(register, stranger, child)
    assert not may(register, child, parent)
    assert not may(register, parent, stranger)
    assert not may(register, parent, parent)
    assert not may(register, parent, uuid4())


def test_both_guardians_are_listed_on_both_sides(register: TableRegister, parent: UUID, child: UUID) -> None:
    other = enrolled()
    made_guardian(parent, child)
    made_guardian(other, child)
    now = clock.now()
    assert {right.representative for right in register.representatives_of(child, now)} == {parent, other}
    assert [right.represented for right in register.representations_by(other, now)] == [child]
    assert register.representations_by(child, now) == []


def test_a_guardianship_that_ended_a_second_ago_is_refused(register: TableRegister, parent: UUID, child: UUID) -> None:
    entry = made_guardian(parent, child)
    ended = clock.now() - SECOND
    end_representation(actor=SYSTEM, entry=entry, source="court", at=ended)
    assert not may(register, parent, child)
    assert not may(register, parent, child, ended)
    assert may(register, parent, child, ended - timedelta(microseconds=1))
    assert register.representatives_of(child, clock.now()) == []


def test_a_right_ended_now_is_refused_by_the_very_next_act(register: TableRegister, parent: UUID, child: UUID) -> None:
    entry = made_guardian(parent, child)
    assert may(register, parent, child)
    end_representation(actor=SYSTEM, entry=entry, source="court")
    assert not may(register, parent, child)


def test_a_right_that_begins_tomorrow_is_refused_today(register: TableRegister, parent: UUID, child: UUID) -> None:
    tomorrow = clock.now() + timedelta(days=1)
    made_guardian(parent, child, valid_from=tomorrow)
    assert not may(register, parent, child)
    assert may(register, parent, child, tomorrow)


def test_guardianship_ends_at_midnight_of_the_eighteenth_birthday(
    register: TableRegister, parent: UUID, child: UUID
) -> None:
    made_guardian(parent, child)
    midnight = datetime(2038, 12, 31, 22, 0, tzinfo=UTC)  # midnight in Helsinki
    assert may(register, parent, child, midnight - SECOND)
    assert not may(register, parent, child, midnight)


def test_a_register_that_says_longer_than_minority_is_not_believed(
    register: TableRegister, parent: UUID, child: UUID
) -> None:
    made_guardian(parent, child, valid_until=datetime(2050, 1, 1, tzinfo=UTC))
    assert not may(register, parent, child, datetime(2039, 1, 2, tzinfo=UTC))


def test_a_right_that_ends_before_minority_ends_then(register: TableRegister, parent: UUID, child: UUID) -> None:
    until = datetime(2030, 1, 1, tzinfo=UTC)
    made_guardian(parent, child, valid_until=until)
    assert may(register, parent, child, until - SECOND)
    assert not may(register, parent, child, until)


def test_a_mandate_covers_the_activities_it_names_and_no_others(register: TableRegister, parent: UUID) -> None:
    giver = enrolled()
    made_guardian(parent, giver, kind=RepresentationKind.MANDATE, scope="library-loans library-recommendations")
    assert may(register, parent, giver, activity="library-loans")
    assert not may(register, parent, giver, activity="preschool-placement")
    assert not may(register, parent, giver)


def test_an_appointed_guardian_of_a_grown_up_acts_in_all_matters(register: TableRegister, parent: UUID) -> None:
    ward = enrolled(date(1950, 5, 5))
    made_guardian(parent, ward, kind=RepresentationKind.APPOINTED_GUARDIAN)
    right = register.may_represent(parent, ward, clock.now(), activity="library-loans")
    assert right is not None
    assert right.kind is RepresentationKind.APPOINTED_GUARDIAN
    assert right.valid_until is None


def test_the_strongest_of_several_rights_is_named_first(register: TableRegister, parent: UUID, child: UUID) -> None:
    made_guardian(parent, child, kind=RepresentationKind.MANDATE)
    made_guardian(parent, child, kind=RepresentationKind.APPOINTED_GUARDIAN)
    made_guardian(parent, child)
    kinds = [right.kind for right in register.representations_by(parent, clock.now())]
    assert kinds == list(RepresentationKind)


@pytest.mark.parametrize(
    "change",
    [
        {"scope": "library-loans"},
        {"scope": " "},
        {"source": ""},
        {"valid_until": LONG_AGO},
        {"valid_from": datetime(2040, 1, 1, tzinfo=UTC)},
    ],
)
def test_an_impossible_guardianship_is_refused(parent: UUID, child: UUID, change: dict[str, object]) -> None:
    with pytest.raises(Invalid):
        made_guardian(parent, child, **change)
    assert not RegisterEntry.objects.exists()
    assert not RepresentationChange.objects.exists()


def test_nobody_is_made_ones_own_guardian(child: UUID) -> None:
    with pytest.raises(Invalid):
        made_guardian(child, child)


def test_a_grown_up_gets_no_guardian_by_custody(parent: UUID) -> None:
    with pytest.raises(Invalid):
        made_guardian(parent, enrolled(date(1960, 1, 1)))


def test_unknown_people_are_not_represented(parent: UUID) -> None:
    for pair in ((parent, uuid4()), (uuid4(), parent)):
        with pytest.raises(NotFound):
            made_guardian(*pair)


def test_the_same_right_is_not_recorded_twice_for_one_time(parent: UUID, child: UUID) -> None:
    entry = made_guardian(parent, child)
    with pytest.raises(Conflict):
        made_guardian(parent, child)
    end_representation(actor=SYSTEM, entry=entry, source="court")
    made_guardian(parent, child, valid_from=clock.now())
    assert RegisterEntry.objects.count() == 2


def test_a_right_ends_once(parent: UUID, child: UUID) -> None:
    entry = made_guardian(parent, child)
    end_representation(actor=SYSTEM, entry=entry, source="court")
    with pytest.raises(Conflict):
        end_representation(actor=SYSTEM, entry=entry, source="court")
    with pytest.raises(NotFound):
        end_representation(actor=SYSTEM, entry=uuid4(), source="court")
    assert RepresentationChange.objects.count() == 2


def test_beginning_and_end_are_recorded_as_events_with_the_actor(parent: UUID, child: UUID) -> None:
    entry = made_guardian(parent, child)
    event = end_representation(actor=SYSTEM, entry=entry, source="court")
    began, ended = RepresentationChange.objects.order_by("event_id")
    assert (began.change, ended.change, ended.event_id) == ("began", "ended", event)
    assert (ended.representative, ended.represented, ended.source) == (parent, child, "court")
    assert (ended.actor_kind, ended.actor_name) == ("system", "test")
    assert ended.valid_until is not None
    assert began.valid_until is not None
    assert ended.valid_until < began.valid_until


def test_an_event_has_the_bytes_of_rfc_8785(parent: UUID, child: UUID) -> None:
    made_guardian(parent, child)
    made_guardian(parent, child, kind=RepresentationKind.MANDATE, source="Ömandat\n\u2028")
    for row in RepresentationChange.objects.all():
        encoded = payload_kind(f"representation.{row.change}").encode(row)
        assert encoded == rfc8785.dumps(json.loads(encoded))
        assert str(row.entry).encode() in encoded


def test_many_rights_are_recorded_or_none(parent: UUID, child: UUID) -> None:
    def right(representative: UUID) -> NewRepresentation:
        return NewRepresentation(
            representative=representative,
            represented=child,
            kind=RepresentationKind.GUARDIAN,
            valid_from=LONG_AGO,
            source="test",
        )

    other = enrolled()
    with pytest.raises(NotFound):
        record_representations(actor=SYSTEM, rights=[right(parent), right(uuid4())])
    assert not RegisterEntry.objects.exists()
    with pytest.raises(Conflict):
        record_representations(actor=SYSTEM, rights=[right(parent), right(parent)])
    told: list[int] = []
    entries = record_representations(actor=SYSTEM, rights=[right(parent), right(other)], progress=told.append)
    assert [RegisterEntry.objects.get(pk=entry).representative_id for entry in entries] == [parent, other]
    assert sum(told) == 2


def test_the_table_itself_refuses_a_guardian_without_an_end(parent: UUID, child: UUID) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        RegisterEntry.objects.create(
            representative_id=parent, represented_id=child, kind="guardian", valid_from=LONG_AGO, source="test"
        )


def test_what_was_recorded_cannot_be_changed(parent: UUID, child: UUID) -> None:
    made_guardian(parent, child)
    for attack in (
        lambda: RepresentationChange.objects.update(source="forged"),
        lambda: RepresentationChange.objects.all().delete(),
    ):
        with pytest.raises(DatabaseError), transaction.atomic():
            attack()
    assert RepresentationChange.objects.get().source == "test"

"""A telephone number in one spelling, and since when it is somebody's."""

from datetime import timedelta

import pytest

from consent import clock
from consent.core.errors import Invalid, NotFound
from consent.people.actions.change_phone import change_phone
from consent.people.models import Resident
from consent.people.phone_queries import phones_of
from tests.cast import SYSTEM, Cast

pytestmark = pytest.mark.django_db


def test_a_new_number_is_new_from_today(settled: Cast) -> None:
    subject = settled.aino.subject
    assert change_phone(actor=SYSTEM, subject=subject, phone="040 123 4567")
    phone = phones_of([subject])[subject]
    assert (phone.number, phone.since) == ("+358401234567", clock.today())
    assert "358" not in repr(phone)


def test_the_same_number_in_another_spelling_is_no_new_one(settled: Cast) -> None:
    subject = settled.aino.subject
    change_phone(actor=SYSTEM, subject=subject, phone="040 123 4567")
    earlier = clock.today() - timedelta(days=100)
    Resident.objects.filter(pk=subject).update(phone_since=earlier)
    assert not change_phone(actor=SYSTEM, subject=subject, phone="+358 40 123 4567")
    assert phones_of([subject])[subject].since == earlier


def test_a_number_may_go(settled: Cast) -> None:
    subject = settled.aino.subject
    change_phone(actor=SYSTEM, subject=subject, phone="040 123 4567")
    assert change_phone(actor=SYSTEM, subject=subject, phone="")
    assert phones_of([subject])[subject].number == ""


def test_what_is_no_number_is_refused_and_not_repeated(settled: Cast) -> None:
    with pytest.raises(Invalid) as refused:
        change_phone(actor=SYSTEM, subject=settled.aino.subject, phone="call mother")
    assert "mother" not in str(refused.value)


def test_nobody_has_no_number(settled: Cast) -> None:
    with pytest.raises(NotFound):
        change_phone(actor=SYSTEM, subject=settled.unknown.subject, phone="040 123 4567")
    assert phones_of([settled.unknown.subject]) == {}

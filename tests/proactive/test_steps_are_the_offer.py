"""An offer is the fold of its events: versions follow each other, and nothing follows an end."""

from typing import Any

import pytest
from django.db import IntegrityError, transaction
from hypothesis import given
from hypothesis import strategies as st

from consent import clock
from consent.core.errors import Conflict
from consent.core.events import Kind
from consent.log.models import Event
from consent.people.actors import Actor
from consent.proactive.folding import PROJECTED, apply, fold
from consent.proactive.models import Offer, OfferEvent
from consent.proactive.steps import Step, locked_offers, record_steps
from consent.proactive.vocabulary import OPEN, OfferState
from tests.proactive.conftest import OFFICER, Town, send_all

WAITING_LIST = Actor.system("waiting-list")
OFFER_KINDS = [kind for kind in Kind if kind.value.startswith("offer.")]
events = st.builds(
    OfferEvent,
    kind=st.sampled_from(OFFER_KINDS),
    state=st.sampled_from(OfferState),
    reason=st.sampled_from(["", "why"]),
    choice=st.sampled_from(["", "A", "B"]),
    channel=st.sampled_from(["", "sms", "portal", "desk"]),
    actor_kind=st.sampled_from(["resident", "staff", "system"]),
    actor_subject=st.none() | st.uuids(),
    version=st.just(0),
    recorded_at=st.datetimes(),
)


def projected(offer: Offer) -> dict[str, Any]:
    return {name: getattr(offer, name) for name in PROJECTED}


@given(st.lists(events, max_size=12))
def test_whatever_comes_versions_are_consecutive_and_nothing_follows_an_end(drawn: list[OfferEvent]) -> None:
    offer = Offer(version=0, state="")
    taken = []
    for event in drawn:
        event.version = offer.version + 1
        before = projected(offer)
        try:
            apply(offer, event)
        except Conflict:
            assert projected(offer) == before
            continue
        taken.append(event)
        if before["version"] and before["state"] not in OPEN:
            refused_with_one_tap = before["state"] == OfferState.GRANTED and event.kind == Kind.OFFER_ANSWERED
            assert offer.state == before["state"] or refused_with_one_tap
    assert [event.version for event in taken] == list(range(1, len(taken) + 1))
    assert projected(fold(offer, taken)) == projected(offer)
    assert (offer.queued_at is not None) == (offer.state == OfferState.WAITING)


@given(events, st.integers(-2, 5))
def test_an_event_out_of_its_turn_is_refused(event: OfferEvent, version: int) -> None:
    offer = Offer(version=1, state=OfferState.MADE)
    event.version = version
    if version != 2:
        with pytest.raises(Conflict):
            apply(offer, event)


def rebuilt() -> None:
    """This function will compare every stored offer with the fold of its events."""
    for offer in Offer.objects.all():
        made = fold(offer, OfferEvent.objects.filter(offer=offer.pk).order_by("version"))
        assert projected(made) == projected(offer)
        assert made.made_at == offer.made_at


def test_what_is_stored_is_the_fold_of_the_events(town: Town) -> None:
    town.hand_in(*(town.candidate(one) for one in (town.eino, town.ada, town.ida, town.mikko)))
    send_all()
    rebuilt()
    offers = locked_offers(Offer.objects.values_list("pk", flat=True))
    going = [offer for offer in offers.values() if offer.state == OfferState.SENT]
    who = town.aino.actor
    steps = [Step(o, Kind.OFFER_ANSWERED, OfferState.WAITING, who, choice="A", channel="sms") for o in going]
    steps += [Step(o, Kind.OFFER_ANSWERED, OfferState.ACCEPTED, WAITING_LIST, reason="place_freed") for o in going]
    steps += [Step(o, Kind.OFFER_RATED, OfferState.ACCEPTED, who, text='{"rating": 5}') for o in going]
    record_steps(steps, at=clock.now())
    rebuilt()
    accepted = Offer.objects.filter(state=OfferState.ACCEPTED)
    assert set(accepted.values_list("choice", "answered_through", "version")) == {("A", "sms", 5)}


def test_a_step_after_an_end_leaves_nothing(town: Town) -> None:
    made = town.offer(town.eino)
    offer = locked_offers([made.id])[made.id]
    record_steps([Step(offer, Kind.OFFER_STOPPED, OfferState.STOPPED, OFFICER, reason="taken_back")], at=clock.now())
    before = Event.objects.count()
    with pytest.raises(Conflict), transaction.atomic():
        again = locked_offers([made.id])[made.id]
        record_steps([Step(again, Kind.OFFER_ANSWERED, OfferState.ACCEPTED, OFFICER, choice="A")], at=clock.now())
    assert Event.objects.count() == before
    assert Offer.objects.get().state == OfferState.STOPPED


def test_two_writers_cannot_both_be_next(town: Town) -> None:
    made = town.offer(town.eino)
    one, other = Offer.objects.get(pk=made.id), Offer.objects.get(pk=made.id)
    record_steps([Step(one, Kind.OFFER_SENT, OfferState.SENT, OFFICER)], at=clock.now())
    with pytest.raises(IntegrityError), transaction.atomic():
        record_steps([Step(other, Kind.OFFER_SENT, OfferState.SENT, OFFICER)], at=clock.now())

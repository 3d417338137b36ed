"""Offers, campaigns and rules are events like any other: they verify, nobody changes them, and they go in time."""

import json
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction

from consent import clock
from consent.core.canonical import canonical
from consent.core.errors import NotFound
from consent.core.events import Kind, commitment
from consent.log.keys import PLATFORM, existing_key
from consent.log.kinds import payload_kind
from consent.log.models import Event
from consent.log.verification.run import verify_everything
from consent.messaging.config import MessagingConfig
from consent.people.actors import Actor
from consent.proactive.actions.answer_offer import answer_offer
from consent.proactive.explaining import explain
from consent.proactive.models import Campaign, Offer, OfferEvent, Pool
from consent.proactive.places import take_place
from consent.proactive.queries import offers_of_subject
from consent.proactive.steps import Step, locked_offers, record_steps
from consent.proactive.vocabulary import AnsweredBy, CampaignState, Choice, OfferState
from consent.rights.actions.apply_retention import apply_retention
from consent.rights.actions.erase_resident import erase_resident
from consent.rights.models import ShreddedEvent
from tests.cast import SYSTEM
from tests.databases import owner_sql
from tests.log.sequencing import begun_log, sequence_all
from tests.proactive.conftest import OFFICER, Later, Town, found_town, send_all

OURS = ("offer.", "campaign.", "rules.")


def accept(town: Town, actor: Actor) -> None:
    """This function will let a guardian accept every offer that was sent."""
    with transaction.atomic():
        for offer in locked_offers(Offer.objects.values_list("pk", flat=True)).values():
            if offer.state == OfferState.SENT:
                assert take_place(offer)
                step = Step(offer, Kind.OFFER_ANSWERED, OfferState.ACCEPTED, actor, choice="A", channel="portal")
                record_steps([step], at=clock.now())


def all_sorts(town: Town) -> None:
    """This function will make an offer that is accepted, one that is not made and one that is stopped."""
    mikko = town.candidate(town.mikko, inputs={"birth_date": "1970-01-01", "lives_here": True})
    town.hand_in(town.candidate(town.eino), mikko)
    send_all()
    accept(town, town.aino.actor)
    made = town.offer(town.ada)
    with transaction.atomic():
        offer = locked_offers([made.id])[made.id]
        step = Step(offer, Kind.OFFER_STOPPED, OfferState.STOPPED, OFFICER, reason="taken_back")
        record_steps([step], at=clock.now())


def test_every_commitment_is_made_of_the_row_alone(town: Town) -> None:
    all_sorts(town)
    found = [event for event in Event.objects.all() if event.kind.startswith(OURS)]
    assert len({event.kind for event in found}) == 7
    for event in found:
        registered = payload_kind(event.kind)
        row: Any = registered.model._default_manager.get(pk=event.pk)
        owner = getattr(row, "subject", PLATFORM)
        key = existing_key((owner, row.recorded_at.year))
        encoded = registered.encode(row)
        assert commitment(key, event.pk, encoded) == bytes(event.commitment)
        assert canonical(json.loads(encoded)) == encoded


@pytest.mark.parametrize("table", ["proactive_offerevent", "proactive_campaignevent", "proactive_ruleset"])
@pytest.mark.parametrize("act", ["UPDATE {} SET department = 'x'", "DELETE FROM {}", "TRUNCATE {}"])
def test_nobody_changes_or_drops_what_was_recorded(town: Town, table: str, act: str) -> None:
    town.offer(town.eino)
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(act.format(table))


@pytest.fixture
def there(own_database: str, sms: MessagingConfig, settings: Any, tmp_path: Any) -> Town:
    """The town in a database of its own, where everything commits."""
    settings.GUARD_DIR = tmp_path / "guard"
    return found_town()


def test_the_log_verifies_with_offers_and_not_with_one_altered(own_database: str, log_keys: Any, there: Town) -> None:
    begun_log()
    all_sorts(there)
    sequence_all()
    assert verify_everything(processes=1).whole
    owner_sql("ALTER TABLE proactive_offerevent DISABLE TRIGGER ALL", own_database)
    owner_sql("UPDATE proactive_offerevent SET choice = 'B' WHERE choice = 'A'", own_database)
    assert not verify_everything(processes=1).whole


@pytest.mark.law("GDPR", "17(1)", "An erased person's offers go, with what the rules were given; a place becomes free")
def test_an_erasure_takes_a_persons_offers_and_nobody_elses(own_database: str, there: Town) -> None:
    all_sorts(there)
    offer = offers_of_subject([there.eino.subject])[0]
    assert Pool.objects.get(code="south").taken == 1
    erase_resident(actor=SYSTEM, subject=there.eino.subject)
    assert Pool.objects.get(code="south").taken == 0
    assert not OfferEvent.objects.filter(subject=there.eino.subject).exists()
    assert set(Offer.objects.values_list("subject", flat=True)) == {there.mikko.subject, there.ada.subject}
    with pytest.raises(NotFound):
        explain(offer.id, "fi")


def test_an_erased_childs_place_is_free_again_though_the_guardians_differed(own_database: str, there: Town) -> None:
    offer = there.offer(there.eino)
    send_all()
    for guardian, choice in ((there.aino, Choice.ACCEPT), (there.saara, Choice.DECLINE)):
        answer_offer(actor=guardian.actor, offer=offer.id, choice=choice, channel=AnsweredBy.PORTAL)
    assert offers_of_subject([there.eino.subject])[0].state is OfferState.CONFLICTING
    assert Pool.objects.get(code="south").taken == 1
    erase_resident(actor=SYSTEM, subject=there.eino.subject)
    assert Pool.objects.get(code="south").taken == 0


def test_an_erased_guardian_leaves_the_childs_offer_without_who_answered(own_database: str, there: Town) -> None:
    all_sorts(there)
    erase_resident(actor=SYSTEM, subject=there.aino.subject)
    offer = offers_of_subject([there.eino.subject])[0]
    assert (offer.state, offer.answered_by) == (OfferState.ACCEPTED, None)


@pytest.mark.law("GDPR", "5(1)(e)", "The offers of a campaign go when their period is over")
def test_an_old_campaigns_offers_go_by_themselves(own_database: str, there: Town, later: Later) -> None:
    there.offer(there.mikko, inputs={})
    later(days=30)
    Campaign.objects.update(state=CampaignState.CLOSED, closed_at=clock.now())
    later(days=365 * 5)
    assert apply_retention(actor=SYSTEM).counts["offers"] == 0
    later(days=40)
    assert apply_retention(actor=SYSTEM).counts["offers"] == 1
    assert not Offer.objects.exists()
    assert ShreddedEvent.objects.filter(pk__in=Event.objects.filter(kind="offer.not_made")).count() == 1

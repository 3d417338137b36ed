"""The deadline: answers become decisions with reasons and appeal, silence lapses, and each offer has one end."""

import hashlib
from collections import Counter
from datetime import timedelta

import pytest

from consent import clock
from consent.core.errors import Conflict, NotAllowed, NotFound
from consent.core.events import Kind
from consent.core.vocabulary import Channel
from consent.ledger.actions.restrict import restrict_activity
from consent.messaging.actions.set_preferences import set_preferences
from consent.messaging.vocabulary import Channel as Told
from consent.proactive import tasks
from consent.proactive.actions import close_campaign as closing
from consent.proactive.actions.close_campaign import close_campaign
from consent.proactive.actions.deliver_decisions import deliver_due, mark_printed
from consent.proactive.decision_queries import decision, deliveries, letters_waiting
from consent.proactive.delivery.emulator import MailboxEmulator
from consent.proactive.models import CampaignEvent, Delivery, OfferEvent
from consent.proactive.outcomes import DeliveryState, Outcome, Way
from consent.proactive.queries import campaign, offer
from consent.proactive.vocabulary import CampaignState, Mode, OfferState, Stopped
from tests.cast import SYSTEM, Person
from tests.proactive.answering import A, B, families, says, state_of, taken, texts_to
from tests.proactive.conftest import DEPARTMENT, OFFICER, Later, Town, draft, started

ENDS = {Kind.OFFER_DECIDED.value, Kind.OFFER_LAPSED.value, Kind.OFFER_STOPPED.value}


def close(town: Town) -> closing.Closing:
    return close_campaign(actor=OFFICER, department=DEPARTMENT, campaign=town.campaign.id)


def restrict(person: Person) -> None:
    restrict_activity(
        actor=OFFICER, subject=person.subject, activity="preschool-placement", language="fi", channel=Channel.PAPER
    )


@pytest.fixture(autouse=True)
def mailboxes(tmp_path: object, settings: object, monkeypatch: pytest.MonkeyPatch) -> None:
    """Everybody has an electronic mailbox, kept in a folder of the test."""
    settings.MYDATA_HOME, settings.DEMO = tmp_path, True  # type: ignore[attr-defined]
    monkeypatch.setattr(MailboxEmulator, "without", set())
    monkeypatch.setattr(MailboxEmulator, "away", False)


@pytest.mark.law("GDPR", "22(1)", "No answer loses nothing: silence lapses and is no decision against anybody")
def test_every_offer_has_exactly_one_end(town: Town) -> None:
    granted, gone, waiting, declined, silent = families(town, 5)
    for family in (granted, gone, waiting):
        family.says(A)
    declined.says(B)
    restrict(gone.child)
    done = close(town)
    assert (done.granted, done.not_granted, done.lapsed, done.stopped, done.declined) == (2, 0, 1, 1, 1)
    assert [one.state for one in (granted, gone, waiting, declined, silent)] == [
        "granted", "stopped", "granted", "declined", "lapsed",
    ]  # fmt: skip
    assert taken() == 2
    assert campaign(DEPARTMENT, town.campaign.id).state is CampaignState.CLOSED
    ends = Counter(OfferEvent.objects.filter(kind__in=ENDS).values_list("offer", flat=True))
    assert set(ends.values()) == {1}
    assert (offer(gone.offer.id).reason, offer(silent.offer.id).reason) == (Stopped.NO_PERMISSION, "not_reached")


def test_who_still_waits_is_told_why_and_may_use_the_form(town: Town) -> None:
    *_, last = families(town, 3)
    for family in (*_, last):
        family.says(A)
    close(town)
    view = decision(last.offer.id)
    assert view is not None
    assert (view.granted, view.reason, last.state) == (False, "no_place", "not_granted")
    assert "tavallisella lomakkeella" in view.text("fi")


def test_closing_again_changes_nothing(town: Town) -> None:
    for family in families(town, 3):
        family.says(A)
    first = close(town)
    events, deliveries_before = OfferEvent.objects.count(), Delivery.objects.count()
    assert close(town) == first
    assert (OfferEvent.objects.count(), Delivery.objects.count()) == (events, deliveries_before)
    assert CampaignEvent.objects.filter(kind=Kind.CAMPAIGN_CLOSED.value).count() == 1


def test_a_close_that_is_cut_off_goes_on_where_it_was(town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    made = families(town, 6, pool="south")
    for family in made[:5]:
        family.says(A)
    monkeypatch.setattr(closing, "BATCH", 2)
    decide, calls = closing.decide_offers, []

    def cut_off(**what: object) -> int:
        calls.append(what)
        if len(calls) == 2:
            raise KeyboardInterrupt
        return decide(**what)  # type: ignore[arg-type]

    monkeypatch.setattr(closing, "decide_offers", cut_off)
    with pytest.raises(KeyboardInterrupt):
        close(town)
    assert Counter(family.state for family in made) == {"granted": 2, "accepted": 3, "made": 1}
    assert says(made[5].guardian, made[5].offer, A).outcome is Outcome.LATE, "no answer is taken meanwhile"
    assert close(town).granted == 5
    assert max(Counter(OfferEvent.objects.filter(kind__in=ENDS).values_list("offer", flat=True)).values()) == 1


def test_guardians_who_differ_are_called_before_their_offer_ends(town: Town) -> None:
    made = town.offer(town.eino)
    says(town.aino, made, A)
    says(town.saara, made, B)
    assert (close(town).conflicting, state_of(made)) == (1, OfferState.CONFLICTING)
    assert says(town.saara, made, A).outcome is Outcome.LATE


def test_the_worker_closes_what_is_over(town: Town, later: Later) -> None:
    made = town.offer(town.ada)
    says(town.pia, made, A)
    assert tasks.close_campaigns(0) == 0
    later(days=14)
    assert tasks.close_campaigns(0) == 1
    assert state_of(made) is OfferState.GRANTED
    assert tasks.close_campaigns(0) == 0


def test_the_worker_lets_replies_go_first(town: Town, later: Later, monkeypatch: pytest.MonkeyPatch) -> None:
    town.offer(town.ada)
    monkeypatch.setattr(tasks, "waiting_replies", lambda: 1)
    later(days=14)
    assert tasks.close_campaigns(0) == 0
    later(minutes=15)
    assert tasks.close_campaigns(0) == 1


def test_only_officers_of_the_department_close_what_has_begun(town: Town) -> None:
    with pytest.raises(NotFound):
        close_campaign(actor=OFFICER, department="library", campaign=town.campaign.id)
    with pytest.raises(NotAllowed):
        close_campaign(actor=town.aino.actor, department=DEPARTMENT, campaign=town.campaign.id)
    from consent.proactive.actions.draft_campaign import create_campaign

    unbegun = create_campaign(actor=OFFICER, client="x", department=DEPARTMENT, draft=draft(round="2028"))
    with pytest.raises(Conflict, match="not_running"):
        close_campaign(actor=OFFICER, department=DEPARTMENT, campaign=unbegun.id)


@pytest.mark.law("Administrative Procedure Act 434/2003", "44-47", "A decision gives reasons, laws and how to appeal")
def test_a_decision_gives_reasons_laws_and_appeal_in_each_readers_language(town: Town) -> None:
    made = town.offer(town.eino)
    says(town.aino, made, A)
    close(town)
    view = decision(made.id)
    assert view is not None
    assert view.languages == ("fi", "sv"), "the guardians' languages"
    finnish, swedish = view.text("fi"), view.text("sv")
    for said in ("Päätös: Esiopetus", "Etelän esikoulu", "Born in 2021 (fi)", "628/1998 26 a §", "14 päivän kuluessa"):
        assert said in finnish
    assert "Anvisning om begäran om omprövning" in swedish
    assert str(made.id) in finnish
    assert "Eino" not in finnish


@pytest.mark.law("GDPR", "5(2)", "A decision is read out of its sealed record byte for byte, as it was delivered")
def test_a_decision_is_the_same_bytes_ever_after(town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    made = town.offer(town.ada)
    says(town.pia, made, A)
    close(town)
    before = decision(made.id)
    assert before is not None
    text = before.text("en")
    monkeypatch.setattr("consent.proactive.decision_words.say", lambda *_, **__: "Other words since.")
    after = decision(made.id)
    assert after is not None
    assert after.text("en") == text
    digests = {bytes(row.digest) for row in Delivery.objects.filter(offer=made.id)}
    assert digests == {hashlib.sha256(text.encode()).digest()}


@pytest.mark.law("Population Information Act 661/2009", "36 §", "No decision writes the place of who may not be found")
def test_no_place_is_written_for_who_may_not_be_found(town: Town) -> None:
    from consent.people.models import Resident

    Resident.objects.filter(pk=town.ada.subject).update(non_disclosure=True)
    made = town.offer(town.ada)
    says(town.pia, made, A)
    close(town)
    view = decision(made.id)
    assert view is not None
    assert "Etelän esikoulu" not in view.text("en")


def test_a_decision_goes_to_the_portal_and_the_mailbox_with_proof(town: Town) -> None:
    made = town.offer(town.eino)
    says(town.aino, made, A)
    close(town)
    assert deliver_due(actor=SYSTEM) == 2
    assert deliver_due(actor=SYSTEM) == 0
    rows = deliveries(made.id)
    assert {(row.way, row.state) for row in rows} == {
        (Way.PORTAL, DeliveryState.DELIVERED), (Way.SUOMIFI, DeliveryState.DELIVERED),
    }  # fmt: skip
    assert all(row.proof and row.settled_at for row in rows)
    assert {row.recipient for row in rows} == {town.aino.subject, town.saara.subject}
    assert letters_waiting(DEPARTMENT) == []


def test_who_has_no_mailbox_or_wants_paper_gets_a_letter(town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(MailboxEmulator, "without", {town.aino.subject})
    set_preferences(actor=town.saara.actor, subject=town.saara.subject, channel=Told.LETTER)
    made = town.offer(town.eino)
    says(town.aino, made, A)
    close(town)
    deliver_due(actor=SYSTEM)
    letters = letters_waiting(DEPARTMENT)
    assert {letter.recipient for letter in letters} == {town.aino.subject, town.saara.subject}
    assert letters_waiting("library") == []
    assert any("Beslut" in letter.text for letter in letters)
    ids = [letter.delivery for letter in letters]
    with pytest.raises(NotFound):
        mark_printed(actor=OFFICER, department="library", deliveries=ids, batch="7")
    assert mark_printed(actor=OFFICER, department=DEPARTMENT, deliveries=ids, batch="7") == 2
    assert mark_printed(actor=OFFICER, department=DEPARTMENT, deliveries=ids, batch="8") == 0
    assert {row.proof for row in deliveries(made.id) if row.way is Way.PRINT} == {"post 7"}


def test_a_carrier_that_is_away_is_tried_again_and_then_a_letter_goes(
    town: Town, monkeypatch: pytest.MonkeyPatch, later: Later
) -> None:
    made = town.offer(town.ada)
    says(town.pia, made, A)
    close(town)
    monkeypatch.setattr(MailboxEmulator, "away", True)
    for _ in range(12):
        deliver_due(actor=SYSTEM)
        later(hours=13)
    assert [(row.way, row.state, row.reason) for row in deliveries(made.id) if row.way is not Way.PORTAL] == [
        (Way.SUOMIFI, DeliveryState.FAILED, "carrier_away"), (Way.PRINT, DeliveryState.WAITING, ""),
    ]  # fmt: skip


def test_outside_a_demonstration_all_is_printed_until_a_carrier_is_named(town: Town, settings: object) -> None:
    settings.DEMO = False  # type: ignore[attr-defined]
    made = town.offer(town.ada)
    says(town.pia, made, A)
    close(town)
    assert {row.way for row in deliveries(made.id)} == {Way.PORTAL, Way.PRINT}


def test_people_are_told_that_the_decision_is_ready_and_nothing_of_it(town: Town) -> None:
    made = town.offer(town.ada)
    says(town.pia, made, A)
    close(town)
    told = texts_to(town.phone(town.pia))[-2:]
    assert any(f"The decision is ready: Pre-primary, code {made.code}" in text for text in told)
    assert any("1-5" in text for text in told)


def test_what_is_granted_unasked_is_a_decision_at_once(town: Town) -> None:
    words = dict.fromkeys(("fi", "sv", "en"), "{service}: {url}")
    unasked = started(code="voucher", mode=Mode.AUTOMATIC, texts=words)
    [made] = town.hand_in(town.candidate(town.ada), campaign=unasked)
    view = decision(made.id)  # type: ignore[union-attr]
    assert view is not None
    assert (view.granted, view.languages) == (True, ("en",))
    assert "without an application" in view.text("en")
    assert clock.now() - view.decided_at < timedelta(minutes=1)

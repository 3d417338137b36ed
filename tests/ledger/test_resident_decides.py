"""Giving, refusing, withdrawing, objecting: what is recorded, what is refused, what changes nothing."""

from datetime import timedelta
from typing import Any

import pytest

from consent import clock
from consent.core.errors import Conflict, Invalid, NotAllowed, NotFound
from consent.core.vocabulary import Channel, DecidedBy, State
from consent.ledger.actions.grant import grant_consent
from consent.ledger.actions.lift import lift_mark
from consent.ledger.actions.object import object_to_activity
from consent.ledger.actions.refuse import refuse_consent
from consent.ledger.actions.restrict import restrict_activity
from consent.ledger.actions.withdraw import withdraw_consent
from consent.ledger.changes import Recorded
from consent.ledger.models import PermissionChange
from consent.ledger.queries import history_of, permission_of, permissions_of
from consent.ledger.terms import months_after
from consent.people.actions.end_representation import end_representation
from consent.people.actors import Actor
from consent.people.ages import turns
from consent.people.queries import resident
from consent.registry.queries import notice
from tests.cast import SYSTEM, Cast, Person, publish_trial

pytestmark = pytest.mark.django_db
CONSENT = "trial-consent"


@pytest.fixture
def cast(settled: Cast) -> Cast:
    """The cast, undecided."""
    return settled


def give(who: Person, whom: Person, activity: str = CONSENT, **changes: Any) -> Recorded:
    """This function will give consent in the portal."""
    said = {"notice_version": 1, "language": "fi", "channel": Channel.PORTAL} | changes
    return grant_consent(actor=who.actor, subject=whom.subject, activity=activity, **said)


def refuse(who: Person, whom: Person, activity: str = CONSENT, **changes: Any) -> Recorded:
    """This function will not give consent in the portal."""
    said = {"notice_version": 1, "language": "fi", "channel": Channel.PORTAL} | changes
    return refuse_consent(actor=who.actor, subject=whom.subject, activity=activity, **said)


def withdraw(who: Person, whom: Person, activity: str = CONSENT) -> Recorded:
    """This function will withdraw consent in the portal."""
    return withdraw_consent(
        actor=who.actor, subject=whom.subject, activity=activity, language="fi", channel=Channel.PORTAL
    )


def objects(who: Person, whom: Person, activity: str) -> Recorded:
    """This function will object in the portal."""
    return object_to_activity(
        actor=who.actor, subject=whom.subject, activity=activity, language="fi", channel=Channel.PORTAL
    )


def state(whom: Person, activity: str = CONSENT) -> State:
    """This function will return where a person stands now."""
    return permission_of(whom.subject, activity, clock.now()).state


@pytest.mark.law("GDPR", "7(1)", "a consent is recorded with person, words, moment and end")
def test_giving_records_who_what_which_words_and_until_when(cast: Cast) -> None:
    recorded = give(cast.aino, cast.aino, language="sv")
    change = PermissionChange.objects.get(pk=recorded.event_id)
    assert (change.subject, change.actor_subject, change.decided_by) == (cast.aino.subject, cast.aino.subject, "self")
    assert (change.language, change.channel, change.version) == ("sv", "portal", 1)
    assert bytes(change.notice_hash or b"") == notice(CONSENT, 1).hash
    assert change.valid_until is not None
    assert timedelta(days=364) < change.valid_until - change.recorded_at < timedelta(days=367)


@pytest.mark.law("GDPR", "25(2)", "nobody has agreed to anything before they decide")
def test_nothing_is_decided_beforehand(cast: Cast) -> None:
    views = permissions_of(cast.aino.subject, clock.now())
    consents = [view for view in views if view.activity.basis == "consent"]
    assert consents
    assert {view.state for view in consents} == {State.UNDECIDED}


def test_giving_twice_changes_nothing(cast: Cast) -> None:
    first, second = give(cast.aino, cast.aino), give(cast.aino, cast.aino)
    assert (first.changed, second.changed) == (True, False)
    assert len(history_of(cast.aino.subject)) == 1


def test_withdrawing_what_was_never_given_changes_nothing(cast: Cast) -> None:
    assert not withdraw(cast.aino, cast.aino).changed
    refuse(cast.aino, cast.aino)
    assert not withdraw(cast.aino, cast.aino).changed
    assert state(cast.aino) is State.REFUSED


def test_withdrawing_twice_changes_nothing_the_second_time(cast: Cast) -> None:
    give(cast.aino, cast.aino)
    assert [withdraw(cast.aino, cast.aino).changed for _ in range(2)] == [True, False]
    assert state(cast.aino) is State.WITHDRAWN


def test_refusing_twice_changes_nothing_the_second_time(cast: Cast) -> None:
    assert [refuse(cast.aino, cast.aino).changed for _ in range(2)] == [True, False]


def test_a_consent_in_force_is_withdrawn_not_refused(cast: Cast) -> None:
    give(cast.aino, cast.aino)
    with pytest.raises(Conflict) as caught:
        refuse(cast.aino, cast.aino)
    assert caught.value.code == "already_granted"


def test_words_that_were_not_shown_cannot_be_agreed_to(cast: Cast) -> None:
    publish_trial(retention={"months": 6, "text": {"fi": "Puoli vuotta", "sv": "Ett halvår", "en": "Half a year"}})
    for act in (give, refuse):
        with pytest.raises(Conflict) as caught:
            act(cast.aino, cast.aino, notice_version=1)
        assert caught.value.code == "notice_changed"
    assert give(cast.aino, cast.aino, notice_version=2).changed


def test_an_older_consent_is_shown_as_older_and_can_be_given_anew(cast: Cast) -> None:
    give(cast.aino, cast.aino)
    publish_trial(retention={"months": 6, "text": {"fi": "Puoli vuotta", "sv": "Ett halvår", "en": "Half a year"}})
    view = permission_of(cast.aino.subject, CONSENT, clock.now())
    assert (view.state, view.agreed_version, view.newer_notice) == (State.GRANTED, 1, True)
    assert give(cast.aino, cast.aino, notice_version=2).changed


def test_withdrawing_needs_no_notice_version_and_works_after_a_new_one(cast: Cast) -> None:
    give(cast.aino, cast.aino)
    publish_trial(retention={"months": 6, "text": {"fi": "Puoli vuotta", "sv": "Ett halvår", "en": "Half a year"}})
    assert withdraw(cast.aino, cast.aino).changed


@pytest.mark.parametrize("activity", ["trial-contract", "trial-task", "trial-duty", "trial-vital"])
@pytest.mark.law("GDPR", "6(1)", "what rests on law or contract is never recorded as a consent")
def test_what_the_law_or_a_contract_decides_is_no_consent(cast: Cast, activity: str) -> None:
    for act in (give, refuse, withdraw):
        with pytest.raises(Conflict) as caught:
            act(cast.aino, cast.aino, activity)
        assert caught.value.code == "not_consent"


@pytest.mark.parametrize("activity", ["no-such-activity", "trial-ended", "trial-coming"])
def test_an_activity_that_is_not_in_force_cannot_be_decided_on(cast: Cast, activity: str) -> None:
    with pytest.raises(NotFound):
        give(cast.aino, cast.aino, activity)


@pytest.mark.law("GDPR", "21(1)", "an objection is recorded once and stops the use")
def test_objecting_to_a_public_task(cast: Cast) -> None:
    assert [objects(cast.aino, cast.aino, "trial-task").changed for _ in range(2)] == [True, False]
    assert state(cast.aino, "trial-task") is State.OBJECTED


@pytest.mark.parametrize(
    ("activity", "code"),
    [("trial-compulsory", "compulsory"), ("trial-contract", "not_objectable"), (CONSENT, "not_objectable")],
)
def test_objecting_to_anything_else_is_refused(cast: Cast, activity: str, code: str) -> None:
    with pytest.raises(Conflict) as caught:
        objects(cast.aino, cast.aino, activity)
    assert caught.value.code == code


def test_a_resident_neither_restricts_nor_lifts(cast: Cast) -> None:
    common: dict[str, Any] = {
        "actor": cast.aino.actor,
        "subject": cast.aino.subject,
        "activity": "trial-task",
        "language": "fi",
        "channel": Channel.PORTAL,
        "text": "Because.",
    }
    with pytest.raises(NotAllowed):
        restrict_activity(**common)
    with pytest.raises(NotAllowed):
        lift_mark(mark="objected", **common)


@pytest.mark.law("GDPR", "21(1)", "an objection ends by a reasoned decision of a person and not by itself")
def test_lifting_states_its_reasons_and_lifts_once(cast: Cast) -> None:
    objects(cast.aino, cast.aino, "trial-task")
    common: dict[str, Any] = {
        "actor": SYSTEM,
        "subject": cast.aino.subject,
        "activity": "trial-task",
        "mark": "objected",
        "language": "fi",
        "channel": Channel.PAPER,
    }
    with pytest.raises(Invalid):
        lift_mark(text="  ", **common)
    assert [lift_mark(text="Compelling grounds.", **common).changed for _ in range(2)] == [True, False]


@pytest.mark.law("GDPR", "8(1)", "a guardian consents for a child too young to decide")
def test_a_guardian_decides_for_a_small_child(cast: Cast) -> None:
    recorded = give(cast.aino, cast.eino)
    assert recorded.permission.decided_by is DecidedBy.GUARDIAN
    assert history_of(cast.eino.subject)[0].actor_subject == cast.aino.subject


@pytest.mark.law("Data Protection Act 1050/2018", "5", "a guardian's consent ends when the child decides alone")
def test_a_guardians_consent_ends_on_the_birthday_of_own_decision(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    person = resident(cast.eino.subject)
    assert person is not None
    birthday = turns(person.birth_date, 13)
    monkeypatch.setattr(clock, "now", lambda: birthday - timedelta(days=30))
    give(cast.aino, cast.eino)
    view = permission_of(cast.eino.subject, CONSENT, clock.now())
    assert view.valid_until == birthday
    monkeypatch.setattr(clock, "now", lambda: birthday)
    assert state(cast.eino) is State.EXPIRED
    with pytest.raises(NotAllowed):
        give(cast.aino, cast.eino)


@pytest.mark.law("GDPR", "8(1)", "a child too young to decide does not consent alone")
def test_a_child_too_young_does_not_decide_alone(cast: Cast) -> None:
    with pytest.raises(NotAllowed) as caught:
        give(cast.eino, cast.eino)
    assert caught.value.code == "guardian_required"


@pytest.mark.law("Data Protection Act 1050/2018", "5", "from 13 a child decides alone, guardians no longer")
def test_a_guardian_does_not_decide_for_a_child_who_decides_alone(cast: Cast) -> None:
    for act in (give, refuse, withdraw):
        with pytest.raises(NotAllowed) as caught:
            act(cast.aino, cast.oona)
        assert caught.value.code == "own_decision"
    assert give(cast.oona, cast.oona).permission.decided_by is DecidedBy.SELF


@pytest.mark.parametrize("act", [give, refuse, withdraw])
def test_a_stranger_and_an_unknown_person_are_refused_in_the_same_words(cast: Cast, act: Any) -> None:
    refusals = []
    for whom in (cast.eino, cast.aino, cast.unknown):
        with pytest.raises(NotFound) as caught:
            act(cast.mikko, whom)
        refusals.append((caught.value.code, str(caught.value)))
    assert len(set(refusals)) == 1
    assert PermissionChange.objects.count() == 0


@pytest.mark.law("GDPR", "4(11)", "a consent is the person's own act: staff cannot give it")
def test_staff_cannot_decide_for_a_resident(cast: Cast) -> None:
    officer = Actor(kind="staff", account=cast.mikko.subject, subject=None, name="S-ABCDEFGH")
    with pytest.raises(NotFound):
        grant_consent(
            actor=officer,
            subject=cast.aino.subject,
            activity=CONSENT,
            notice_version=1,
            language="fi",
            channel=Channel.PORTAL,
        )


def test_a_guardianship_that_ended_this_second_counts_no_more(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    give(cast.aino, cast.eino)
    end_representation(actor=SYSTEM, entry=cast.entries["aino eino"], source="court")
    with pytest.raises(NotFound):
        withdraw(cast.aino, cast.eino)
    assert withdraw(cast.saara, cast.eino).changed


@pytest.mark.law("Act on Child Custody 361/1983", "5 §", "a joint consent waits for the last guardian")
def test_where_all_guardians_are_asked_the_consent_waits_for_the_last(cast: Cast) -> None:
    assert give(cast.aino, cast.eino, "trial-all-guardians").permission.waiting
    assert give(cast.aino, cast.eino, "trial-all-guardians").permission.waiting
    assert not give(cast.saara, cast.eino, "trial-all-guardians").permission.waiting


def test_one_refusal_outweighs_the_consents_before_it(cast: Cast) -> None:
    give(cast.aino, cast.eino, "trial-all-guardians")
    refuse(cast.saara, cast.eino, "trial-all-guardians")
    assert give(cast.saara, cast.eino, "trial-all-guardians").permission.waiting
    assert not give(cast.aino, cast.eino, "trial-all-guardians").permission.waiting


@pytest.mark.law("GDPR", "5(2)", "every decision stays on record, those that no longer hold too")
def test_history_keeps_every_decision_newest_first(cast: Cast) -> None:
    give(cast.aino, cast.aino)
    withdraw(cast.aino, cast.aino)
    give(cast.aino, cast.aino)
    kinds = [change.kind.value for change in history_of(cast.aino.subject, CONSENT)]
    assert kinds == ["consent.granted", "consent.withdrawn", "consent.granted"]
    assert history_of(cast.mikko.subject) == []


@pytest.mark.parametrize(
    ("day", "months", "later"),
    [("2026-01-31", 1, "2026-02-28"), ("2027-12-31", 2, "2028-02-29"), ("2026-11-24", 12, "2027-11-24")],
)
def test_months_are_counted_by_the_calendar(day: str, months: int, later: str) -> None:
    start = clock.now().replace(year=int(day[:4]), month=int(day[5:7]), day=int(day[8:]))
    assert months_after(start, months).date().isoformat() == later

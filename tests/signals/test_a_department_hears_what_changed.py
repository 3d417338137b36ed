"""A department hears of what changed on its own activities, in the log's order, by its own ids, and of nothing else."""

from datetime import timedelta

import pytest

from consent import clock
from consent.core.vocabulary import Channel
from consent.ledger.actions.grant import grant_consent
from consent.ledger.actions.lift import lift_mark
from consent.ledger.actions.object import object_to_activity
from consent.ledger.actions.refuse import refuse_consent
from consent.ledger.actions.restrict import restrict_activity
from consent.log.models import Leaf
from consent.people.actions.end_representation import end_representation
from consent.people.pairwise_queries import pairwise_ids_of
from consent.registry.models import Activity
from consent.signals.models import SecurityEvent, Stream
from consent.signals.vocabulary import Signal, uri_of
from tests.cast import SYSTEM, Cast, publish_trial
from tests.signals.conftest import (
    OTHER,
    begin,
    catch_up,
    fetch,
    grant,
    heard,
    let_receive,
    spelled,
    told,
    withdraw,
)

SAID = {"language": "fi", "channel": Channel.PORTAL}


@pytest.mark.law("GDPR", "7(3)", "a department is told of a withdrawal, with the place in the log where it stands")
def test_a_withdrawal_is_told_with_its_place_in_the_log(cast: Cast) -> None:
    stream = begin()
    grant(cast.aino)
    event = withdraw(cast.aino)
    catch_up(stream)
    given, revoked = heard(stream)
    assert (given.name, revoked.name) == ("permission-granted", "permission-revoked")
    assert revoked.person == cast.aino.pairwise_id
    leaf = Leaf.objects.get(event_id=event)
    assert revoked.members["log_index"] == leaf.index
    assert revoked.members["activity"] == "trial-consent"
    assert set(revoked.members) == {"activity", "event_timestamp", "log", "log_index"}


def test_a_token_is_as_the_standards_have_it(cast: Cast, settings) -> None:
    stream = begin()
    grant(cast.aino)
    catch_up(stream)
    (token,) = heard(stream)
    assert token.header["typ"] == "secevent+jwt"
    assert token.header["alg"] == "RS256"
    assert set(token.claims) == {"jti", "iss", "aud", "iat", "txn", "sub_id", "events"}, "neither sub nor exp"
    assert token.claims["iss"] == settings.PUBLIC_URL
    assert token.claims["aud"] == "urn:mydata:dept:trial"
    assert token.claims["sub_id"] == {"format": "opaque", "id": cast.aino.pairwise_id}
    assert list(fetch(stream).sets) == [token.claims["jti"]]


def test_nothing_but_the_departments_own_id_names_the_person(cast: Cast) -> None:
    stream = begin()
    event = grant(cast.aino)
    catch_up(stream)
    (token,) = fetch(stream).sets.values()
    said = spelled(token)
    for word in ("Aino", "Virtanen", cast.aino.national_id, str(cast.aino.subject), f'"{event}"'):
        assert word not in said


def test_every_act_has_its_own_name(cast: Cast) -> None:
    stream = begin()
    aino, subject = cast.aino.actor, cast.aino.subject
    refuse_consent(actor=aino, subject=subject, activity="trial-consent", notice_version=1, **SAID)
    grant(cast.aino)
    done = object_to_activity(actor=aino, subject=subject, activity="trial-task", **SAID)
    assert done.changed
    catch_up(stream)
    assert told(stream) == ["permission-refused", "permission-granted", "objection-made"]


def test_restrictions_and_what_is_lifted_are_told(cast: Cast) -> None:
    stream = begin()
    about = {"subject": cast.aino.subject, "activity": "trial-task", **SAID}
    restrict_activity(actor=SYSTEM, **about)
    object_to_activity(actor=cast.aino.actor, **about)
    for mark in ("restricted", "objected"):
        lift_mark(actor=SYSTEM, mark=mark, text="It was tried.", **about)
    catch_up(stream)
    assert told(stream) == ["restriction-began", "objection-made", "restriction-lifted", "objection-lifted"]


def test_a_renewal_is_no_first_consent(cast: Cast) -> None:
    stream = begin()
    grant(cast.aino)
    publish_trial(valid_months=6)
    again = grant_consent(
        actor=cast.aino.actor, subject=cast.aino.subject, activity="trial-consent", notice_version=2, **SAID
    )
    catch_up(stream)
    assert again.changed
    assert told(stream) == ["permission-granted", "notice-published", "permission-renewed"]


def test_a_consent_that_waits_for_another_guardian_is_not_told(cast: Cast) -> None:
    stream = begin()
    grant(cast.eino, by=cast.aino, activity="trial-all-guardians")
    catch_up(stream)
    assert told(stream) == []
    grant(cast.eino, by=cast.saara, activity="trial-all-guardians")
    catch_up(stream)
    assert told(stream) == ["permission-granted"]


def test_a_department_that_is_not_concerned_hears_nothing(cast: Cast) -> None:
    stream = begin(OTHER)
    grant(cast.aino)
    withdraw(cast.aino)
    catch_up(stream)
    assert told(stream, OTHER) == []


def test_a_declared_recipient_hears_by_its_own_id(cast: Cast) -> None:
    own, others = begin(), begin(OTHER)
    let_receive("trial-consent")
    grant(cast.aino)
    catch_up(own, others)
    (mine,), (theirs,) = heard(own), heard(others, OTHER)
    ids = pairwise_ids_of(cast.aino.subject)
    assert (mine.person, theirs.person) == (ids["trial"], ids["other"])
    assert theirs.claims["aud"] == "urn:mydata:dept:other"
    assert mine.claims["txn"] != theirs.claims["txn"]
    assert mine.claims["jti"] != theirs.claims["jti"]


def test_of_somebody_the_department_never_asked_about_it_hears_nothing(cast: Cast) -> None:
    stream = begin(OTHER)
    let_receive("trial-consent")
    grant(cast.mikko)
    catch_up(stream)
    assert told(stream, OTHER) == []
    assert "other" not in pairwise_ids_of(cast.mikko.subject), "no id is issued that nobody asked for"


def test_only_what_was_asked_for_is_told(cast: Cast) -> None:
    stream = begin(events_requested=[uri_of(Signal.PERMISSION_REVOKED), "https://elsewhere.example/event"])
    grant(cast.aino)
    withdraw(cast.aino)
    catch_up(stream)
    assert told(stream) == ["permission-revoked"]


def test_a_new_stream_begins_now(cast: Cast) -> None:
    grant(cast.aino)
    catch_up()
    stream = begin()
    withdraw(cast.aino)
    catch_up(stream)
    assert told(stream) == ["permission-revoked"]


@pytest.mark.law("GDPR", "8", "a department that relied on a guardian's word is told when that right has ended")
def test_the_end_of_a_guardianship_is_told_where_the_guardian_had_decided(cast: Cast) -> None:
    stream, others = begin(), begin(OTHER)
    grant(cast.eino, by=cast.aino)
    catch_up(stream, others)
    fetch(stream, acks=list(fetch(stream).sets))
    end_representation(actor=SYSTEM, entry=cast.entries["aino eino"], source="court")
    end_representation(actor=SYSTEM, entry=cast.entries["saara eino"], source="court")
    catch_up(stream, others)
    (ended,) = heard(stream)
    assert ended.name == "guardianship-ended"
    assert ended.person == cast.eino.pairwise_id
    assert ended.members["activities"] == ["trial-consent"]
    assert cast.aino.pairwise_id not in spelled(next(iter(fetch(stream).sets.values())))
    assert told(others, OTHER) == []


def test_a_new_notice_is_told_and_about_nobody(cast: Cast) -> None:
    stream, others = begin(), begin(OTHER)
    publish_trial(valid_months=6)
    catch_up(stream, others)
    (published,) = heard(stream)
    assert published.name == "notice-published"
    assert published.members["notice_version"] == 2
    assert published.claims["sub_id"]["format"] == "uri"
    assert told(others, OTHER) == []


def test_a_recipient_that_a_notice_names_no_longer_hears_that_its_notice_is_retired(cast: Cast) -> None:
    name = dict.fromkeys(("fi", "sv", "en"), "Other")
    publish_trial(recipients=[{"name": name, "kind": "department", "department": "other"}])
    catch_up()
    stream = begin(OTHER)
    publish_trial()
    catch_up(stream)
    (retired,) = heard(stream, OTHER)
    assert (retired.name, retired.members["notice_version"]) == ("notice-retired", 2)


def test_an_activity_that_ends_by_its_date_is_told_once(cast: Cast) -> None:
    stream = begin()
    Stream.objects.update(endings_told=clock.now() - timedelta(hours=2))
    Activity.objects.filter(code="trial-contract").update(
        in_force_from=clock.now() - timedelta(days=1), in_force_until=clock.now() - timedelta(hours=1)
    )
    for _ in range(2):
        Stream.objects.update(endings_told=clock.now() - timedelta(hours=2))
        catch_up(stream)
    (retired,) = heard(stream)
    assert (retired.name, retired.members["activity"]) == ("notice-retired", "trial-contract")
    assert SecurityEvent.objects.get().event_id is None

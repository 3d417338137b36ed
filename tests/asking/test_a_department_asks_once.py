"""A department asks people to decide: once in a year, about its own activities, and silence means nothing."""

from datetime import timedelta

import pytest

from consent.asking.actions.ask import Asker, Wish, ask_for_consent
from consent.asking.models import ConsentRequest
from consent.asking.queries import RequestView
from consent.asking.vocabulary import MOST_AT_ONCE, Refusal, Status
from consent.core.errors import Invalid, NotAllowed
from consent.people.actions.resolve import resolve_pairwise_id
from consent.people.models import Subject
from consent.registry.models import Department
from tests.asking.conftest import BY_ALL, CONSENT, TRIAL, Later, ask, asked, give, now, refuse, withdraw
from tests.cast import SYSTEM, Cast, Person, publish_trial


def test_a_request_waits_for_thirty_days_and_then_runs_out(cast: Cast, later: Later) -> None:
    request = asked(cast.aino)
    assert (request.status, request.expires_at - request.asked_at) == (Status.WAITING, timedelta(days=30))
    later(days=29, hours=23)
    assert now(request).status is Status.WAITING
    later(hours=2)
    assert now(request).status is Status.EXPIRED


def test_the_status_is_what_the_ledger_says_of_decisions_since(cast: Cast) -> None:
    request = asked(cast.aino)
    give(cast.aino)
    found = now(request)
    assert (found.status, found.decided_notice) == (Status.GRANTED, 1)
    assert found.answered_at is not None
    assert found.valid_until is not None
    withdraw(cast.aino)
    found = now(request)
    assert (found.status, found.valid_until) == (Status.WITHDRAWN, None)


def test_a_no_is_an_answer_too(cast: Cast) -> None:
    request = asked(cast.aino)
    refuse(cast.aino)
    assert now(request).status is Status.REFUSED


def test_an_answer_that_comes_too_late_is_no_answer_to_the_request(cast: Cast, later: Later) -> None:
    request = asked(cast.aino, days=1)
    later(days=2)
    give(cast.aino)
    assert now(request).status is Status.EXPIRED


def test_a_consent_that_waits_for_the_other_guardian_answers_nothing_yet(cast: Cast) -> None:
    request = asked(cast.eino, BY_ALL)
    give(cast.eino, by=cast.aino, activity=BY_ALL)
    assert now(request).status is Status.WAITING
    give(cast.eino, by=cast.saara, activity=BY_ALL)
    assert now(request).status is Status.GRANTED


def test_one_guardians_no_answers_at_once(cast: Cast) -> None:
    request = asked(cast.eino, BY_ALL)
    refuse(cast.eino, by=cast.saara, activity=BY_ALL)
    assert now(request).status is Status.REFUSED


@pytest.mark.law("GDPR", "7(1)", "nobody is asked again within twelve months of an answer or a silence")
@pytest.mark.parametrize("answer", [None, "silence", "refuse"])
def test_the_same_question_is_put_once_in_twelve_months(cast: Cast, later: Later, answer: str | None) -> None:
    asked(cast.aino)
    if answer == "refuse":
        refuse(cast.aino)
    if answer == "silence":
        later(days=31)
    assert ask(cast.aino) is Refusal.ASKED_ALREADY
    assert isinstance(ask(cast.mikko), RequestView), "another person may be asked"
    assert isinstance(ask(cast.aino, BY_ALL), RequestView), "and about another activity"
    later(days=300)
    assert ask(cast.aino) is Refusal.ASKED_ALREADY
    later(days=110)
    assert isinstance(ask(cast.aino), RequestView)


def test_wider_terms_may_be_asked_about_at_once_and_other_words_may_not(cast: Cast) -> None:
    asked(cast.aino)
    refuse(cast.aino)
    publish_trial(retention={"months": 6, "text": {"fi": "Puoli vuotta", "sv": "Ett halvår", "en": "Half a year"}})
    assert ask(cast.aino) is Refusal.ASKED_ALREADY
    publish_trial(categories=["trial.plain", "trial.other"])
    again = asked(cast.aino)
    assert again.notice_version == 3
    refuse(cast.aino, version=3)
    assert now(again).status is Status.REFUSED


def test_a_second_no_after_a_year_is_recorded_and_answers(cast: Cast, later: Later) -> None:
    asked(cast.aino)
    refuse(cast.aino)
    later(days=370)
    again = asked(cast.aino)
    assert now(again).status is Status.WAITING
    refuse(cast.aino)
    assert now(again).status is Status.REFUSED


def test_who_has_decided_without_being_asked_is_left_in_peace(cast: Cast, later: Later) -> None:
    give(cast.aino)
    refuse(cast.mikko)
    assert (ask(cast.aino), ask(cast.mikko)) == (Refusal.ALREADY_DECIDED, Refusal.ALREADY_DECIDED)
    withdraw(cast.aino)
    assert ask(cast.aino) is Refusal.ALREADY_DECIDED
    later(days=367)
    assert isinstance(ask(cast.aino), RequestView)
    assert isinstance(ask(cast.mikko), RequestView)


def test_a_consent_that_has_run_out_may_be_asked_for_again(cast: Cast, later: Later) -> None:
    give(cast.aino)
    later(days=367)
    assert isinstance(ask(cast.aino), RequestView)


@pytest.mark.law("GDPR", "6(1)(a)", "only an activity that rests on consent can be asked about")
@pytest.mark.parametrize(
    ("activity", "refusal"),
    [
        ("trial-task", Refusal.NOT_CONSENT),
        ("trial-contract", Refusal.NOT_CONSENT),
        ("trial-ended", Refusal.NO_SUCH_ACTIVITY),
        ("trial-coming", Refusal.NO_SUCH_ACTIVITY),
        ("no-such-activity", Refusal.NO_SUCH_ACTIVITY),
    ],
)
def test_what_the_law_decides_is_not_asked(cast: Cast, activity: str, refusal: Refusal) -> None:
    assert ask(cast.aino, activity) is refusal


def test_another_departments_activity_looks_as_if_it_did_not_exist(cast: Cast) -> None:
    Department.objects.create(code="parks", name_fi="p", name_sv="p", name_en="p", contact={})
    theirs = resolve_pairwise_id(department="parks", national_id=cast.aino.national_id)
    person = Person(cast.aino.subject, cast.aino.national_id, theirs)
    assert ask(person, CONSENT, Asker("client-of-parks", "parks")) is Refusal.NO_SUCH_ACTIVITY


def test_a_foreign_id_and_one_never_issued_are_the_same_and_a_stranger_is_asked_like_everybody(cast: Cast) -> None:
    Department.objects.create(code="parks", name_fi="p", name_sv="p", name_en="p", contact={})
    foreign = resolve_pairwise_id(department="parks", national_id=cast.aino.national_id)
    for person in (foreign, "a" * 32, "", "x"):
        wish = Wish(person=person, activity=CONSENT)
        assert ask_for_consent(actor=SYSTEM, asker=TRIAL, wishes=[wish]) == [Refusal.NO_SUCH_PERSON]
    assert isinstance(ask(cast.unknown), RequestView), "a placeholder is asked, so that nothing tells it apart"
    assert ask(cast.unknown) is Refusal.ASKED_ALREADY
    assert Subject.objects.filter(pk=ConsentRequest.objects.get().subject).exists()


def test_each_of_a_batch_is_judged_alone_and_twins_are_asked_once(cast: Cast) -> None:
    refuse(cast.saara)
    people = [cast.aino.pairwise_id, cast.aino.pairwise_id, "a" * 32, cast.saara.pairwise_id, cast.mikko.pairwise_id]
    outcomes = ask_for_consent(
        actor=SYSTEM, asker=TRIAL, wishes=[Wish(person=person, activity=CONSENT) for person in people]
    )
    assert [one if isinstance(one, Refusal) else one.subject for one in outcomes] == [
        cast.aino.subject,
        Refusal.ASKED_ALREADY,
        Refusal.NO_SUCH_PERSON,
        Refusal.ALREADY_DECIDED,
        cast.mikko.subject,
    ]
    assert ConsentRequest.objects.count() == 2


@pytest.mark.parametrize("wish", [{"days": 0}, {"days": 91}, {"state": "s"}, {"return_uri": "x", "state": "s" * 201}])
def test_a_wish_out_of_bounds_is_refused_and_nothing_is_asked(cast: Cast, wish: dict) -> None:
    with pytest.raises(Invalid):
        ask(cast.aino, **wish)
    assert not ConsentRequest.objects.exists()


def test_no_more_than_a_thousand_are_asked_at_once_and_only_by_a_department(cast: Cast) -> None:
    wishes = [Wish(person="a" * 32, activity=CONSENT)] * (MOST_AT_ONCE + 1)
    for wrong in ([], wishes):
        with pytest.raises(Invalid):
            ask_for_consent(actor=SYSTEM, asker=TRIAL, wishes=wrong)
    with pytest.raises(NotAllowed):
        ask_for_consent(actor=cast.aino.actor, asker=TRIAL, wishes=wishes[:1])

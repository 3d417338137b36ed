"""Properties of the decision over any facts at all: it always answers, and never allows without a ground."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st

from consent.core.conditions import Hours, Period, UseLimit, Weekday
from consent.core.decisions import Activity, Allow, Deny, Facts, Question, decide
from consent.core.permissions import Permission
from consent.core.vocabulary import ALLOWING, Basis, DecidedBy, Reason

EPOCH = datetime(2026, 1, 1, tzinfo=UTC)
CATEGORIES = ("a", "b", "c")
moments = st.integers(-1000, 1000).map(lambda days: EPOCH + timedelta(days=days))
category_sets = st.frozensets(st.sampled_from(CATEGORIES))
activities = st.builds(
    Activity,
    department=st.sampled_from(("library", "education")),
    basis=st.sampled_from(Basis),
    categories=category_sets,
    in_force_from=moments,
    in_force_until=st.none() | moments,
    law_ref=st.sampled_from(("", "Act 1/2026 s. 1")),
    compulsory=st.booleans(),
    continues_despite_restriction=st.booleans(),
    requires_case=st.booleans(),
    requires_staff_ref=st.booleans(),
    terms_since_version=st.integers(1, 5),
    use_limit=st.none() | st.builds(UseLimit, most=st.integers(1, 3), per=st.sampled_from(Period)),
    hours=st.none()
    | st.builds(
        Hours,
        since=st.integers(0, 1439),
        until=st.integers(1, 1440),
        weekdays=st.frozensets(st.sampled_from(Weekday), min_size=1),
        zone=st.just(ZoneInfo("Europe/Helsinki")),
    ),
    break_glass=st.booleans(),
)
permissions = st.builds(
    Permission,
    version=st.integers(0, 9),
    decision=st.none() | st.sampled_from((Reason.CONSENT, Reason.REFUSED, Reason.WITHDRAWN)),
    decided_at=st.none() | moments,
    decided_by=st.sampled_from(DecidedBy),
    notice_version=st.none() | st.integers(1, 5),
    valid_until=st.none() | moments,
    waiting=st.booleans(),
    objected=st.booleans(),
    restricted=st.booleans(),
)
all_facts = st.builds(
    Facts,
    known_to_department=st.booleans(),
    activity=st.none() | activities,
    permission=st.none() | permissions,
    agreed_categories=category_sets,
    guardian_needed=st.booleans(),
    times_used=st.integers(0, 4),
)
questions = st.builds(
    Question,
    department=st.sampled_from(("library", "education")),
    activity=st.just("activity"),
    category=st.sampled_from((*CATEGORIES, "unregistered")),
    case=st.none() | st.sampled_from(("", "CASE-1")),
    staff_ref=st.none() | st.sampled_from(("", "S-1")),
    reason=st.none() | st.sampled_from(("", "  ", "Found unconscious")),
    break_glass=st.booleans(),
)


def likely(facts: Facts, question: Question, at: datetime) -> tuple[Facts, Question]:
    """This function will bend random facts towards an allow, which purely random ones seldom reach."""
    if facts.activity is None:
        return facts, question
    activity = replace(
        facts.activity,
        department=question.department,
        categories=facts.activity.categories | {"a"},
        in_force_from=min(at, facts.activity.in_force_from),
        in_force_until=None,
        requires_case=False,
        requires_staff_ref=False,
        hours=None if facts.times_used % 2 else facts.activity.hours,
    )
    permission = facts.permission
    if permission is not None and permission.version % 2:
        permission = replace(permission, decision=Reason.CONSENT, valid_until=at + timedelta(days=1), notice_version=3)
    bent = replace(facts, known_to_department=True, activity=activity, permission=permission)
    return bent, replace(question, category="a")


@given(all_facts, questions, moments, st.booleans())
def test_every_question_gets_one_answer_from_the_closed_list(
    facts: Facts, question: Question, at: datetime, bend: bool
) -> None:
    if bend:
        facts, question = likely(facts, question, at)
    decision = decide(facts, question, at)
    assert isinstance(decision, Allow | Deny)
    assert decision.allowed is (decision.reason in ALLOWING)


@given(all_facts, questions, moments, st.booleans())
def test_nothing_is_allowed_without_a_ground(facts: Facts, question: Question, at: datetime, bend: bool) -> None:
    if bend:
        facts, question = likely(facts, question, at)
    decision = decide(facts, question, at)
    if not isinstance(decision, Allow):
        return
    activity, permission = facts.activity, facts.permission
    assert facts.known_to_department
    assert activity is not None
    assert activity.department == question.department
    assert question.category in activity.categories
    assert activity.in_force_from <= at
    assert activity.in_force_until is None or at < activity.in_force_until
    if question.break_glass:
        assert activity.break_glass
        assert activity.basis is Basis.VITAL_INTERESTS
        assert (question.staff_ref or "").strip()
        assert (question.reason or "").strip()
    else:
        assert not activity.requires_case or question.case
        assert not activity.requires_staff_ref or question.staff_ref
        assert activity.hours is None or activity.hours.cover(at)
        assert activity.use_limit is None or facts.times_used < activity.use_limit.most
    if activity.basis is Basis.CONSENT:
        assert permission is not None
        assert permission.decision is Reason.CONSENT
        assert permission.valid_until is not None
        assert at < permission.valid_until
        assert not permission.restricted
        assert not permission.waiting
        assert permission.notice_version is not None
        assert permission.notice_version >= activity.terms_since_version
        assert question.category in facts.agreed_categories
        assert not (facts.guardian_needed and permission.decided_by is DecidedBy.SELF)
    elif permission is not None and not activity.continues_despite_restriction:
        assert not permission.restricted
        assert not (permission.objected and activity.basis is Basis.PUBLIC_TASK and not activity.compulsory)
    if activity.basis is Basis.PUBLIC_TASK:
        assert activity.law_ref


@given(all_facts, questions, moments)
def test_an_id_never_issued_to_the_department_tells_nothing(facts: Facts, question: Question, at: datetime) -> None:
    assert decide(replace(facts, known_to_department=False), question, at) == Deny(Reason.NO_PERMISSION)


@given(all_facts, questions, moments)
def test_another_departments_activity_looks_like_one_that_does_not_exist(
    facts: Facts, question: Question, at: datetime
) -> None:
    other = replace(question, department="nobody")
    assert decide(facts, other, at) == decide(replace(facts, activity=None), other, at)


@given(all_facts, questions, moments, st.integers(1, 3000))
def test_time_alone_never_turns_a_refusal_of_consent_into_an_allow(
    facts: Facts, question: Question, at: datetime, days: int
) -> None:
    facts, question = likely(facts, question, at)
    if facts.activity is None or facts.activity.basis is not Basis.CONSENT:
        return
    # Hours come and go by themselves, and nothing else does.
    facts = replace(facts, activity=replace(facts.activity, hours=None))
    if not decide(facts, question, at).allowed:
        assert not decide(facts, question, at + timedelta(days=days)).allowed


@given(all_facts, questions, moments, st.booleans())
def test_a_condition_more_never_allows_what_was_refused(
    facts: Facts, question: Question, at: datetime, bend: bool
) -> None:
    if bend:
        facts, question = likely(facts, question, at)
    if facts.activity is None or not decide(facts, question, at).allowed:
        return
    free = replace(facts.activity, use_limit=None, hours=None, requires_case=False, requires_staff_ref=False)
    assert decide(replace(facts, activity=free), question, at).allowed


@given(all_facts, questions, moments, st.integers(0, 9), st.booleans())
def test_with_every_use_an_allow_only_becomes_less_likely(
    facts: Facts, question: Question, at: datetime, more: int, bend: bool
) -> None:
    if bend:
        facts, question = likely(facts, question, at)
    if decide(replace(facts, times_used=facts.times_used + more), question, at).allowed:
        assert decide(facts, question, at).allowed


@given(all_facts, questions, moments)
def test_an_emergency_never_opens_a_consent(facts: Facts, question: Question, at: datetime) -> None:
    facts, question = likely(facts, question, at)
    if facts.activity is None:
        return
    consent = replace(facts, activity=replace(facts.activity, basis=Basis.CONSENT, break_glass=True))
    assert not decide(consent, replace(question, break_glass=True), at).allowed


def test_each_ground_of_a_consent_is_needed() -> None:
    activity = Activity("library", Basis.CONSENT, frozenset("a"), EPOCH, terms_since_version=2)
    given = Permission(
        version=1, decision=Reason.CONSENT, notice_version=2, valid_until=EPOCH + timedelta(days=9), decided_at=EPOCH
    )
    whole = Facts(True, activity, given, agreed_categories=frozenset("a"))
    question = Question("library", "activity", "a")
    at = EPOCH + timedelta(days=1)
    assert decide(whole, question, at) == Allow(Reason.CONSENT, Basis.CONSENT, given.valid_until)
    for broken, reason in (
        (replace(whole, agreed_categories=frozenset("b")), Reason.CATEGORY_NOT_COVERED),
        (replace(whole, guardian_needed=True), Reason.GUARDIAN_REQUIRED),
        (replace(whole, permission=replace(given, waiting=True)), Reason.GUARDIAN_REQUIRED),
        (replace(whole, permission=replace(given, notice_version=1)), Reason.EXPIRED),
        (replace(whole, permission=replace(given, restricted=True)), Reason.RESTRICTED),
        (replace(whole, permission=replace(given, decision=Reason.WITHDRAWN)), Reason.WITHDRAWN),
        (replace(whole, permission=None), Reason.NO_PERMISSION),
    ):
        assert decide(broken, question, at) == Deny(reason, Basis.CONSENT)

"""Who may decide for whom beyond parents and children: appointed guardians, mandates, and rights that have ended."""

from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest

from consent import clock
from consent.api.principal import token_checksum
from consent.core.errors import DomainError, NotAllowed, NotFound
from consent.core.vocabulary import Channel, DecidedBy, Reason, State
from consent.ledger.actions.check import Answer, check
from consent.ledger.actions.grant import grant_consent
from consent.ledger.actions.refuse import refuse_consent
from consent.ledger.actions.withdraw import withdraw_consent
from consent.ledger.changes import Recorded
from consent.ledger.models import PermissionChange
from consent.ledger.queries import permission_of
from consent.ledger.reads import CheckQuestion
from consent.people.actions.record_representation import NewRepresentation, record_representation
from consent.people.ages import turns
from consent.people.models import RegisterEntry
from consent.people.queries import resident
from consent.people.representation import RepresentationKind
from tests.cast import SYSTEM, Cast, Person, enrol, publish_trial, token_for, years_ago

pytestmark = pytest.mark.django_db
CONSENT, ALL = "trial-consent", "trial-all-guardians"


@pytest.fixture
def cast(settled: Cast) -> Cast:
    """The cast, undecided."""
    return settled


def give(who: Person, whom: UUID, activity: str = CONSENT, version: int = 1) -> Recorded:
    """This function will give consent in the portal."""
    return grant_consent(
        actor=who.actor,
        subject=whom,
        activity=activity,
        notice_version=version,
        language="fi",
        channel=Channel.PORTAL,
    )


def may_act(who: Person, whom: UUID, kind: RepresentationKind, **changes: Any) -> UUID:
    """This function will record that ``who`` may act for ``whom``."""
    terms = {"valid_from": clock.now() - timedelta(days=1), "source": "tests"} | changes
    right = NewRepresentation(representative=who.subject, represented=whom, kind=kind, **terms)
    return record_representation(actor=SYSTEM, right=right)


def test_an_appointed_guardian_is_bound_by_the_child_rule_too(cast: Cast) -> None:
    may_act(cast.mikko, cast.oona.subject, RepresentationKind.APPOINTED_GUARDIAN)
    with pytest.raises(NotAllowed) as caught:
        give(cast.mikko, cast.oona.subject)
    assert caught.value.code == "own_decision"


def test_an_appointed_guardians_consent_ends_when_the_child_decides_alone(cast: Cast) -> None:
    may_act(cast.mikko, cast.eino.subject, RepresentationKind.APPOINTED_GUARDIAN)
    give(cast.mikko, cast.eino.subject)
    child = resident(cast.eino.subject)
    assert child is not None
    change = PermissionChange.objects.get(subject=cast.eino.subject)
    assert change.valid_until is not None
    assert change.valid_until <= turns(child.birth_date, 13)


def test_a_right_that_ends_sooner_ends_the_consent_sooner(cast: Cast) -> None:
    ends = clock.now() + timedelta(days=30)
    may_act(cast.mikko, cast.eino.subject, RepresentationKind.APPOINTED_GUARDIAN, valid_until=ends)
    assert give(cast.mikko, cast.eino.subject).permission.valid_until == ends
    may_act(cast.aino, cast.saara.subject, RepresentationKind.MANDATE, scope=CONSENT, valid_until=ends)
    assert give(cast.aino, cast.saara.subject).permission.valid_until == ends


def test_a_child_too_young_to_decide_cannot_have_a_mandate_holder_decide(cast: Cast) -> None:
    with pytest.raises(DomainError):
        may_act(cast.mikko, cast.eino.subject, RepresentationKind.MANDATE)
        give(cast.mikko, cast.eino.subject)
    assert not PermissionChange.objects.exists()


@pytest.mark.law("Guardianship Services Act 442/1999", "29 §", "a mandate counts in its own matters only")
def test_a_mandate_counts_in_the_matters_it_names_and_no_others(cast: Cast) -> None:
    may_act(cast.mikko, cast.saara.subject, RepresentationKind.MANDATE, scope=CONSENT)
    assert give(cast.mikko, cast.saara.subject).permission.decided_by is DecidedBy.GUARDIAN
    with pytest.raises(NotFound):
        give(cast.mikko, cast.saara.subject, ALL)


def test_a_custody_row_about_an_adult_opens_nothing(cast: Cast) -> None:
    adult = enrol("Veikko", years_ago(35), 960)
    RegisterEntry.objects.create(
        representative_id=cast.mikko.subject,
        represented_id=adult.subject,
        kind=RepresentationKind.GUARDIAN,
        valid_from=clock.now() - timedelta(days=9000),
        valid_until=clock.now() + timedelta(days=900),
        source="a register that is behind",
    )
    with pytest.raises(NotFound):
        give(cast.mikko, adult.subject)


def test_the_system_consents_for_nobody(cast: Cast) -> None:
    for subject in (cast.aino.subject, cast.unknown.subject):
        with pytest.raises(NotFound):
            grant_consent(
                actor=SYSTEM,
                subject=subject,
                activity=CONSENT,
                notice_version=1,
                language="fi",
                channel=Channel.PORTAL,
            )


def test_giving_again_while_the_other_has_not_answered_changes_nothing(cast: Cast) -> None:
    assert give(cast.aino, cast.eino.subject, ALL).changed
    assert not give(cast.aino, cast.eino.subject, ALL).changed
    view = permission_of(cast.eino.subject, ALL, clock.now())
    assert view.waiting_for_guardian


def test_agreement_to_other_words_is_no_agreement_to_these(cast: Cast) -> None:
    give(cast.aino, cast.eino.subject, ALL)
    publish_trial(all_guardians={"valid_months": 6})
    assert give(cast.saara, cast.eino.subject, ALL, version=2).permission.waiting


def test_each_guardian_says_no_for_oneself(cast: Cast) -> None:
    said = {"subject": cast.eino.subject, "activity": CONSENT, "notice_version": 1, "language": "fi"}
    refuse_consent(actor=cast.aino.actor, channel=Channel.PORTAL, **said)
    assert refuse_consent(actor=cast.saara.actor, channel=Channel.PORTAL, **said).changed
    assert not refuse_consent(actor=cast.saara.actor, channel=Channel.PORTAL, **said).changed
    # Aino changes her mind; Saara's own no still stands.
    assert give(cast.aino, cast.eino.subject).permission.waiting
    assert not give(cast.saara, cast.eino.subject).permission.waiting


@pytest.mark.law("Act on Child Custody 361/1983", "5 §", "an ended custody neither decides nor delays")
def test_a_guardian_whose_custody_ended_no_longer_holds_the_others_up(cast: Cast) -> None:
    said = {"subject": cast.eino.subject, "activity": CONSENT, "language": "fi", "channel": Channel.PORTAL}
    give(cast.saara, cast.eino.subject)
    withdraw_consent(actor=cast.saara.actor, **said)
    assert give(cast.aino, cast.eino.subject).permission.waiting
    RegisterEntry.objects.filter(pk=cast.entries["saara eino"]).update(valid_until=clock.now())
    withdraw_consent(actor=cast.aino.actor, **said)
    assert not give(cast.aino, cast.eino.subject).permission.waiting


def ask(whom: Person) -> Answer:
    """This function will ask the ledger as the trial department."""
    checksum = token_checksum(token_for("trial"))
    answer = check([CheckQuestion(checksum, "trial", CONSENT, "trial.plain", whom.pairwise_id)])[0]
    assert isinstance(answer, Answer)
    return answer


def test_an_age_of_own_decision_raised_later_asks_for_a_guardian(cast: Cast) -> None:
    give(cast.oona, cast.oona.subject)
    assert ask(cast.oona).allowed
    publish_trial(child_rule={"own_decision_from": 16, "guardians": "any"})
    assert ask(cast.oona).reason is Reason.GUARDIAN_REQUIRED


@pytest.mark.law("GDPR", "4(11)", "a consent is specific: wider terms need a new one")
def test_a_consent_is_not_stretched_to_wider_terms(cast: Cast) -> None:
    give(cast.aino, cast.aino.subject)
    assert ask(cast.aino).allowed
    receiver = {"name": {"fi": "Yritys", "sv": "Ett bolag", "en": "A company"}, "kind": "company"}
    publish_trial(recipients=[receiver])
    assert ask(cast.aino).reason is Reason.EXPIRED
    view = permission_of(cast.aino.subject, CONSENT, clock.now())
    assert (view.state, view.newer_notice) == (State.EXPIRED, True)
    give(cast.aino, cast.aino.subject, version=2)
    assert ask(cast.aino).allowed

"""The projection is the fold of its changes: rebuilding gives the same bytes, and repairs what was bent."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from consent.core.vocabulary import Channel
from consent.ledger.actions.grant import grant_consent
from consent.ledger.actions.object import object_to_activity
from consent.ledger.actions.refuse import refuse_consent
from consent.ledger.actions.restrict import restrict_activity
from consent.ledger.actions.withdraw import withdraw_consent
from consent.ledger.models import PermissionChange, PermissionRow
from consent.ledger.rebuild import projection_bytes, rebuild_permissions
from tests.cast import SYSTEM, Cast, assemble

pytestmark = pytest.mark.django_db
VERBS = ("grant", "refuse", "withdraw", "object", "restrict")


def act(cast: Cast, verb: str, who: str) -> None:
    """This function will have somebody of the cast do something; a refusal is as good as an act here."""
    person = getattr(cast, who)
    common = {"subject": person.subject, "language": "fi", "channel": Channel.PORTAL}
    own = {"actor": person.actor, **common}
    if verb == "object":
        object_to_activity(activity="trial-task", **own)
    elif verb == "restrict":
        restrict_activity(actor=SYSTEM, activity="trial-consent", **common)
    elif verb == "withdraw":
        withdraw_consent(activity="trial-consent", **own)
    elif verb == "grant":
        grant_consent(activity="trial-consent", notice_version=1, **own)
    elif PermissionRow.objects.filter(subject=person.subject, decision="consent").exists() is False:
        refuse_consent(activity="trial-consent", notice_version=1, **own)


@settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(st.lists(st.tuples(st.sampled_from(VERBS), st.sampled_from(["aino", "mikko"])), max_size=8))
@pytest.mark.law("GDPR", "5(2)", "where everybody stands can be shown again from the recorded decisions alone")
def test_rebuilding_gives_the_same_bytes(acts: list[tuple[str, str]]) -> None:
    with transaction.atomic():
        cast = assemble()
        for verb, who in acts:
            act(cast, verb, who)
        before = projection_bytes()
        assert rebuild_permissions().repaired == ()
        PermissionRow.objects.all().delete()
        rebuild_permissions()
        assert projection_bytes() == before
        transaction.set_rollback(True)


@pytest.fixture
def decided() -> Cast:
    """Aino has given and withdrawn, Mikko has given."""
    cast = assemble()
    for verb, who in (("grant", "aino"), ("withdraw", "aino"), ("grant", "mikko")):
        act(cast, verb, who)
    return cast


def test_a_bent_permission_is_found_repaired_and_reported(decided: Cast) -> None:
    honest = projection_bytes()
    PermissionRow.objects.filter(subject=decided.aino.subject).update(decision="consent")
    with pytest.raises(CommandError, match="1 permissions differed"):
        call_command("rebuild_permissions", stdout=StringIO(), stderr=StringIO())
    assert projection_bytes() == honest
    call_command("rebuild_permissions", stdout=StringIO(), stderr=StringIO())


def test_a_permission_behind_which_nobody_decided_is_removed(decided: Cast) -> None:
    honest = projection_bytes()
    PermissionRow.objects.create(
        subject=decided.saara.subject, activity="trial-consent", version=3, decision="consent", decided_by="self"
    )
    assert rebuild_permissions().repaired == ((decided.saara.subject, "trial-consent"),)
    assert projection_bytes() == honest


def test_a_lost_permission_comes_back(decided: Cast) -> None:
    honest = projection_bytes()
    PermissionRow.objects.all().delete()
    assert len(rebuild_permissions().repaired) == 2
    assert projection_bytes() == honest


def test_a_gap_in_the_changes_is_no_rebuild_but_tampering(decided: Cast) -> None:
    change = PermissionChange.objects.get(subject=decided.mikko.subject)
    PermissionChange.objects.bulk_create(
        [
            PermissionChange(
                event_id=change.event_id + 10_000,
                recorded_at=change.recorded_at,
                kind="consent.withdrawn",
                subject=change.subject,
                activity=change.activity,
                version=3,
                language="fi",
                channel="portal",
                decided_by="self",
            )
        ]
    )
    with pytest.raises(ValueError, match="does not follow"):
        rebuild_permissions()

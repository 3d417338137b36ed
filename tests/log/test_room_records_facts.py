"""Recording facts: what is committed to can be rebuilt from the rows, and nothing is half-written."""

from datetime import timedelta
from uuid import uuid4

import pytest
from cryptography.exceptions import InvalidTag
from django.db import transaction

from consent import clock
from consent.core.events import Kind, commitment
from consent.core.vocabulary import Channel
from consent.ledger.actions.grant import grant_consent
from consent.ledger.actions.object import object_to_activity
from consent.ledger.models import PermissionChange
from consent.log.append import append, draw_ids
from consent.log.keys import PLATFORM, data_keys, existing_key
from consent.log.kinds import registered_kinds
from consent.log.models import DataKey, Event, Pending
from consent.log.sealing import seal_text, unseal_text
from tests.cast import Cast, token_for
from tests.decisions.doors import ask_http

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast(settled: Cast) -> Cast:
    """The cast with a consent, an objection with grounds, and two uses of Aino's data."""
    cast = settled
    common = {"actor": cast.aino.actor, "subject": cast.aino.subject, "language": "fi", "channel": Channel.PORTAL}
    grant_consent(activity="trial-consent", notice_version=1, **common)
    object_to_activity(activity="trial-task", text="My own grounds.", **common)
    token = token_for("trial")
    for activity in ("trial-consent", "trial-task"):
        status, _, _ = ask_http(token, {
            "subject": {"type": "department", "id": "trial"},
            "action": {"name": activity},
            "resource": {"type": "trial.plain", "id": cast.aino.pairwise_id},
            "context": {"case": "TRIAL-7"},
        })  # fmt: skip
        assert status == 200
    return cast


@pytest.mark.law("GDPR", "5(2)", "each record is bound to a commitment that shows any change")
def test_every_commitment_is_rebuilt_from_its_payload_row(cast: Cast) -> None:
    kinds = registered_kinds()
    seen = set()
    for event in Event.objects.order_by("id"):
        owner = kinds[Kind(event.kind)]
        payload = owner.model._default_manager.get(pk=event.id)
        subject = getattr(payload, "subject", None) or getattr(payload, "represented", None) or PLATFORM
        key = existing_key((subject, event.recorded_at.year))
        assert bytes(event.commitment) == commitment(key, event.id, owner.encode(payload))
        seen.add(event.kind)
    assert {"consent.granted", "objection.made", "use.permitted", "use.refused", "notice.published"} <= seen


def test_every_event_waits_for_its_index_from_its_own_transaction_on(cast: Cast) -> None:
    assert set(Pending.objects.values_list("pk", flat=True)) == set(Event.objects.values_list("pk", flat=True))


def test_one_key_a_subject_and_year(cast: Cast) -> None:
    at = clock.now()
    first = data_keys({(cast.aino.subject, at.year)}, at)
    again = data_keys({(cast.aino.subject, at.year), (cast.aino.subject, at.year + 1)}, at)
    assert again[cast.aino.subject, at.year] == first[cast.aino.subject, at.year]
    assert again[cast.aino.subject, at.year + 1] != first[cast.aino.subject, at.year]
    assert DataKey.objects.filter(subject=cast.aino.subject).count() == 2


def test_a_sealed_text_opens_only_for_its_event_and_its_subject(cast: Cast) -> None:
    at = clock.now()
    sealed = seal_text(cast.aino.subject, 7, at, "my grounds")
    assert b"my grounds" not in sealed
    assert unseal_text(cast.aino.subject, 7, at, sealed) == "my grounds"
    with pytest.raises(InvalidTag):
        unseal_text(cast.aino.subject, 8, at, sealed)
    data_keys({(cast.mikko.subject, at.year)}, at)
    with pytest.raises(InvalidTag):
        unseal_text(cast.mikko.subject, 7, at, sealed)


def test_a_shredded_key_is_not_made_anew_by_reading(cast: Cast) -> None:
    nobody, at = uuid4(), clock.now()
    with pytest.raises(LookupError):
        unseal_text(nobody, 7, at, b"\x00" * 40)
    assert not DataKey.objects.filter(subject=nobody).exists()


@pytest.mark.law("GDPR", "32(1)(a)", "free text about a person is stored encrypted under the person's own key")
def test_grounds_and_cases_are_never_stored_in_clear(cast: Cast) -> None:
    change = PermissionChange.objects.get(kind=Kind.OBJECTION_MADE)
    assert b"grounds" not in bytes(change.sealed or b"")
    assert unseal_text(change.subject, change.event_id, change.recorded_at, change.sealed) == "My own grounds."


@transaction.atomic
def _consent_and_crash(cast: Cast) -> None:
    actor, subject = cast.mikko.actor, cast.mikko.subject
    recorded = grant_consent(
        actor=actor, subject=subject, activity="trial-consent", notice_version=1, language="fi", channel=Channel.PORTAL
    )
    assert recorded.changed
    raise ZeroDivisionError


def test_a_failed_act_leaves_neither_event_nor_payload(cast: Cast) -> None:
    before = Event.objects.count(), PermissionChange.objects.count(), Pending.objects.count()
    with pytest.raises(ZeroDivisionError):
        _consent_and_crash(cast)
    assert (Event.objects.count(), PermissionChange.objects.count(), Pending.objects.count()) == before


def test_ids_are_drawn_in_order_and_never_twice(cast: Cast) -> None:
    one, two = draw_ids(3), draw_ids(2)
    assert one == sorted(one)
    assert one[-1] < two[0]
    assert Event.objects.filter(pk__gte=one[0]).count() == 0


def test_a_payload_of_another_kind_is_refused(cast: Cast) -> None:
    with pytest.raises(TypeError), transaction.atomic():
        append(Kind.USE_PERMITTED, cast.aino.subject, PermissionChange())


def test_the_year_of_the_key_follows_the_moment_of_the_fact(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    later = clock.now() + timedelta(days=366)
    monkeypatch.setattr(clock, "now", lambda: later)
    grant_consent(
        actor=cast.mikko.actor,
        subject=cast.mikko.subject,
        activity="trial-consent",
        notice_version=1,
        language="fi",
        channel=Channel.PORTAL,
    )
    assert DataKey.objects.filter(subject=cast.mikko.subject, year=later.year).exists()

"""The key of the year: a text sealed in the last moment of a year opens, whatever the clock does meanwhile."""

from datetime import UTC, datetime, timedelta

import pytest

from consent import clock
from consent.core.vocabulary import Channel
from consent.ledger.actions.object import object_to_activity
from consent.ledger.models import PermissionChange
from consent.log.sealing import unseal_text
from tests.cast import assemble


@pytest.mark.django_db
def test_an_objection_made_at_midnight_of_new_year(monkeypatch: pytest.MonkeyPatch) -> None:
    cast = assemble()
    ticks = iter(datetime(2026, 12, 31, 23, 59, 59, 999_999, tzinfo=UTC) + timedelta(seconds=n) for n in range(99))
    monkeypatch.setattr(clock, "now", lambda: next(ticks))
    object_to_activity(
        actor=cast.mikko.actor,
        subject=cast.mikko.subject,
        activity="trial-task",
        language="fi",
        channel=Channel.PORTAL,
        text="Grounds.",
    )
    change = PermissionChange.objects.get(subject=cast.mikko.subject)
    assert unseal_text(change.subject, change.event_id, change.recorded_at, bytes(change.sealed or b"")) == "Grounds."

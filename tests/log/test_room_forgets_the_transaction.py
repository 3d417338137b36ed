"""A fact is recorded inside a transaction or not at all."""

from uuid import uuid4

import pytest
from django.db.transaction import TransactionManagementError

from consent.core.events import Kind
from consent.ledger.models import PermissionChange
from consent.log.append import append
from consent.log.queries import event_count


def test_recording_outside_a_transaction_is_refused(own_database: str) -> None:
    with pytest.raises(TransactionManagementError):
        append(Kind.CONSENT_GRANTED, uuid4(), PermissionChange())
    assert event_count() == 0

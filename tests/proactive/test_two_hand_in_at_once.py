"""Two processes hand the same people in at the same moment: each person is offered once, and told once."""

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from django.db import connection

from consent.messaging.config import MessagingConfig
from consent.proactive.models import Offer, OfferEvent
from consent.proactive.read_models import OfferView
from tests.proactive.conftest import Town, found_town, send_all


@pytest.fixture
def there(own_database: str, sms: MessagingConfig) -> Town:
    """The town in a database of its own, where everything commits."""
    return found_town()


def test_each_person_is_offered_once_and_told_once(there: Town) -> None:
    people = [there.candidate(one) for one in (there.eino, there.ada, there.ida)]

    def hand_in(turn: int) -> list[Any]:
        try:
            return list(there.hand_in(*(people if turn % 2 else reversed(people))))
        finally:
            connection.close()

    with ThreadPoolExecutor(6) as pool:
        outcomes = [one for batch in pool.map(hand_in, range(6)) for one in batch]
    assert len({one.id for one in outcomes if isinstance(one, OfferView)}) == Offer.objects.count() == 3
    assert OfferEvent.objects.count() == 3
    assert len(send_all()) == 4

"""Many redeem one permit in the same instant: the database lets one of them be the first."""

import threading
from concurrent.futures import ThreadPoolExecutor

from django.db import connections

from consent.ledger.models import Use
from consent.people.models import SpentToken
from tests.api.permits import GIVEN, SOURCE, hands_of
from tests.cast import Cast


def test_twenty_show_one_permit_at_once_and_one_is_believed(own_database: str, settled: Cast) -> None:
    hands = hands_of(settled)
    hands.says_yes()
    permit, subject = hands.permit(), hands.id_of(SOURCE)
    start = threading.Barrier(20)

    def show(_: int) -> bool:
        start.wait()
        try:
            return bool(hands.redeem(permit, subject)["active"])
        finally:
            connections.close_all()

    with ThreadPoolExecutor(20) as pool:
        assert sum(pool.map(show, range(20))) == 1
    assert Use.objects.filter(department=SOURCE, activity=GIVEN, allowed=True).count() == 1
    assert SpentToken.objects.count() == 1

"""The kit's store of taken permits: all processes of a source share one, in the database."""

import subprocess
import sys
import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.db import connections

from services.kit.models import SpentPermit
from services.kit.spent import SpentInDatabase
from services.sdk import clock
from tests.databases import ROOT, environment_of

ELSEWHERE = """
import sys, django
from datetime import datetime
django.setup()
from services.kit.spent import SpentInDatabase
print([SpentInDatabase().spend(name, datetime.fromisoformat(sys.argv[1])) for name in ("one", "two")])
"""


def test_what_was_taken_is_not_taken_again_in_another_process(own_database: str) -> None:
    until = clock.now() + timedelta(minutes=5)
    assert SpentInDatabase().spend("one", until)
    command = [sys.executable, "-c", ELSEWHERE, until.isoformat()]
    environment = {**environment_of(own_database), "DJANGO_SETTINGS_MODULE": "consent.settings"}
    ran = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=60, check=False)
    assert ran.stdout.strip().endswith("[False, True]"), ran.stderr
    assert not SpentInDatabase().spend("two", until)


def test_of_many_at_once_one_is_first(own_database: str) -> None:
    start, until = threading.Barrier(12), clock.now() + timedelta(seconds=30)

    def take(_: int) -> bool:
        start.wait()
        try:
            return SpentInDatabase().spend("one", until)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(12) as pool:
        assert sum(pool.map(take, range(12))) == 1
    assert SpentPermit.objects.count() == 1


@pytest.mark.django_db
def test_what_has_ended_is_forgotten(monkeypatch: pytest.MonkeyPatch) -> None:
    now = clock.now()
    assert SpentInDatabase().spend("one", now + timedelta(seconds=30))
    assert not SpentInDatabase().spend("one", now + timedelta(seconds=30))
    monkeypatch.setattr(clock, "now", lambda: now + timedelta(seconds=31))
    assert SpentInDatabase().spend("two", now + timedelta(seconds=60))
    assert [row.permit_id for row in SpentPermit.objects.all()] == ["two"]

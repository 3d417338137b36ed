"""The worker's periodic jobs, run by a real worker over a real queue."""

import subprocess
import sys
from datetime import UTC, datetime

import pytest
from django.contrib.sessions.models import Session
from oauth2_provider.models import AccessToken
from procrastinate.contrib.django import app
from procrastinate.contrib.django.models import ProcrastinateJob

from consent.people.tasks import clear_expired_sessions
from consent.registry.tasks import clear_expired_tokens
from tests.cast import assemble, token_for
from tests.databases import ROOT, environment_of

LONG_AGO, LONG_TO_GO = datetime(2020, 1, 1, tzinfo=UTC), datetime(2100, 1, 1, tzinfo=UTC)


def work(database: str) -> None:
    """This function will run a worker process until its queue is empty."""
    command = [sys.executable, "manage.py", "procrastinate", "worker", "--one-shot"]
    ran = subprocess.run(
        command, cwd=ROOT, env=environment_of(database), capture_output=True, text=True, timeout=120, check=False
    )
    assert ran.returncode == 0, ran.stderr


def test_what_has_expired_is_deleted_and_what_lives_stays(own_database: str) -> None:
    assemble()
    living = token_for("trial")
    token_for("trial", expires=LONG_AGO)
    for key, ends in (("over", LONG_AGO), ("living", LONG_TO_GO)):
        Session.objects.create(session_key=key, session_data="", expire_date=ends)
    for job in (clear_expired_tokens, clear_expired_sessions):
        job.defer(timestamp=0)
    assert ProcrastinateJob.objects.count() == 2
    work(own_database)
    assert [token.token for token in AccessToken.objects.all()] in ([living], [""])
    assert [session.session_key for session in Session.objects.all()] == ["living"]
    assert ProcrastinateJob.objects.count() == 0, "finished jobs are deleted"


@pytest.mark.parametrize("job", [clear_expired_tokens, clear_expired_sessions])
def test_the_jobs_are_planned(job: object) -> None:
    planned = {task.name for task, *_ in _planned()}
    assert job.name in planned  # type: ignore[attr-defined]


def _planned() -> list[tuple[object, ...]]:
    return [(entry.task,) for entry in app.periodic_registry.periodic_tasks.values()]  # type: ignore[misc]

"""Withdrawn means withdrawn: many threads on one permission, each its own connection, on real PostgreSQL."""

import itertools
import random
import threading
import time
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connections

from consent.api.principal import token_checksum
from consent.core.permissions import fold
from consent.core.vocabulary import Channel, Reason
from consent.ledger.actions.check import Answer, check
from consent.ledger.actions.grant import grant_consent
from consent.ledger.actions.refuse import refuse_consent
from consent.ledger.actions.withdraw import withdraw_consent
from consent.ledger.changes import change_of
from consent.ledger.models import PermissionChange, PermissionRow, Use
from consent.ledger.projection import permission_of_row
from consent.ledger.reads import CheckQuestion
from tests.cast import Cast, token_for

ROUNDS = 60
CONSENT = "trial-consent"


@pytest.fixture
def cast(own_database: str, settled: Cast) -> Cast:
    """The cast, committed."""
    return settled


def give(cast: Cast) -> None:
    """This function will give Aino's consent."""
    grant_consent(
        actor=cast.aino.actor,
        subject=cast.aino.subject,
        activity=CONSENT,
        notice_version=1,
        language="fi",
        channel=Channel.PORTAL,
    )


def withdraw(cast: Cast) -> None:
    """This function will withdraw Aino's consent."""
    withdraw_consent(
        actor=cast.aino.actor, subject=cast.aino.subject, activity=CONSENT, language="fi", channel=Channel.PORTAL
    )


def closing(work: Callable[[], None]) -> Callable[[], None]:
    """This function will make ``work`` leave no connection behind in its thread."""

    def run() -> None:
        try:
            work()
        finally:
            connections.close_all()

    return run


def test_grants_and_withdrawals_at_once_leave_one_unbroken_history(cast: Cast) -> None:
    def work(seed: int) -> Callable[[], None]:
        choice = random.Random(seed)
        return closing(lambda: [choice.choice((give, withdraw))(cast) for _ in range(ROUNDS // 4)] and None)

    with ThreadPoolExecutor(8) as pool:
        for done in [pool.submit(work(seed)) for seed in range(8)]:
            done.result()
    changes = PermissionChange.objects.filter(subject=cast.aino.subject).order_by("version")
    assert [change.version for change in changes] == list(range(1, len(changes) + 1))
    assert [change.event_id for change in changes] == sorted(change.event_id for change in changes)
    kinds = [change.kind for change in changes]
    assert all(one != two for one, two in itertools.pairwise(kinds)), "a no-op was recorded"
    row = PermissionRow.objects.get(subject=cast.aino.subject)
    assert permission_of_row(row) == fold(change_of(change) for change in changes)


@pytest.mark.law("GDPR", "7(3)", "no check that begins after an acknowledged withdrawal is allowed")
def test_no_check_that_begins_after_a_withdrawal_is_allowed(cast: Cast) -> None:
    checksum = token_checksum(token_for("trial"))
    question = CheckQuestion(checksum, "trial", CONSENT, "trial.plain", cast.aino.pairwise_id)
    stop = threading.Event()
    wrong: list[Answer] = []
    # Odd while a withdrawal has been acknowledged and nothing was given since.
    phase = [0]
    judged: Counter[int] = Counter()

    def ask() -> None:
        while not stop.is_set():
            before = phase[0]
            answer = check([question])[0]
            assert isinstance(answer, Answer)
            if before % 2 and phase[0] == before:
                judged[before] += 1
                if answer.allowed:
                    wrong.append(answer)

    with ThreadPoolExecutor(4) as pool:
        running = [pool.submit(closing(ask)) for _ in range(4)]
        try:
            for _ in range(ROUNDS):
                give(cast)
                withdraw(cast)
                phase[0] += 1
                # Every withdrawal is put to the test by checks that began after it and ended before the next consent.
                wait_for(lambda: judged[phase[0]] >= 3)
                phase[0] += 1
        finally:
            stop.set()
        for done in running:
            done.result()
    assert wrong == []
    assert len(judged) == ROUNDS
    reasons = set(Use.objects.filter(subject=cast.aino.subject).values_list("reason", flat=True))
    assert Reason.WITHDRAWN in reasons


def wait_for(holds: Callable[[], bool], seconds: float = 30.0) -> None:
    """This function will wait until ``holds`` is true, and fail when it has not become so in time."""
    deadline = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < deadline, "the askers have stopped asking"
        time.sleep(0.001)


def test_each_use_says_at_which_version_it_was_decided(cast: Cast) -> None:
    checksum = token_checksum(token_for("trial"))
    question = CheckQuestion(checksum, "trial", CONSENT, "trial.plain", cast.aino.pairwise_id)
    for act in (give, withdraw, give):
        check([question])
        act(cast)
    check([question])
    uses = Use.objects.filter(subject=cast.aino.subject).order_by("event_id")
    assert [(use.permission_version, use.reason) for use in uses] == [
        (None, "no_permission"),
        (1, "consent"),
        (2, "withdrawn"),
        (3, "consent"),
    ]


def test_first_checks_of_one_person_at_once_share_one_data_key(cast: Cast) -> None:
    checksum = token_checksum(token_for("trial"))
    question = CheckQuestion(checksum, "trial", "trial-task", "trial.plain", cast.mikko.pairwise_id)
    start = threading.Barrier(6)

    def work() -> None:
        start.wait()
        answer = check([question])[0]
        assert isinstance(answer, Answer)
        assert answer.allowed

    with ThreadPoolExecutor(6) as pool:
        for done in [pool.submit(closing(work)) for _ in range(6)]:
            done.result()
    assert Use.objects.filter(subject=cast.mikko.subject).count() == 6


def test_guardians_who_decide_at_once_end_in_the_stricter_word(cast: Cast) -> None:
    start = threading.Barrier(2)
    activity = "trial-all-guardians"
    said = {"subject": cast.eino.subject, "activity": activity, "notice_version": 1, "language": "fi"}

    def agree() -> None:
        start.wait()
        grant_consent(actor=cast.aino.actor, channel=Channel.PORTAL, **said)

    def decline() -> None:
        start.wait()
        refuse_consent(actor=cast.saara.actor, channel=Channel.PORTAL, **said)

    with ThreadPoolExecutor(2) as pool:
        for done in [pool.submit(closing(work)) for work in (agree, decline)]:
            done.result()
    permission = permission_of_row(PermissionRow.objects.get(subject=cast.eino.subject, activity=activity))
    assert permission.decision is Reason.REFUSED or permission.waiting

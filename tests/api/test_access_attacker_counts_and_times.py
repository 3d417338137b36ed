"""What a department could learn from how much work an answer took: nothing."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from consent import clock
from consent.api.principal import token_checksum
from consent.ledger.actions.check import check
from consent.ledger.facts import raw_connection
from consent.ledger.reads import CheckQuestion
from consent.log.models import DataKey
from consent.people.actions.resolve import resolve_pairwise_id
from consent.people.tasks import prepare_next_years_keys
from tests.cast import Cast, enrol, national_id, token_for, with_consent, years_ago

pytestmark = pytest.mark.django_db
NEVER_SEEN = national_id(years_ago(33), 977)


@pytest.fixture
def cast(settled: Cast) -> Cast:
    """The cast; Aino has used the platform this year."""
    return with_consent(settled)


def statements(question: CheckQuestion, monkeypatch: pytest.MonkeyPatch) -> int:
    """This function will count what a check sends to the database, beside the savepoints of a test."""
    sent: list[str] = []
    raw = raw_connection()
    with CaptureQueriesContext(connection) as captured, monkeypatch.context() as patch:
        original = raw.wait
        patch.setattr(raw, "wait", lambda *args, **kwargs: (sent.append("raw"), original(*args, **kwargs))[1])
        check([question])
    return len(captured) + len(sent)


def test_the_first_check_about_anybody_is_as_much_work(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    token = token_for("trial")
    newcomer = enrol("Uuno", years_ago(41), 978)
    stranger = resolve_pairwise_id(department="trial", national_id=NEVER_SEEN)
    # Now and then a check takes a share of its client's quota, whomever it is about; the next ones do not.
    check([CheckQuestion(token_checksum(token), "trial", "trial-consent", "trial.plain", cast.mikko.pairwise_id)])
    counted = {
        who: statements(
            CheckQuestion(token_checksum(token), "trial", "trial-consent", "trial.plain", pairwise), monkeypatch
        )
        for who, pairwise in (
            ("decided", cast.aino.pairwise_id),
            ("child", cast.eino.pairwise_id),
            ("newcomer", newcomer.pairwise_id),
            ("stranger", stranger),
            ("decided again", cast.aino.pairwise_id),
        )
    }
    assert len(set(counted.values())) == 1, counted


def test_resolving_makes_the_years_key_for_everybody(cast: Cast) -> None:
    resolve_pairwise_id(department="trial", national_id=NEVER_SEEN)
    keys = DataKey.objects.filter(year=clock.now().year).values_list("subject", flat=True)
    assert {cast.saara.subject, cast.oona.subject} <= set(keys)


def test_next_years_keys_are_there_before_the_year(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    next_year, token = clock.now().year + 1, token_for("trial")
    prepare_next_years_keys(timestamp=0)
    made = set(DataKey.objects.filter(year=next_year).values_list("subject", flat=True))
    assert {cast.aino.subject, cast.mikko.subject} <= made
    before = DataKey.objects.count()
    prepare_next_years_keys(timestamp=0)
    later = clock.now() + timedelta(days=366)
    monkeypatch.setattr(clock, "now", lambda: later)
    check([CheckQuestion(token_checksum(token), "trial", "trial-task", "trial.plain", cast.mikko.pairwise_id)])
    assert DataKey.objects.count() == before

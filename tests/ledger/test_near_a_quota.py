"""A client near the end of its minute: of what it asks beside others, exactly what is left gets through, in order."""

from collections import Counter
from datetime import datetime

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from consent import clock
from consent.api.principal import token_checksum
from consent.ledger import quotas
from consent.ledger.actions.check import Answer, Rejection, check
from consent.ledger.models import ClientCount, QuotaBreach, Use
from consent.ledger.reads import CheckQuestion
from consent.registry.models import ClientApplication
from tests.cast import Cast, token_for

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def minute(monkeypatch: pytest.MonkeyPatch) -> datetime:
    """No minute ends between the questions."""
    at = clock.now().replace(second=20, microsecond=0)
    monkeypatch.setattr(clock, "now", lambda: at)
    return at


def question(cast: Cast, token: str) -> CheckQuestion:
    return CheckQuestion(token_checksum(token), "trial", "trial-task", "trial.plain", cast.aino.pairwise_id)


def own(token: str, **limits: int) -> None:
    """This function will give the client of ``token`` quotas of its own, and a minute that has just begun."""
    rows = ClientApplication.objects.filter(accesstoken__token_checksum=token_checksum(token))
    rows.update(**limits)
    ClientCount.objects.filter(client=rows.get().client_id).delete()
    quotas.drop_shares()


def test_those_that_fit_get_through(settled: Cast) -> None:
    token = token_for("trial")
    own(token, checks_per_minute=3)
    asked = [question(settled, token)] * 5
    answers = check(asked, as_one=False)
    assert [isinstance(answer, Answer) for answer in answers] == [True, True, True, False, False]
    assert answers[3:] == [Rejection.TOO_MANY] * 2
    assert Use.objects.count() == 3
    assert QuotaBreach.objects.get().times == 2
    assert check(asked[:1], as_one=False) == [Rejection.TOO_MANY]
    assert ClientCount.objects.get().taken == 3


def test_what_another_thread_took_in_advance_is_not_given_twice(settled: Cast, minute: datetime) -> None:
    token = token_for("trial")
    own(token, checks_per_minute=400)
    check([question(settled, token)] * 399)
    quotas.drop_shares()  # as if another thread held what is left of the share
    assert ClientCount.objects.get().taken == 399
    answers = check([question(settled, token)] * 3, as_one=False)
    assert [isinstance(answer, Answer) for answer in answers] == [True, False, False]
    assert ClientCount.objects.get().taken == 400


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    limits=st.tuples(st.integers(0, 12), st.integers(1, 450)),
    groups=st.lists(st.lists(st.integers(0, 1), min_size=1, max_size=9), min_size=1, max_size=6),
    spent=st.integers(0, 450),
)
def test_any_groups_get_through_as_one_after_another_would(
    settled: Cast, limits: tuple[int, int], groups: list[list[int]], spent: int
) -> None:
    tokens = [token_for("trial"), token_for("trial")]
    for token, limit in zip(tokens, limits, strict=True):
        own(token, checks_per_minute=limit)
    begun = min(spent, limits[1])
    if begun:
        check([question(settled, tokens[1])] * begun, as_one=False)
    asked = Counter({1: begun})
    for group in groups:
        answers = check([question(settled, tokens[who]) for who in group], as_one=False)
        for who, answer in zip(group, answers, strict=True):
            asked[who] += 1
            fits = not limits[who] or asked[who] <= limits[who]
            assert isinstance(answer, Answer) if fits else answer is Rejection.TOO_MANY

"""Who used my data: every look, the refused ones too, filtered and page by page."""

import pytest

from consent.ledger.actions.check import check
from consent.ledger.facts import CheckQuestion
from consent.portal.views import uses as uses_view
from tests import trial_manifest
from tests.cast import Cast, Person, token_for
from tests.portal.conftest import SignIn
from tests.portal.steps import act_for, decide, text


@pytest.fixture
def token(cast: Cast) -> str:
    """A token of the trial department."""
    return token_for(trial_manifest.DEPARTMENT)


def look(token: str, person: Person, activity: str = "trial-contract") -> None:
    """The trial department asks for one category of a person."""
    check([question(token, person, activity)])


def question(token: str, person: Person, activity: str) -> CheckQuestion:
    raise NotImplementedError

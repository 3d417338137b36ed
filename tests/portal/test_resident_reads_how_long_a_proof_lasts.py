"""Where data go from one department to another, the page says how long a proof may outlive a withdrawal."""

import pytest

from tests.api.permits import GIVEN, hands_of
from tests.cast import Cast
from tests.portal.conftest import SignIn
from tests.portal.steps import decide, text

SENTENCE = {
    "fi": "enintään 30 sekuntia",
    "sv": "i högst 30 sekunder",
    "en": "for at most 30 seconds",
}
PAGE = f"/permissions/{GIVEN}/"


@pytest.mark.law("GDPR", "7(3)", "how long a withdrawal may not be heard yet is told beforehand")
@pytest.mark.parametrize("language", SENTENCE)
def test_the_bound_is_told_where_one_withdraws(cast: Cast, sign_in: SignIn, language: str) -> None:
    hands_of(cast)
    aino = sign_in(cast.aino, language)
    assert SENTENCE[language] not in text(aino, PAGE), "nothing to withdraw yet"
    assert decide(aino, "give", cast.aino, version=2).status_code == 302
    assert SENTENCE[language] in text(aino, PAGE)
    decide(aino, "withdraw", cast.aino)
    assert SENTENCE[language] not in text(aino, PAGE)


def test_it_is_not_told_where_the_data_stay_in_one_department(cast: Cast, sign_in: SignIn) -> None:
    aino = sign_in(cast.aino)
    decide(aino, "give", cast.aino)
    assert SENTENCE["en"] not in text(aino, PAGE)

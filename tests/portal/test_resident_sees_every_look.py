"""Who used my data: every look, the refused ones too, filtered and page by page."""

import re

import pytest

from consent.api.principal import token_checksum
from consent.ledger.actions.check import check
from consent.ledger.reads import CheckQuestion
from consent.portal import paging
from tests import trial_manifest
from tests.cast import Cast, Person, publish_trial, token_for
from tests.portal.conftest import SignIn
from tests.portal.steps import CONSENT, act_for, card, decide, text


@pytest.fixture
def token(cast: Cast) -> str:
    """A token of the trial department."""
    return token_for(trial_manifest.DEPARTMENT)


def look(token: str, person: Person, activity: str = "trial-contract", times: int = 1, **changes: str) -> None:
    """The trial department asks for one category of a person."""
    asked = {"activity": activity, "category": "trial.plain", "department": trial_manifest.DEPARTMENT} | changes
    for _ in range(times):
        check([CheckQuestion(token_checksum=token_checksum(token), pairwise_id=person.pairwise_id, **asked)])


def rows(page: str) -> list[str]:
    body = page[page.index("<tbody") : page.index("</tbody>")] if "<tbody" in page else ""
    return re.findall(r"<tr.*?</tr>", body, re.DOTALL)


@pytest.mark.law("GDPR", "15(1)", "every look is shown with who, why, what and on what ground")
def test_an_allowed_look_tells_who_why_what_and_on_what_ground(cast: Cast, sign_in: SignIn, token: str) -> None:
    look(token, cast.aino, "trial-task")
    (row,) = rows(text(sign_in(cast.aino, "sv"), "/uses/"))
    for fact in ("Trial (sv)", "Trial of trial-task", "trial.plain (sv)", "Lag: Trial Act (sv)"):
        assert fact in row
    assert "state--refused" not in row


@pytest.mark.parametrize(
    ("verb", "told"),
    [
        (None, "Refused: no consent"),
        ("refuse", "Refused: consent was not given"),
        ("withdraw", "Refused: consent was withdrawn"),
    ],
)
def test_a_refused_look_is_there_and_says_why(
    cast: Cast, sign_in: SignIn, token: str, verb: str | None, told: str
) -> None:
    aino = sign_in(cast.aino)
    if verb == "withdraw":
        decide(aino, "give", cast.aino)
    if verb:
        decide(aino, verb, cast.aino)
    look(token, cast.aino, CONSENT)
    (row,) = rows(text(aino, "/uses/"))
    assert told in row
    assert "not given out" in row


def test_a_look_under_a_name_nobody_registered_is_shown_and_does_no_harm(
    cast: Cast, sign_in: SignIn, token: str
) -> None:
    look(token, cast.aino, "<script>alert(1)</script>", category="<img>")
    page = text(sign_in(cast.aino), "/uses/")
    (row,) = rows(page)
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in row
    assert "<img>" not in page


def test_the_newest_look_comes_first_and_others_looks_never(cast: Cast, sign_in: SignIn, token: str) -> None:
    look(token, cast.aino, "trial-contract")
    look(token, cast.mikko, "trial-duty")
    look(token, cast.aino, "trial-task")
    first, second = rows(text(sign_in(cast.aino), "/uses/"))
    assert "trial-task" in first
    assert "trial-contract" in second


def test_a_filter_keeps_one_purpose(cast: Cast, sign_in: SignIn, token: str) -> None:
    look(token, cast.aino, "trial-contract", times=2)
    look(token, cast.aino, "trial-task")
    page = text(sign_in(cast.aino), "/uses/?activity=trial-contract")
    assert len(rows(page)) == 2
    assert '<option value="trial-contract" selected>' in page


def test_older_looks_are_reached_page_by_page_without_gap_or_double(
    cast: Cast, sign_in: SignIn, token: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(paging, "PAGE_SIZE", 2)
    for activity in ("trial-contract", "trial-task", "trial-duty", "trial-vital", "trial-compulsory"):
        look(token, cast.aino, activity)
    aino, path, seen = sign_in(cast.aino), "/uses/", []
    for _ in range(3):
        page = text(aino, path)
        seen.append([re.search(r"Trial of (trial-[a-z]+)", row)[1] for row in rows(page)])  # type: ignore[index]
        older = re.search(r'href="(/uses/\?before=\d+)"', page)
        path = older[1] if older else ""
    assert seen == [["trial-compulsory", "trial-vital"], ["trial-duty", "trial-task"], ["trial-contract"]]
    assert path == ""


def test_the_front_page_counts_looks_and_the_permission_page_shows_the_latest(
    cast: Cast, sign_in: SignIn, token: str
) -> None:
    look(token, cast.aino, CONSENT, times=6)
    aino = sign_in(cast.aino)
    assert card(aino).uses == 6
    assert len(rows(text(aino, f"/permissions/{CONSENT}/"))) == 5


def test_a_guardian_sees_who_looked_at_the_childs_data(cast: Cast, sign_in: SignIn, token: str) -> None:
    look(token, cast.eino)
    aino = sign_in(cast.aino)
    assert rows(text(aino, "/uses/")) == []
    act_for(aino, cast.eino)
    page = text(aino, "/uses/")
    assert len(rows(page)) == 1
    assert "Who used the data of Eino (5)" in page


def test_a_guardian_does_not_see_confidential_looks_nor_that_there_were_any(
    cast: Cast, sign_in: SignIn, token: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(paging, "PAGE_SIZE", 1)
    publish_trial(child_rule={"own_decision_from": 13, "guardians": "any", "confidential": True})
    look(token, cast.oona, CONSENT, times=3)
    aino = sign_in(cast.aino)
    act_for(aino, cast.oona)
    hidden = text(aino, f"/uses/?activity={CONSENT}")
    unknown = text(aino, "/uses/?activity=no-such-thing")
    assert rows(hidden) == rows(unknown) == []
    assert "before=" not in hidden
    assert len(rows(text(sign_in(cast.oona), "/uses/"))) == 1

"""My permissions: three headings, every fact before the decision, and no switch where the law decides."""

import pytest
from django.test import Client

from consent.core.vocabulary import State
from tests.cast import Cast
from tests.portal.conftest import SignIn
from tests.portal.steps import card, decide, section_of, text, verbs


def test_what_is_undecided_waits_and_nothing_is_chosen_for_anybody(cast: Cast, sign_in: SignIn) -> None:
    aino = sign_in(cast.aino)
    assert section_of(aino, "trial-consent") == "waiting"
    assert verbs(aino) == ["give", "refuse"]
    page = text(aino, "/")
    assert "checked" not in page
    assert 'aria-checked="true"' not in page


@pytest.mark.parametrize("language", ["fi", "sv", "en"])
@pytest.mark.law("GDPR", "13", "who, what, why, until when and what happens if no stand before the buttons")
def test_layer_one_says_everything_that_a_decision_needs(cast: Cast, sign_in: SignIn, language: str) -> None:
    page = text(sign_in(cast.aino, language), "/")
    before_the_button = page[: page.index("/permissions/trial-consent/give/")]
    for fact in (
        f"Trial ({language})",
        f"trial.plain ({language})",
        "We try the rules",
        "12 ",
        "Nothing changes for you.",
    ):
        assert fact in before_the_button
    assert "/activities/trial-consent/1/" in before_the_button


@pytest.mark.parametrize("activity", ["trial-task", "trial-compulsory", "trial-duty", "trial-exception"])
def test_what_the_law_decides_names_the_law(cast: Cast, sign_in: SignIn, activity: str) -> None:
    aino = sign_in(cast.aino)
    assert section_of(aino, activity) == "law"
    assert card(aino, activity).law == "Trial Act (en) (Trial Act 1/2026 s. 1)"
    assert "Trial Act (en)" in text(aino, f"/permissions/{activity}/")


@pytest.mark.parametrize(
    ("activity", "offered"),
    [
        ("trial-task", ["object"]),
        ("trial-exception", ["object"]),
        ("trial-compulsory", []),
        ("trial-duty", []),
        ("trial-contract", []),
        ("trial-vital", []),
    ],
)
@pytest.mark.law("GDPR", "21(1)", "an objection is offered to a public task that no law makes compulsory")
def test_no_control_stands_where_it_would_do_nothing(
    cast: Cast, sign_in: SignIn, activity: str, offered: list[str]
) -> None:
    aino = sign_in(cast.aino)
    assert verbs(aino, activity) == offered
    for verb in ("give", "refuse", "withdraw"):
        assert f"/permissions/{activity}/{verb}/" not in text(aino, f"/permissions/{activity}/")


def test_what_is_not_in_force_is_not_shown(cast: Cast, sign_in: SignIn) -> None:
    page = text(sign_in(cast.aino), "/")
    assert "trial-ended" not in page
    assert "trial-coming" not in page


@pytest.mark.parametrize(
    ("verb", "state", "offered"),
    [
        ("give", State.GRANTED, ["withdraw"]),
        ("refuse", State.REFUSED, ["give"]),
        ("withdraw", State.WITHDRAWN, ["give"]),
    ],
)
def test_a_decided_consent_moves_under_you_decide(
    cast: Cast, sign_in: SignIn, verb: str, state: State, offered: list[str]
) -> None:
    aino = sign_in(cast.aino)
    if verb == "withdraw":
        decide(aino, "give", cast.aino)
    decide(aino, verb, cast.aino)
    assert (section_of(aino, "trial-consent"), card(aino).state) == ("you", state)
    assert verbs(aino) == offered


def test_a_fourteen_year_old_decides_alone_but_leaves_what_guardians_decide(cast: Cast, sign_in: SignIn) -> None:
    oona = sign_in(cast.oona)
    assert verbs(oona, "trial-consent") == ["give", "refuse"]
    assert verbs(oona, "trial-all-guardians") == []
    assert "A guardian decides this until you turn 15." in text(oona, "/")


@pytest.mark.parametrize("path", ["/", "/permissions/trial-consent/", "/uses/", "/history/"])
def test_personal_pages_are_never_stored(cast: Cast, sign_in: SignIn, path: str) -> None:
    assert "no-store" in sign_in(cast.aino).get(path)["Cache-Control"]


@pytest.mark.parametrize(
    ("path", "most"), [("/", 8), ("/permissions/trial-consent/", 8), ("/uses/", 8), ("/history/", 7)]
)
def test_a_page_takes_few_statements_however_much_is_registered(
    cast: Cast, sign_in: SignIn, django_assert_max_num_queries, path: str, most: int
) -> None:
    aino = sign_in(cast.aino)
    decide(aino, "give", cast.aino)
    aino.get(path)
    with django_assert_max_num_queries(most):
        aino.get(path)


def test_a_member_of_staff_is_shown_the_way_to_their_pages(staff: Client) -> None:
    page = text(staff, "/")
    assert 'href="/services/library/"' in page
    assert "/permissions/" not in page


def test_a_stranger_finds_the_way_in(db: None) -> None:
    page = text(Client(headers={"accept-language": "en"}), "/")
    assert 'href="/demo/login/"' in page


def test_outside_the_demonstration_no_demo_sign_in_is_offered(db: None, settings) -> None:
    settings.DEMO = False
    page = text(Client(headers={"accept-language": "en"}), "/")
    assert "/demo/login/" not in page
    assert "Demonstration" not in page
    assert 'href="/sign-in/"' in page

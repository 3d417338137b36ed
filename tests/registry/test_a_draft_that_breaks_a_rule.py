"""A department drafts, and each publish rule speaks for itself."""

import copy
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from consent.core.vocabulary import LANGUAGES
from consent.registry.drafts import PublishedBefore
from consent.registry.publish_rules import broken_rules
from tests.registry.samples import LAW_NAME, NOTICE, Manifest, breaches, drafts, law_based, sample

BEFORE = PublishedBefore(
    basis="consent",
    department="gym",
    purpose_iri="dpv:ProvidePersonalisedRecommendations",
    in_force_from=datetime(2026, 1, 1, tzinfo=UTC),
)


def noticed(language: str, part: str, text: str) -> dict[str, dict[str, str]]:
    """This function will return the sample's notice with one part written otherwise."""
    notice = copy.deepcopy(NOTICE)
    notice[language][part] = text
    return notice


def test_the_samples_break_no_rule() -> None:
    assert breaches(sample()) == {}
    assert breaches(law_based()) == {}


@pytest.mark.law("GDPR", "12(1)", "a notice is published in Finnish, Swedish and English or not at all")
@pytest.mark.parametrize(("language", "name"), [("fi", "Finnish"), ("sv", "Swedish"), ("en", "English")])
def test_a_missing_language_is_refused(language: str, name: str) -> None:
    found = breaches(sample(notice={key: text for key, text in NOTICE.items() if key != language}))
    assert found["language_missing"] == f"notice.{language} is missing: write the whole notice in {name}"


@pytest.mark.parametrize("part", ["title", "summary", "why", "what_we_do", "rights"])
def test_a_missing_part_of_the_text_is_refused(part: str) -> None:
    assert breaches(sample(notice=noticed("sv", part, " \n "))) == {
        "text_missing": f"notice.sv lacks {part}: write it in Swedish"
    }


def test_a_part_that_one_language_has_is_wanted_in_the_others() -> None:
    found = breaches(sample(notice=noticed("fi", "how_selected", "Laskemme käynnit.")))
    assert "how_selected" in found["text_missing"]


@pytest.mark.law("GDPR", "7(4)", "a consent says what happens if the person says no")
def test_a_consent_without_what_happens_if_no_is_refused() -> None:
    assert breaches(sample(notice=noticed("sv", "if_no", ""))) == {
        "if_no_missing": "say what happens if the person says no: write 'if_no' in sv (notice)"
    }


def test_an_activity_of_law_needs_no_text_about_saying_no() -> None:
    notice = {language: {k: v for k, v in texts.items() if k != "if_no"} for language, texts in NOTICE.items()}
    assert breaches(law_based(notice=notice)) == {}


@pytest.mark.law("GDPR", "7(4)", "refusing a consent costs nothing, and the notice may not say that it does")
@pytest.mark.parametrize(
    ("language", "text", "word"),
    [
        ("fi", "Et voi enää ilmoittautua ryhmiin.", "Et voi"),
        ("fi", "Menetät paikkasi ryhmässä.", "Menetät"),
        ("fi", "Palvelu päättyy.", "Palvelu päättyy"),
        ("sv", "Då kan du inte anmäla dig.", "kan du inte"),
        ("sv", "Du förlorar din plats.", "förlorar"),
        ("sv", "Vi tar ut en avgift.", "avgift"),
        ("en", "You will lose your place.", "You will lose"),
        ("en", "Then you cannot sign up.", "you cannot"),
        ("en", "You can sign up, but you have to pay an extra fee.", "extra fee"),
        ("en", "You do not lose your card, but you cannot borrow.", "you cannot"),
    ],
)
def test_a_no_that_costs_something_is_refused(language: str, text: str, word: str) -> None:
    found = breaches(sample(notice=noticed(language, "if_no", text)))
    assert set(found) == {"if_no_names_loss"}
    assert f"notice.{language}.if_no" in found["if_no_names_loss"]
    assert word in found["if_no_names_loss"]


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("fi", "Mikään ei muutu, etkä menetä mitään. Siitä ei tule seuraamuksia."),
        ("sv", "Ingenting ändras och du förlorar ingenting. Det kostar ingen avgift."),
        ("en", "Nothing changes: you do not lose anything, and there are no consequences."),
        ("en", "You lose nothing. You keep your place."),
    ],
)
def test_a_no_that_says_it_costs_nothing_is_published(language: str, text: str) -> None:
    assert breaches(sample(notice=noticed(language, "if_no", text))) == {}


@pytest.mark.parametrize(
    ("language", "part", "text", "word"),
    [
        ("fi", "summary", "Viimeinen tilaisuus saada vinkkejä!", "Viimeinen tilaisuus"),
        ("fi", "if_no", "Mikään ei muutu. Valitettavasti jäät paitsi vinkeistä.", "Valitettavasti"),
        ("fi", "why", "Hyvä vanhempi auttaa lastaan löytämään ryhmän.", "Hyvä vanhempi"),
        ("sv", "summary", "Svara nu så får du tips.", "Svara nu"),
        ("sv", "if_no", "Ingenting ändras. Vi blir besvikna.", "besvikna"),
        ("sv", "why", "De flesta familjer vill ha tips.", "De flesta familjer"),
        ("en", "summary", "Act now to get tips.", "Act now"),
        ("en", "if_no", "Nothing changes. Unfortunately we cannot help you then.", "Unfortunately"),
        ("en", "why", "Good parents allow this.", "Good parents"),
    ],
)
def test_guilt_and_urgency_are_refused(language: str, part: str, text: str, word: str) -> None:
    found = breaches(sample(notice=noticed(language, part, text)))
    assert f"notice.{language}.{part} presses the reader" in found["pressing_words"]
    assert word in found["pressing_words"]


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("fi", "Voit perua luvan milloin tahansa, ja perutus vaikuttaa heti. Ehdit miettiä rauhassa."),
        ("sv", "Återkallelsen gäller genast. Alla vårdnadshavare får veta det."),
        ("en", "Withdrawal takes effect at once. Now and then we look at your groups."),
    ],
)
def test_honest_words_that_resemble_pressure_are_published(language: str, text: str) -> None:
    assert breaches(sample(notice=noticed(language, "rights", text))) == {}


@pytest.mark.law("GDPR", "6(1)", "a statutory duty is never published as a consent")
def test_a_consent_that_names_a_law_is_refused() -> None:
    found = breaches(sample(law_ref="Sports Act 5 §", law_name=LAW_NAME))
    assert set(found) == {"consent_with_law"}
    assert "remove 'law_ref'" in found["consent_with_law"]


def test_a_compulsory_consent_is_refused() -> None:
    assert set(breaches(sample(compulsory=True))) == {"consent_compulsory"}


def test_a_consent_without_an_expiry_is_refused() -> None:
    found = breaches(sample(valid_months=None))
    assert found == {
        "consent_without_expiry": "a consent does not last for ever: set 'valid_months' to between 1 and 24"
    }


def test_a_consent_for_longer_than_two_years_is_refused() -> None:
    assert breaches(sample(valid_months=24)) == {}
    found = breaches(sample(valid_months=25))
    assert set(found) == {"consent_too_long"}
    assert "25 months" in found["consent_too_long"]


@pytest.mark.law("GDPR", "9(2)(a)", "special category data rests on the words of an explicit consent")
def test_special_data_without_explicit_consent_or_law_is_refused() -> None:
    found = breaches(sample(categories=["gym.injuries"]))
    assert set(found) == {"special_category_without_ground"}
    assert "gym.injuries" in found["special_category_without_ground"]
    assert "'explicit_consent' (fi, sv, en)" in found["special_category_without_ground"]


def test_special_data_with_words_in_two_languages_is_refused() -> None:
    words = {"fi": "Annan nimenomaisen suostumuksen.", "sv": "Jag samtycker uttryckligen."}
    found = breaches(sample(categories=["gym.injuries"], explicit_consent=words))
    assert "'explicit_consent' (en)" in found["special_category_without_ground"]
    assert breaches(sample(categories=["gym.injuries"], explicit_consent={**words, "en": "I explicitly agree."})) == {}


@pytest.mark.law("GDPR", "9(2)(b)-(j)", "special category data of a law-based activity names the law")
def test_a_law_based_activity_cannot_use_special_data_by_explicit_consent() -> None:
    words = dict.fromkeys(LANGUAGES, "…")
    found = breaches(law_based(categories=["gym.injuries"], explicit_consent=words))
    assert set(found) == {"special_category_without_ground"}
    assert breaches(law_based(categories=["gym.injuries"], special_category_law="Data Protection Act 6 §")) == {}


@pytest.mark.law("GDPR", "8", "each activity states from which age a child decides; there is no default")
def test_a_missing_child_rule_is_refused() -> None:
    found = breaches(sample(child_rule=None))
    assert set(found) == {"child_rule_missing"}
    assert "there is no default age" in found["child_rule_missing"]


@pytest.mark.law("GDPR", "7(2)", "one activity has one purpose")
@pytest.mark.parametrize(
    "purpose",
    [
        ["dpv:ProvidePersonalisedRecommendations", "dpv:Marketing"],
        "dpv:ProvidePersonalisedRecommendations, dpv:Marketing",
        "dpv:ProvidePersonalisedRecommendations dpv:Marketing",
        "dpv:ProvidePersonalisedRecommendations+dpv:Marketing",
    ],
)
def test_bundled_purposes_are_refused(purpose: object) -> None:
    found = breaches(sample(purpose=purpose))
    assert set(found) == {"purposes_bundled"}
    assert "one activity has one purpose" in found["purposes_bundled"]


def test_a_purpose_that_the_vocabulary_does_not_have_is_refused() -> None:
    assert "dpv:MakeThingsUp" in breaches(sample(purpose="dpv:MakeThingsUp"))["unknown_purpose"]
    assert set(breaches(sample(purpose="pd:GroupMembership"))) == {"unknown_purpose"}


@pytest.mark.law("GDPR", "35", "a high-risk activity names its impact assessment")
def test_a_high_risk_activity_without_an_impact_assessment_is_refused() -> None:
    found = breaches(sample(high_risk=True))
    assert set(found) == {"high_risk_without_dpia"}
    assert "'dpia_ref'" in found["high_risk_without_dpia"]
    assert breaches(sample(high_risk=True, dpia_ref="DPIA 7")) == {}


@pytest.mark.law("GDPR", "6(3)", "a public task names its law")
@pytest.mark.parametrize("basis", ["public_task", "legal_obligation"])
def test_a_law_based_activity_without_a_law_is_refused(basis: str) -> None:
    found = breaches(sample(basis=basis, valid_months=None))
    assert set(found) == {f"{basis}_without_law"}
    assert "name it in 'law_ref'" in found[f"{basis}_without_law"]


def test_a_law_without_a_name_in_each_language_is_refused() -> None:
    found = breaches(law_based(law_name={"fi": "Liikuntalaki"}))
    assert found == {"law_name_missing": "residents read the law's name: write 'law_name' in sv, en"}


@pytest.mark.law("GDPR", "6(1)", "legitimate interest is not open to a public authority")
@pytest.mark.parametrize("basis", ["legitimate_interest", "legitimate_interests", "legitimate interest"])
def test_legitimate_interest_is_not_offered(basis: str) -> None:
    found = breaches(sample(basis=basis))
    assert set(found) == {"legitimate_interest"}
    assert "not open to a public authority" in found["legitimate_interest"]


def test_an_unknown_basis_is_refused() -> None:
    assert "'habit' is no legal basis" in breaches(sample(basis="habit"))["unknown_basis"]


@pytest.mark.law("GDPR", "38(6)", "whoever drafts does not approve, and the data protection officer advises")
@pytest.mark.parametrize(
    ("governance", "code"),
    [
        ({"drafted_by": "gym / planner", "approved_by": "Gym /  Planner", "dpo_opinion": "Fine."}, "drafter_approves"),
        ({"drafted_by": "gym / planner", "approved_by": "city / registrar"}, "dpo_opinion_missing"),
        ({"drafted_by": "gym / planner", "approved_by": "city / registrar", "dpo_opinion": " "}, "dpo_opinion_missing"),
        ({"drafted_by": "gym / planner", "dpo_opinion": "Fine."}, "approval_missing"),
        ({"approved_by": "city / registrar", "dpo_opinion": "Fine."}, "drafter_missing"),
    ],
)
def test_an_unapproved_draft_is_refused(governance: dict[str, str], code: str) -> None:
    assert set(breaches(sample(governance=governance))) == {code}


def test_a_changed_basis_is_refused() -> None:
    [draft] = drafts(law_based())
    found = broken_rules(replace(draft, published_before=BEFORE))
    assert [breach.code for breach in found] == ["basis_changed"]
    assert "new activity" in found[0].message


def test_a_code_of_another_department_is_refused() -> None:
    [draft] = drafts(sample())
    found = broken_rules(replace(draft, published_before=replace(BEFORE, department="library")))
    assert [breach.code for breach in found] == ["activity_of_other_department"]


@pytest.mark.law("GDPR", "5(1)(b)", "an activity keeps its purpose; another purpose is another activity")
@pytest.mark.parametrize("manifest", [sample(), law_based()])
def test_a_changed_purpose_is_refused(manifest: Manifest) -> None:
    [draft] = drafts(manifest)
    before = replace(BEFORE, basis=draft.basis, purpose_iri="dpv:Marketing")
    [breach] = broken_rules(replace(draft, published_before=before))
    assert breach.code == "purpose_changed"
    assert "under a new code" in breach.message
    assert broken_rules(replace(draft, published_before=replace(BEFORE, basis=draft.basis))) == []


def test_a_category_nobody_has_declared_is_refused() -> None:
    found = breaches(sample(categories=["gym.groups", "gym.secrets"]))
    assert set(found) == {"unknown_category"}
    assert "'gym.secrets'" in found["unknown_category"]


def test_an_activity_without_data_is_refused() -> None:
    assert set(breaches(sample(categories=[]))) == {"categories_missing"}


def test_a_category_of_another_source_is_refused() -> None:
    [draft] = drafts(sample())
    taken = replace(draft.categories[0], registered_source="library")
    found = broken_rules(replace(draft, categories=(taken,)))
    assert [breach.code for breach in found] == ["category_of_other_source"]
    assert "'library'" in found[0].message


def test_a_category_under_a_made_up_term_is_refused() -> None:
    [draft] = drafts(sample())
    made_up = replace(draft.categories[0], pd_iri="pd:Vibes")
    assert [b.code for b in broken_rules(replace(draft, categories=(made_up,)))] == ["unknown_personal_data"]


def test_every_broken_rule_is_listed_at_once() -> None:
    manifest = sample(valid_months=None, child_rule=None, governance=None, high_risk=True, law_ref="Act 1 §")
    manifest["activities"][0]["notice"].pop("en")
    assert set(breaches(manifest)) == {
        "language_missing",
        "if_no_missing",
        "consent_with_law",
        "consent_without_expiry",
        "child_rule_missing",
        "high_risk_without_dpia",
        "drafter_missing",
        "approval_missing",
        "dpo_opinion_missing",
    }


def test_a_breach_names_its_activity_and_its_rule() -> None:
    [draft] = drafts(sample(child_rule=None))
    [breach] = broken_rules(draft)
    assert str(breach).startswith("gym-tips: there is no default age")
    assert str(breach).endswith("[child_rule_missing]")

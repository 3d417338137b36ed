"""Help, the accessibility statement, and the same footer everywhere."""

import pytest
from django.test import Client, override_settings

from tests.cast import Cast

FOOTER = ("/activities/", "/help/", "/feedback/", "/accessibility/")


@pytest.fixture
def cast(settled: Cast, db: None) -> Cast:
    """The trial registry, published."""
    return settled


def read(path: str, language: str = "en") -> str:
    answer = Client(headers={"accept-language": language}).get(path)
    assert answer.status_code == 200
    return answer.content.decode()


@pytest.mark.law(
    "Digital Services Act 306/2019", "9", "the statement tells what was tested, what fails and who supervises"
)
@pytest.mark.law("EN 301 549", "9", "the statement names WCAG 2.2 AA and says that it is met in part")
def test_the_statement_tells_what_the_act_asks_for(db: None) -> None:
    page = read("/accessibility/")
    for fact in (
        "306/2019",
        "EN 301 549",
        "WCAG 2.2",
        "meets the requirements in part",
        "Known shortcomings",
        "within 14 days",
        "Traficom",
        "saavutettavuus@traficom.fi",
        "24 November 2026",
        "/feedback/?topic=accessibility",
    ):
        assert fact in page


@pytest.mark.parametrize("path", ["/accessibility/", "/help/", "/feedback/", "/activities/"])
@pytest.mark.parametrize(("language", "word"), [("fi", "Saavutettavuusseloste"), ("sv", "Tillgänglighetsutlåtande")])
@pytest.mark.law("Language Act 423/2003", "6", "help, statement, feedback and register are in Finnish and Swedish")
def test_each_page_is_there_in_each_language(cast: Cast, path: str, language: str, word: str) -> None:
    page = read(path, language)
    assert word in page
    assert f'<html lang="{language}">' in page
    assert "Accessibility statement" not in page


@pytest.mark.law("GDPR", "13", "whom to ask: each department and the data protection officer")
def test_help_names_whom_to_ask(cast: Cast) -> None:
    with override_settings(DPO_CONTACT="dpo@city.example"):
        page = read("/help/")
    for fact in ("trial@city.example", "dpo@city.example", "tietosuoja.fi/en", "How to decide", "Acting for a child"):
        assert fact in page


def test_a_city_without_departments_still_helps(db: None) -> None:
    assert "How to decide" in read("/help/")


@pytest.mark.parametrize("path", ["/", "/demo/login/", "/activities/trial-consent/1/", "/help/", "/no-such-page/"])
@pytest.mark.law("WCAG 2.2", "3.2.6", "help stands in the same place on every page")
def test_the_footer_is_the_same_on_every_page(cast: Cast, path: str) -> None:
    page = Client(headers={"accept-language": "en"}).get(path).content.decode()
    footer = page.partition('<footer class="site-footer">')[2]
    places = [footer.find(f'href="{link}"') for link in FOOTER]
    assert -1 not in places
    assert places == sorted(places)

"""Two clicks from the front page: a resident takes the data away, without JavaScript, by mouse and by keyboard."""

import csv
import json
from pathlib import Path

import pytest

from tests.browser.browsing import Visitor
from tests.browser.conftest import Visit
from tests.browser.scenes.scene import decided

pytestmark = pytest.mark.browser

EVERYTHING, USES = "a[href='/take/permissions.jsonld']", "a[href='/take/uses.csv']"
HEADINGS = {"fi": "Milloin", "sv": "När", "en": "When"}


def file_behind(visitor: Visitor, link: str, folder: Path, *, keyboard: bool = False) -> str:
    """This function will follow a link to a file and return what was saved."""
    with visitor.page.expect_download() as found:
        if keyboard:
            to(visitor, link)
            visitor.page.keyboard.press("Enter")
        else:
            visitor.page.locator(link).click()
    saved = folder / found.value.suggested_filename
    found.value.save_as(saved)
    return saved.read_text(encoding="utf-8")


def to(visitor: Visitor, selector: str) -> None:
    """This function will press Tab until the element has the focus."""
    for _ in range(60):
        visitor.page.keyboard.press("Tab")
        if visitor.page.evaluate("one => document.activeElement.matches(one)", selector):
            return
    pytest.fail(f"the keyboard never reached {selector}")


@pytest.mark.parametrize("language", ["fi", "sv", "en"])
@pytest.mark.law("GDPR", "12(2)", "a copy of everything is two clicks away, in each language and without JavaScript")
def test_everything_is_two_clicks_from_the_front_page(visit: Visit, tmp_path: Path, language: str) -> None:
    mikko = visit(language)
    mikko.sign_in("mikko")
    mikko.go("/")
    mikko.press(mikko.page.locator(".site-nav a[href='/take/']"))
    read = json.loads(file_behind(mikko, EVERYTHING, tmp_path))
    assert [node for node in read["@graph"] if node.get("schema:givenName") == "Mikko"]
    table = file_behind(mikko, USES, tmp_path)
    heading = table.removeprefix("\ufeff").splitlines()[0]
    assert next(csv.reader([heading], delimiter="," if language == "en" else ";"))[0] == HEADINGS[language]
    assert {path.suffix for path in tmp_path.iterdir()} == {".jsonld", ".csv"}
    assert not [path for path in tmp_path.iterdir() if "mikko" in path.name.lower()]
    mikko.press(mikko.page.locator("a[href='/take/print/']"))
    assert mikko.page.get_by_role("heading", level=1).inner_text() == mikko.say("Permissions, decisions and uses")
    assert mikko.strangers == mikko.complaints == []


def test_the_keyboard_alone_takes_what_was_just_decided(visit: Visit, tmp_path: Path) -> None:
    saara = visit("en", java_script_enabled=True)
    saara.sign_in("saara")
    decided("withdraw")(saara)
    saara.go("/")
    to(saara, ".site-nav a[href='/take/']")
    with saara.page.expect_navigation():
        saara.page.keyboard.press("Enter")
    read = json.loads(file_behind(saara, EVERYTHING, tmp_path, keyboard=True))
    (record,) = [node for node in read["@graph"] if node["@type"] == "dpv:ConsentRecord"]
    assert record["dpv:hasConsentStatus"][-1]["@type"] == "dpv:ConsentWithdrawn"


def test_on_paper_there_are_tables_and_nothing_to_press(visit: Visit) -> None:
    saara = visit("fi", java_script_enabled=True)
    saara.sign_in("saara")
    saara.go("/take/print/")
    saara.page.emulate_media(media="print")
    saara.page.set_viewport_size({"width": 660, "height": 900})
    for gone in (".site-nav", ".languages", ".person", ".site-footer ul", ".no-print"):
        assert not saara.page.locator(gone).first.is_visible()
    assert saara.page.locator(".table--paper thead").first.is_visible()
    assert saara.page.get_by_text(f"{saara.url}/take/print/").is_visible()
    assert saara.sideways() == 0
    assert saara.page.pdf(tagged=True).startswith(b"%PDF-")

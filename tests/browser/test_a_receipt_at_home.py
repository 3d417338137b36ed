"""Saara takes the receipt of her withdrawal home, where nothing is connected, and it still proves what she did."""

import base64
import hashlib
import json
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from consent.core.receipt_words import WORDS
from scripts.verify_page import PAGE
from tests.browser.browsing import LANGUAGES, NAMES, NARROW, Visitor, visitor
from tests.browser.city import ROOT
from tests.browser.conftest import Visit
from tests.browser.scenes.receipts import until_ready
from tests.browser.scenes.scene import RECOMMENDATIONS, press
from tests.receipt_vectors import KEY, PLAIN, vectors

pytestmark = pytest.mark.browser

CHECK = """async ([data, keys]) => {
  try {
    await checkReceipt(Uint8Array.from(atob(data), (letter) => letter.charCodeAt(0)), await parseKeys(keys));
    return "genuine";
  } catch (reason) {
    return reason.check ?? String(reason);
  }
}"""


@pytest.fixture
def at_home(browser: Browser) -> Iterator[Visitor]:
    """Somebody with a browser and without any network."""
    with visitor(browser, "file:", "en", java_script_enabled=True) as found:
        found.context.set_offline(True)
        yield found


def opened(at_home: Visitor, page: Path = PAGE) -> Page:
    at_home.page.goto(page.as_uri())
    return at_home.page


def given(page: Page, file: Path) -> str:
    """Chooses a file and returns the verdict's first line once there is one."""
    page.set_input_files("#receipt", file)
    page.wait_for_selector(".verdict--yes, .verdict--no")
    return page.locator("#verdict h2").inner_text()


def asked(*arguments: str) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        [sys.executable, "-m", "consent.core.verify", *arguments], cwd=ROOT, capture_output=True, text=True, check=False
    )


@pytest.mark.law("GDPR", "7(1)", "a resident proves a withdrawal without the city, in a terminal and in a browser")
def test_she_withdraws_takes_the_receipt_and_proves_it_without_the_city(
    visit: Visit, at_home: Visitor, tmp_path: Path
) -> None:
    saara = visit("fi")
    saara.sign_in("saara")
    saara.go(RECOMMENDATIONS)
    press(saara, "give")
    press(saara, "withdraw")
    saara.page.locator("#status a[href^='/receipts/']").last.click()
    until_ready(saara)
    paper = saara.page.pdf(format="A4", tagged=True)
    assert b"StructTreeRoot" in paper
    assert re.findall(rb"/Count (\d+)", paper) == [b"1"], "one sheet"
    receipt, page = tmp_path / "receipt.json", tmp_path / "verify.html"
    with saara.page.expect_download() as download:
        saara.page.locator("a[download]").click()
    download.value.save_as(receipt)
    assert re.fullmatch(r"receipt-[0-9a-f-]{36}\.json", download.value.suggested_filename)
    reader = visit("fi", java_script_enabled=True)
    assert reader.go("/verify/") == 200
    with reader.page.expect_download() as saved:
        reader.page.get_by_role("link", name="Tallenna sivu").click()
    saved.value.save_as(page)
    assert reader.complaints == reader.strangers == saara.complaints == saara.strangers == []

    # From here on there is no network.
    verifier = opened(at_home, page)
    key = verifier.input_value("#keys").strip()
    title = "Lukuvinkkejä lainaushistoriasi perusteella"
    told = asked(str(receipt), "--key", key, "--language", "fi")
    assert told.returncode == 0, told
    assert title in told.stdout
    verifier.get_by_role("button", name="Suomi").click()
    assert given(verifier, receipt) == WORDS["fi"]["genuine"]
    assert "suostumus peruttiin" in verifier.locator("#verdict").inner_text()
    assert title in verifier.locator("#verdict").inner_text()

    # One letter changed: withdrawn is now given.
    changed = tmp_path / "changed.json"
    changed.write_bytes(receipt.read_bytes().replace(b"consent.withdrawn", b"consent.withdrawm", 1))
    told = asked(str(changed), "--key", key, "--language", "fi")
    assert told.returncode == 1
    assert WORDS["fi"]["bad_event"] in told.stdout
    assert given(verifier, changed) == WORDS["fi"]["refused"]
    assert WORDS["fi"]["bad_event"] in verifier.locator("#verdict").inner_text()


def test_the_page_gives_every_vector_the_verdict_of_the_command(at_home: Visitor) -> None:
    page = opened(at_home)
    wrong = {}
    for vector in vectors():
        keys = "\n".join(
            key.vkey if key.trusted_size is None else f"{key.vkey} trusted_size={key.trusted_size}"
            for key in vector.keys
        )
        found = page.evaluate(CHECK, [base64.b64encode(vector.data).decode(), keys])
        if found != vector.verdict:
            wrong[str(vector)] = (found, "not", vector.verdict)
    assert wrong == {}
    assert page.evaluate(CHECK, [base64.b64encode(PLAIN + b" " * 1024 * 1024).decode(), KEY]) == "too_large"
    assert at_home.complaints == []


def test_an_old_browser_gives_no_verdict_and_never_calls_a_genuine_receipt_forged(
    at_home: Visitor, tmp_path: Path
) -> None:
    at_home.page.add_init_script(
        "delete String.prototype.isWellFormed;"
        "crypto.subtle.importKey = async () => { throw new DOMException('Ed25519', 'NotSupportedError'); };"
    )
    page = opened(at_home)
    page.fill("#keys", KEY)
    receipt = tmp_path / "receipt.json"
    receipt.write_bytes(PLAIN)
    page.set_input_files("#receipt", receipt)
    labels = json.loads((PAGE.parent / "labels.json").read_text(encoding="utf-8"))["en"]
    page.wait_for_selector(f"text={labels['no_support']}")
    assert page.locator(".verdict--no").count() == 0


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_page_speaks_each_language_and_fits_a_telephone(at_home: Visitor, tmp_path: Path, language: str) -> None:
    at_home.page.set_viewport_size(NARROW)  # type: ignore[arg-type]
    page = opened(at_home)
    page.get_by_role("button", name=NAMES[language]).click()
    assert page.locator("html").get_attribute("lang") == language
    page.fill("#keys", KEY)
    for name, data, check in (
        ("genuine", PLAIN, "genuine"),
        ("changed", PLAIN.replace(b"portal", b"paper", 1), "not_in_log"),
        ("other", b"a picture", "unreadable"),
    ):
        file = tmp_path / f"{name}.json"
        file.write_bytes(data)
        first = given(page, file)
        assert first == WORDS[language]["genuine" if check == "genuine" else "refused"]
        if check != "genuine":
            assert WORDS[language][check] in page.locator("#verdict").inner_text()
        assert at_home.sideways() == 0
        assert at_home.barriers() == []
        page.evaluate("document.getElementById('verdict').className = ''")
    labels = json.loads((PAGE.parent / "labels.json").read_text(encoding="utf-8"))[language]
    for keys, label in (("nonsense", "bad_key"), (f"{KEY} trustedsize=6", "bad_key"), ("", "no_key")):
        page.fill("#keys", keys)
        page.wait_for_selector(f"text={labels[label]}")
    assert at_home.complaints == []


def test_the_code_on_paper_tells_which_file_belongs_to_it(at_home: Visitor, tmp_path: Path) -> None:
    page = at_home.page
    digest = base64.urlsafe_b64encode(hashlib.sha256(PLAIN).digest()).decode().rstrip("=")
    page.goto(f"{PAGE.as_uri()}#{digest}")
    page.fill("#keys", KEY)
    mine, other = tmp_path / "mine.json", tmp_path / "other.json"
    mine.write_bytes(PLAIN)
    other.write_bytes(next(vector.data for vector in vectors() if "renewed" in vector.name))
    assert given(page, mine) == WORDS["en"]["genuine"]
    page.set_input_files("#receipt", other)
    page.wait_for_selector("text=not the file that the code on the paper receipt points to")

"""No page shuts anybody out: axe, narrow windows, wide text, large targets, no colour-only meaning, print."""

import os

import pytest

from tests.browser.browsing import LANGUAGES, NARROW, TEXT_SPACING, WIDE, Visitor
from tests.browser.conftest import Visit
from tests.browser.gallery import SCENES, Audience
from tests.browser.scenes.scene import RECOMMENDATIONS, at, decided, for_the_child

pytestmark = pytest.mark.browser

# Anything one can press, except links inside running text (WCAG 2.5.8 leaves those out).
TARGETS = "main button, main select, main summary, header button, header a, .card__links a, a.hds-button"
SMALL = """(elements, least) => elements.map(e => [e.textContent.trim().slice(0, 60), e.getBoundingClientRect()])
    .filter(([_, box]) => box.width > 1 && (box.width < least || box.height < least))
    .map(([text, box]) => `${text}: ${Math.round(box.width)} by ${Math.round(box.height)}`)"""
# What has the focus: its text, its outline, and whether all of it is in view.
FOCUSED = """() => {
    const element = document.activeElement, box = element.getBoundingClientRect();
    if (element === document.body) return null;
    const seen = box.top >= 0 && box.bottom <= innerHeight + 1;
    return [element.textContent.trim(), getComputedStyle(element).outlineStyle, seen];
}"""
LOOKS = ["font-family", "font-size", "font-weight", "color", "background-color", "border-top-color", "border-top-width",
         "border-radius", "padding-left", "padding-top", "text-transform", "opacity", "box-shadow"]  # fmt: skip


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.law("EN 301 549", "9", "WCAG 2.2 AA on every page, in each language, wide and narrow")
def test_no_page_has_a_barrier_or_runs_sideways(visit: Visit, language: str) -> None:
    audience = Audience(lambda tongue: visit(tongue, java_script_enabled=True, bypass_csp=True))
    found = []
    for number, scene in enumerate(SCENES):
        seen = audience.see(scene, language)
        # One visit for both widths: the layout follows the window, nothing is loaded anew.
        for turn, size in enumerate((WIDE, NARROW)):
            seen.page.set_viewport_size(size)
            where = f"{scene.name} {size['width']}"
            if searched(number + turn, language):
                found += [f"{where}: {barrier}" for barrier in seen.barriers()]
            if seen.sideways():
                found.append(f"{where}: {seen.sideways()} px wider than the window")
        found += [f"{where}: small target {target}" for target in small(seen, 24)]
        seen.page.add_style_tag(content=TEXT_SPACING)
        if seen.sideways():
            found.append(f"{where}: {seen.sideways()} px wider with text spacing")
        if len(seen.page.get_by_role("heading", level=1).all()) != 1:
            found.append(f"{where}: not one h1")
        seen.page.set_viewport_size(WIDE)
    assert found == []


def searched(number: int, language: str) -> bool:
    """This function will tell whether axe looks at a scene here: all of them in full, else by turns of language.

    Every scene is searched at both widths, in two of the languages; every language searches a third of the scenes wide
    and another third narrow. What depends on the words is checked in all of them: widths, targets, headings.
    """
    return os.environ.get("FULL") == "1" or number % len(LANGUAGES) == LANGUAGES.index(language)


def small(seen: Visitor, least: int) -> list[str]:
    texts: list[str] = seen.page.locator(TARGETS).evaluate_all(SMALL, least)
    return texts


@pytest.mark.parametrize("size", [WIDE, NARROW], ids=["wide", "narrow"])
@pytest.mark.parametrize("path", ["/", RECOMMENDATIONS])
@pytest.mark.law("GDPR", "7(4)", "giving and not giving look the same and stand side by side")
def test_give_and_dont_give_are_twins(visit: Visit, path: str, size: dict[str, int]) -> None:
    mikko = visit("fi", java_script_enabled=True, viewport=size)
    mikko.sign_in("mikko")
    mikko.go(path)
    give, refuse = (mikko.page.locator(f"form[action$='/{verb}/'] button").first for verb in ("give", "refuse"))
    looks = [
        button.evaluate("(e, names) => names.map(name => getComputedStyle(e).getPropertyValue(name))", LOOKS)
        for button in (give, refuse)
    ]
    assert looks[0] == looks[1]
    one, other = give.bounding_box(), refuse.bounding_box()
    assert one is not None
    assert other is not None
    assert (one["y"], one["width"], one["height"]) == (other["y"], other["width"], other["height"])
    assert one["height"] >= 44


def test_a_state_is_said_in_words_without_colours_and_icons(visit: Visit) -> None:
    aino = visit("en", java_script_enabled=True, forced_colors="active", reduced_motion="reduce")
    aino.sign_in("aino")
    decided("give", back="withdraw")(aino)
    assert aino.page.locator(".state").first.inner_text() == "Given"
    border = "e => [getComputedStyle(e).borderTopStyle, getComputedStyle(e).borderTopWidth]"
    assert aino.page.locator(".state").first.evaluate(border) == ["solid", "1px"]
    assert aino.page.locator("form[action$='/withdraw/'] button").evaluate(border) == ["solid", "2px"]


@pytest.mark.parametrize("scene", [at("/"), at(RECOMMENDATIONS), at("/uses/"), for_the_child("/")])
def test_the_keyboard_reaches_everything_in_order_and_leaves_again(visit: Visit, scene) -> None:
    aino = visit("en", java_script_enabled=True)
    aino.sign_in("aino")
    scene(aino)
    aino.go(aino.page.url.removeprefix(aino.url).partition("#")[0])
    wanted = aino.page.locator("a[href], button, select, summary").count()
    reached = []
    for _ in range(wanted + 1):
        aino.page.keyboard.press("Tab")
        text = aino.page.evaluate(FOCUSED)
        if text is None:
            break
        reached.append(text)
    assert reached[0][0] == "Skip to content"
    assert len(reached) >= wanted - hidden_layers(aino)
    assert [name for name, outline, _ in reached if outline == "none"] == []
    assert [name for name, _, seen in reached if not seen] == []


def hidden_layers(visitor: Visitor) -> int:
    # The button of the session's warning is hidden, too, until its time has come.
    return visitor.page.locator("details:not([open]) a, .session-warning button").count()


def test_after_a_decision_the_reader_is_taken_to_what_was_done(visit: Visit) -> None:
    aino = visit("en", java_script_enabled=True)
    aino.sign_in("aino")
    decided("withdraw")(aino)
    assert aino.page.evaluate("document.activeElement.id") == "status"
    assert "consent withdrawn" in aino.status()


def test_on_paper_there_is_nothing_to_press(visit: Visit) -> None:
    aino = visit("en", java_script_enabled=True)
    aino.sign_in("aino")
    aino.go("/activities/library-recommendations/1/")
    aino.page.emulate_media(media="print")
    for gone in (".languages", ".person", ".skip-link", ".site-footer ul"):
        assert not aino.page.locator(gone).first.is_visible()
    assert aino.page.get_by_text(f"{aino.url}/activities/library-recommendations/1/").is_visible()
    assert aino.page.pdf(tagged=True).startswith(b"%PDF-")


def test_every_page_forbids_scripts_and_strangers(visit: Visit) -> None:
    audience = Audience(visit)
    policy = {
        "default-src 'none'", "style-src 'self'", "font-src 'self'", "img-src 'self' data:", "form-action 'self'",
        "frame-ancestors 'none'", "base-uri 'none'",
    }  # fmt: skip
    for scene in SCENES:
        if scene.name.startswith("verify-"):
            continue  # the one page with a script, opened as a file: test_anyone_verifies_a_receipt looks at its policy
        sent: list[str] = []
        seen = audience.see(scene, "en")
        if scene.name.startswith("error-") and not seen.page.url.startswith(f"{seen.url}/uses"):
            continue
        answer = seen.page.request.get(seen.page.url)
        sent.append(answer.headers.get("content-security-policy", ""))
        assert {part.strip() for part in sent[0].split(";")} == policy, scene.name
        assert "<script" not in answer.text(), scene.name
        assert seen.strangers == []

"""No page shuts anybody out: axe, narrow windows, wide text, large targets, no colour-only meaning, print."""

from contextlib import ExitStack

import pytest
from playwright.sync_api import Browser

from tests.browser.browsing import LANGUAGES, NARROW, WIDE, Visitor, visitor
from tests.browser.city import City
from tests.browser.conftest import Visit
from tests.browser.gallery import SCENES, Audience
from tests.browser.scenes.scene import RECOMMENDATIONS, at, decided, for_the_child, show
from tests.browser.walk import Walk

pytestmark = pytest.mark.browser

# What has the focus: its text, its outline, and whether all of it is in view.
FOCUSED = """() => {
    const element = document.activeElement, box = element.getBoundingClientRect();
    if (element === document.body) return null;
    const seen = box.top >= 0 && box.bottom <= innerHeight + 1;
    return [element.textContent.trim(), getComputedStyle(element).outlineStyle, seen];
}"""
LOOKS = ["font-family", "font-size", "font-weight", "color", "background-color", "border-top-color", "border-top-width",
         "border-radius", "padding-left", "padding-top", "text-transform", "opacity", "box-shadow"]  # fmt: skip
# Two h1, a script, a small button; pale words when wide; a button without a name and 80 px too much when narrow.
SPOILT = """<!doctype html><html lang="en"><head><title>Spoilt</title><style>
    .pale { color: #ddd; background: #fff } .nameless, .long { display: none } .tiny { font-size: 4px; padding: 0 }
    @media (max-width: 400px) {
        .pale { color: #000 } .nameless { display: block } .long { display: block; width: 400px; margin: 0 }
    } body { margin: 0 }
</style></head><body><main><h1>One</h1><h1>Two</h1><p class="pale">Pale words</p><p class="long">Long</p>
<button class="nameless"></button><button class="tiny">tiny</button></main><script></script></body></html>"""


@pytest.fixture(scope="module", params=LANGUAGES)
def walk(request: pytest.FixtureRequest, browser: Browser, city: City) -> Walk:
    """A walk through the gallery in each language, once for all that is asked about it."""
    walk = Walk()
    with ExitStack() as stack:

        def bring(language: str) -> Visitor:
            options = {"java_script_enabled": True, "bypass_csp": True}  # what axe needs
            return walk.meet(stack.enter_context(visitor(browser, city.url, language, **options)))

        audience = Audience(bring)
        for scene in SCENES:
            walk.look(scene.name, audience.see(scene, request.param))
    return walk


@pytest.mark.law("EN 301 549", "9", "WCAG 2.2 AA on every page, in each language, wide and narrow")
def test_no_page_has_a_barrier_or_runs_sideways(walk: Walk) -> None:
    assert walk.barriers == []


def test_every_page_forbids_scripts_and_strangers(walk: Walk) -> None:
    assert walk.open_doors == []
    assert walk.documents > len(SCENES)


def test_a_walk_finds_what_is_only_there_in_one_of_the_windows(visit: Visit) -> None:
    walk = Walk()
    reader = walk.meet(visit("en", java_script_enabled=True, bypass_csp=True))
    reader.go("/")
    show(reader, SPOILT)
    walk.look("spoilt", reader)
    found = "\n".join(walk.barriers)
    for part in (
        "spoilt 1280: color-contrast",
        "spoilt 320: button-name",
        "spoilt 320: 80 px wider than the window",
        "spoilt: small target tiny",
        "spoilt: not one h1",
    ):
        assert part in found
    for part in ("spoilt 320: color-contrast", "spoilt 1280: button-name", "spoilt 1280: 80 px"):
        assert part not in found
    assert walk.open_doors == ["spoilt: a script"]


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

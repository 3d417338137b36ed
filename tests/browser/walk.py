"""A look at a page as everybody meets it: axe, narrow windows, wide text, targets, and what the page lets in."""

from dataclasses import dataclass, field

from playwright.sync_api import Request, Response

from scripts.verify_page import PAGE
from tests.browser.browsing import NARROW, TEXT_SPACING, WIDE, Visitor

# Anything one can press, except links inside running text (WCAG 2.5.8 leaves those out).
TARGETS = "main button, main select, main summary, header button, header a, .card__links a, a.hds-button"
SMALL = """(elements, least) => elements.map(e => [e.textContent.trim().slice(0, 60), e.getBoundingClientRect()])
    .filter(([_, box]) => box.width > 1 && (box.width < least || box.height < least))
    .map(([text, box]) => `${text}: ${Math.round(box.width)} by ${Math.round(box.height)}`)"""
POLICY = {
    "default-src 'none'", "style-src 'self'", "font-src 'self'", "img-src 'self' data:", "form-action 'self'",
    "frame-ancestors 'none'", "base-uri 'none'",
}  # fmt: skip
# The page that verifies receipts without a network is none of the city's: test_anyone_verifies_a_receipt looks at it.
AT_HOME = PAGE.as_uri()


@dataclass
class Walk:
    """What was found on a walk through every scene in one language."""

    barriers: list[str] = field(default_factory=list)
    open_doors: list[str] = field(default_factory=list)
    documents: int = 0

    def look(self, name: str, seen: Visitor) -> None:
        """This function will look at what is on somebody's screen, wide and narrow.

        One load serves both: there is no script and no second picture, so only style sheets know how wide a window is.
        """
        if seen.page.url != AT_HOME and "<script" in seen.page.content():
            self.open_doors.append(f"{name}: a script")
        if len(seen.page.get_by_role("heading", level=1).all()) != 1:
            self.barriers.append(f"{name}: not one h1")
        for size in (WIDE, NARROW):
            seen.page.set_viewport_size(size)
            self.barriers += [f"{name} {size['width']}: {problem}" for problem in problems(seen)]
        self.barriers += [f"{name}: small target {target}" for target in small(seen, 24)]
        seen.page.add_style_tag(content=TEXT_SPACING)
        if seen.sideways():
            self.barriers.append(f"{name}: {seen.sideways()} px wider with text spacing")
        seen.page.set_viewport_size(WIDE)

    def meet(self, visitor: Visitor) -> Visitor:
        """This function will watch every page that somebody opens from now on, on the way to a scene too."""
        visitor.page.on("response", self._note_page)
        visitor.page.on("request", lambda request: self._note_request(visitor, request))
        return visitor

    def _note_request(self, visitor: Visitor, request: Request) -> None:
        if not request.url.startswith((f"{visitor.url}/", "data:", "about:")) and request.url != AT_HOME:
            self.open_doors.append(f"{request.url}: a stranger")

    def _note_page(self, response: Response) -> None:
        if not response.request.is_navigation_request() or response.url.endswith("/made-here"):
            return
        if response.url != AT_HOME and not 300 <= response.status < 400:
            self.documents += 1
            policy = response.headers.get("content-security-policy", "")
            if {part.strip() for part in policy.split(";")} != POLICY:
                self.open_doors.append(f"{response.url}: {policy}")


def problems(seen: Visitor) -> list[str]:
    """This function will return what is wrong with a page at the width it has now."""
    wider = seen.sideways()
    return [*seen.barriers(), *([f"{wider} px wider than the window"] if wider else [])]


def small(seen: Visitor, least: int) -> list[str]:
    """This function will return what is smaller than ``least`` pixels and can be pressed."""
    texts: list[str] = seen.page.locator(TARGETS).evaluate_all(SMALL, least)
    return texts

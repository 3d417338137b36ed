"""A resident on a slow phone opens the front page: page, styles and font together are small."""

import gzip
import re
from pathlib import Path

import pytest
from django.conf import settings
from django.test import Client

from tests.cast import Cast
from tests.portal.conftest import SignIn, cast, sign_in

__all__ = ["cast", "sign_in"]

LIMIT = 60_000  # bytes over the wire, gzipped; a font is compressed as it is
STATIC = Path(settings.STATICFILES_DIRS[0])
LINKED = re.compile(
    r'<link[^>]+rel="(?:stylesheet|icon|preload)"[^>]*href="/static/([^"]+)"|<img[^>]+src="/static/([^"]+)"'
)
INSIDE = re.compile(r"""url\(["']?(\.\./[^"')]+)""")
PACKED = {".woff2", ".png", ".webp", ".jpg"}


def over_the_wire(path: Path) -> int:
    """This function will return how many bytes a file costs a visitor."""
    content = path.read_bytes()
    return len(content) if path.suffix in PACKED else len(gzip.compress(content, 6, mtime=0))


def files_of(page: str) -> set[Path]:
    """This function will return everything that a page links, and what its style sheets ask for in turn."""
    linked = {STATIC / (first or second) for first, second in LINKED.findall(page)}
    sheets = [path for path in linked if path.suffix == ".css"]
    inside = {(sheet.parent / name).resolve() for sheet in sheets for name in INSIDE.findall(sheet.read_text("utf-8"))}
    return linked | inside


def weight(page: bytes) -> int:
    """This function will return the bytes of a page with all it needs."""
    return len(gzip.compress(page, 6, mtime=0)) + sum(map(over_the_wire, files_of(page.decode())))


@pytest.mark.parametrize("language", ["fi", "sv", "en"])
@pytest.mark.parametrize("who", ["a visitor", "a resident"])
def test_the_front_page_with_styles_and_font_is_light(cast: Cast, sign_in: SignIn, who: str, language: str) -> None:
    visitor = Client(headers={"accept-language": language})
    browser = visitor if who == "a visitor" else sign_in(cast.aino, language)
    page = browser.get("/").content
    kinds = {path.suffix for path in files_of(page.decode())}
    assert {".css", ".woff2"} <= kinds, "the page is weighed without its styles or its font"
    assert weight(page) <= LIMIT


def test_nothing_is_fetched_that_a_page_does_not_need(cast: Cast, sign_in: SignIn) -> None:
    page = sign_in(cast.aino).get("/").content.decode()
    fonts = [path for path in files_of(page) if path.suffix == ".woff2"]
    assert len(fonts) == 1
    assert "<script" not in page

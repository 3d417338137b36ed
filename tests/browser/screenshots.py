"""Writes every page in each language, wide and narrow: ``python -m tests.browser.screenshots [PART OF A NAME…]``."""

import os
import sys
import tempfile
from contextlib import ExitStack
from pathlib import Path

import tests.environment  # noqa: F401  (a database server and secrets, before Django's settings are read)

# isort: split
import django
from playwright.sync_api import sync_playwright
from rich.progress import track

FOLDER = Path(__file__).resolve().parent.parent.parent / "screenshots"


def main() -> int:
    """This function will take the pictures and return the exit status: 1 without a Chromium or with a broken page."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "consent.settings")
    django.setup()
    # Imported late: these need Django to be set up.
    from django.test import override_settings

    from tests import databases
    from tests.browser.browsing import LANGUAGES, NARROW, WIDE, Visitor, chromium, launch, visitor
    from tests.browser.city import addresses, running_city
    from tests.browser.gallery import SCENES, Audience

    path = chromium()
    if path is None:
        print("No Chromium on this machine: apt-get install chromium, or CHROMIUM=/path", file=sys.stderr)
        return 1
    wanted = [scene for scene in SCENES if not sys.argv[1:] or any(part in scene.name for part in sys.argv[1:])]
    FOLDER.mkdir(exist_ok=True)
    wide_pages = []
    plain = {"staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}
    with ExitStack() as stack:
        # The error pages are made in this process, which has collected no static files.
        stack.enter_context(override_settings(STORAGES=plain))
        name = stack.enter_context(databases.clone(databases.template(), "screenshots"))
        home = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="mydata-screenshots-")))
        city = stack.enter_context(running_city(home, addresses(name)))
        browser = launch(stack.enter_context(sync_playwright()), path)
        stack.callback(browser.close)

        def bring(language: str) -> Visitor:
            return stack.enter_context(visitor(browser, city.url, language, java_script_enabled=True))

        audience = Audience(bring)
        # Scene by scene, so that each is seen in every language before somebody decides anything.
        for scene in track(wanted, description="Screenshots"):
            for language in LANGUAGES:
                seen = audience.see(scene, language)
                for size in (WIDE, NARROW):
                    seen.page.set_viewport_size(size)
                    file = FOLDER / f"{scene.name}-{language}-{size['width']}.png"
                    seen.page.screenshot(path=file, full_page=True)
                    if seen.sideways():
                        wide_pages.append(file.name)
                seen.page.set_viewport_size(WIDE)
    print(f"{len(wanted) * len(LANGUAGES) * 2} pictures in {FOLDER.name}/")
    for file_name in wide_pages:
        print(f"wider than its window: {file_name}", file=sys.stderr)
    return 1 if wide_pages else 0


if __name__ == "__main__":
    sys.exit(main())

"""A programmer opens the API's documentation in a browser: it renders from our own files, nothing is refused."""

import os
import threading
from collections.abc import Iterator

import pytest
from django.contrib.staticfiles.handlers import StaticFilesHandler
from django.core.servers.basehttp import ThreadedWSGIServer, WSGIRequestHandler
from django.core.wsgi import get_wsgi_application
from playwright.sync_api import sync_playwright

from consent.api.schema.views import openapi_document
from tests.browser.browsing import chromium, launch

WATCH = """
window.refused = [];
document.addEventListener("securitypolicyviolation", event => window.refused.push(event.violatedDirective));
"""


class Quiet(WSGIRequestHandler):
    """Serves without a line for each file."""

    def log_message(self, *args: object) -> None:
        """This function will do nothing."""


@pytest.fixture
def address() -> Iterator[str]:
    """The documentation, served by Django with its static files; it needs no database."""
    server = ThreadedWSGIServer(("127.0.0.1", 0), Quiet)
    server.set_app(StaticFilesHandler(get_wsgi_application()))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


@pytest.mark.browser
def test_swagger_ui_renders_and_the_policy_refuses_nothing(address: str) -> None:
    path = chromium()
    if path is None:
        assert os.environ.get("REQUIRE_BROWSER") != "1", "no Chromium on this machine"
        pytest.skip("no Chromium on this machine")
    with sync_playwright() as playwright:
        browser = launch(playwright, path)
        page = browser.new_page()
        page.add_init_script(WATCH)
        asked: list[str] = []
        complaints: list[str] = []
        page.on("request", lambda request: asked.append(request.url))
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
        page.goto(f"{address}/api/docs/")
        page.locator("#operations-decisions-evaluate .opblock-summary").click()
        page.get_by_text("Request body").first.wait_for()
        page.locator(".btn.authorize").first.click()
        page.get_by_text("Token URL").first.wait_for()
        operations = page.locator(".opblock-summary-path").all_text_contents()
        assert {path.replace("\u200b", "") for path in operations} == set(openapi_document()["paths"])
        assert page.evaluate("window.refused") == []
        assert complaints == []
        assert [url for url in asked if not url.startswith((address, "data:"))] == []
        browser.close()

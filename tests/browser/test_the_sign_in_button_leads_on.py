"""A form's redirects are held against the page's policy, however many: the button leads through the provider onward."""

import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from playwright.sync_api import Browser

from consent.signin.config import Demand, Provider


class _Town(BaseHTTPRequestHandler):
    """A page of ours, the provider that sends people straight on, and where they end, each on a port of its own."""

    policy, ports = "", {"city": 0, "provider": 0, "suomi.fi": 0}

    def log_message(self, *_: object) -> None:
        """This function will say nothing."""

    def do_POST(self) -> None:
        """This function will start a sign-in."""
        self.rfile.read(int(self.headers.get("content-length", 0)))
        self._on("provider")

    def do_GET(self) -> None:
        """This function will show the city's page with its policy, or be the provider, or the end."""
        if self.server.server_port == self.ports["provider"]:  # type: ignore[attr-defined]
            self._on("suomi.fi")
            return
        self.send_response(200)
        self.send_header("Content-Type", "text/html")
        self.send_header("Content-Security-Policy", self.policy)
        self.end_headers()
        self.wfile.write(b"<form method=post action=/start/><button>Sign in</button></form>")

    def _on(self, where: str) -> None:
        self.send_response(302)
        self.send_header("Location", address(where))
        self.end_headers()


def address(where: str) -> str:
    """This function will return the address of one of the three."""
    return f"http://127.0.0.1:{_Town.ports[where]}"


@pytest.fixture
def town() -> Iterator[None]:
    """The three, running."""
    servers = {name: ThreadingHTTPServer(("127.0.0.1", 0), _Town) for name in _Town.ports}
    for name, server in servers.items():
        _Town.ports[name] = server.server_port
        threading.Thread(target=server.serve_forever, daemon=True).start()
    yield
    for server in servers.values():
        server.shutdown()
        server.server_close()


@pytest.mark.parametrize("named", [False, True])
def test_chromium_goes_on_only_to_where_the_operator_said(town: None, browser: Browser, named: bool) -> None:
    provider = Provider(
        name="residents",
        issuer=f"{address('provider')}/realm",
        client_id="c",
        client_secret="",
        scopes=("openid",),
        demand=Demand(),
        strict=Demand(),
        person_claim="n",
        onward=(address("suomi.fi"),) if named else (),
    )
    _Town.policy = f"default-src 'none'; form-action 'self' {' '.join(sorted(provider.origins))}"
    page = browser.new_page()
    page.goto(address("city"))
    button = page.get_by_role("button")
    if named:
        button.click()
        page.wait_for_url(f"{address('suomi.fi')}/")
    else:
        with page.expect_console_message(lambda message: "form-action" in message.text):
            button.click()
        assert page.url == f"{address('city')}/"
    page.close()

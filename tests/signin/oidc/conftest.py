"""A city and a real OpenID provider that speak over HTTP, and somebody's browser between them."""

import json
import os
import re
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import environ
import httpx
import pytest
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from django.core.servers.basehttp import ThreadedWSGIServer
from django.test.testcases import LiveServerThread
from django.test.utils import override_settings

from consent.signin import config
from tests.browser.city import free_ports
from tests.cast import Cast
from tests.databases import ROOT

ROLES = {
    "MyData-DPO": "dpo",
    "MyData-registrar": "registrar",
    "Education-officers": "officer:education",
    "Library-staff": ["librarian:library"],
}
# Every address here is http://: reading the system's certificates would take longer than the requests.
PLAIN_HTTP = False
STRONG, WEAK = "http://ftn.ficora.fi/2017/loa3", "http://example.org/password"


@dataclass(frozen=True)
class Provider:
    """The running provider as the tests steer it."""

    url: str

    @property
    def issuer(self) -> str:
        """Its name in tokens."""
        return f"{self.url}/o"

    def tell(self, what: str, body: str) -> None:
        """This function will pass something through the control door."""
        httpx.post(f"{self.url}/control/{what}/", content=body, verify=PLAIN_HTTP).raise_for_status()

    def person(self, **claims: Any) -> None:
        """This function will choose who signs in next."""
        self.tell("person", json.dumps(claims))

    def misbehave(self, how: str) -> None:
        """This function will make the provider forge its tokens in one way."""
        self.tell("misbehave", how)

    def asked(self, page: str) -> list[dict[str, str]]:
        """This function will return what a page of the protocol was asked."""
        found = httpx.get(f"{self.url}/control/asked/", verify=PLAIN_HTTP).json()
        return [each for each in found if each["page"] == page]

    def logout_token(self, how: str = "", client: str = "residents-client", **claims: Any) -> str:
        """This function will return a logout token."""
        body = json.dumps({"client": client, "claims": claims, "how": how})
        answer = httpx.post(f"{self.url}/control/logout-token/", content=body, verify=PLAIN_HTTP)
        return answer.raise_for_status().text


@pytest.fixture(scope="session")
def provider(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Provider]:
    """The provider's process, one for the run."""
    home = tmp_path_factory.mktemp("provider")
    key = rsa.generate_private_key(65537, 2048)
    (home / "key.pem").write_bytes(key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
    port, _ = free_ports()
    running = Provider(f"http://127.0.0.1:{port}")
    kept = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
    environment = kept | {"PROVIDER_HOME": str(home), "PROVIDER_ISSUER": running.issuer}
    with (home / "log").open("wb") as log:
        process = subprocess.Popen(
            [sys.executable, "-m", "tests.signin.provider", str(port)],
            cwd=ROOT,
            env=environment,
            stdout=log,
            stderr=log,
        )
    try:
        _wait(running, process, home / "log")
        yield running
    finally:
        process.terminate()
        process.wait(10)


def _wait(running: Provider, process: "subprocess.Popen[bytes]", log: Path) -> None:
    deadline = time.monotonic() + 30
    while time.monotonic() < deadline and process.poll() is None:
        with suppress(httpx.TransportError):
            if httpx.get(f"{running.issuer}/.well-known/openid-configuration").status_code == httpx.codes.OK:
                return
        time.sleep(0.1)
    raise RuntimeError(log.read_text())


@dataclass(frozen=True)
class Town:
    """A city that is served in this process, with its people."""

    url: str
    cast: Cast
    browsers: list["Browser"]

    def browser(self) -> "Browser":
        """This function will return a new browser, which is closed with the city."""
        self.browsers.append(Browser(self.url))
        return self.browsers[-1]


class Browser:
    """Somebody's cookies on their way between city and provider."""

    def __init__(self, city: str) -> None:
        self.city = city
        self.http = httpx.Client(base_url=city, timeout=20, headers={"accept-language": "en"}, verify=PLAIN_HTTP)

    def get(self, path: str) -> httpx.Response:
        """This function will open a page of the city or of the provider."""
        return self.http.get(path)

    def post(self, path: str, **fields: str) -> httpx.Response:
        """This function will send a form of the sign-in page, with its token."""
        token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', self.http.get("/sign-in/").text)
        assert token, "the sign-in page has no form"
        return self.http.post(path, data={"csrfmiddlewaretoken": token[1], **fields})

    def start(self, name: str = "residents", **fields: str) -> httpx.Response:
        """This function will press a button of the sign-in page and return where it leads."""
        return self.post(f"/sign-in/start/{name}/", **fields)

    def answer(self, name: str = "residents", **fields: str) -> str:
        """This function will go to the provider and return the address with which it sends the person back."""
        response = self.start(name, **fields)
        while True:
            assert response.is_redirect, response.text
            target = str(response.url.join(response.headers["location"]))
            if target.startswith(f"{self.city}/"):
                return target
            response = self.http.get(target)

    def sign_in(self, name: str = "residents", **fields: str) -> httpx.Response:
        """This function will sign in as whomever the provider knows and return the city's answer."""
        return self.http.get(self.answer(name, **fields))

    @property
    def is_inside(self) -> bool:
        """Whether the city knows who this is."""
        return 'action="/sign-out/"' in self.http.get("/activities/library-loans/1/").text or (
            'action="/sign-out/"' in self.http.get("/", follow_redirects=True).text
        )


class TownServer(ThreadedWSGIServer):
    """Django's server, asked to stop far more often than twice a second."""

    def serve_forever(self, poll_interval: float = 0.01) -> None:
        super().serve_forever(poll_interval)


class TownThread(LiveServerThread):
    """Serves one test, and ends with it at once."""

    server_class = TownServer


@pytest.fixture
def town(
    own_database: str, settled: Cast, provider: Provider, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Town]:
    """A city that has configured the provider for both residents and staff."""
    for name in ("RESIDENTS", "STAFF"):
        monkeypatch.setenv(f"OIDC_{name}_ISSUER", provider.issuer)
        monkeypatch.setenv(f"OIDC_{name}_CLIENT_ID", f"{name.lower()}-client")
        monkeypatch.setenv(f"OIDC_{name}_CLIENT_SECRET", f"{name.lower()}-secret")
    monkeypatch.setenv("OIDC_RESIDENTS_ACR", f"{STRONG},amr:suomi_fi")
    monkeypatch.setenv("OIDC_STAFF_ROLES", json.dumps(ROLES))
    monkeypatch.setenv("OIDC_STAFF_MFA", "acr:urn:mfa,amr:otp,amr:hwk")
    monkeypatch.setenv("OIDC_STAFF_MFA_STRICT", "amr:hwk")
    providers, problems = config.read(environ.FileAwareEnv(), demo=True)
    assert problems == []
    settings.OIDC_PROVIDERS = providers
    with override_settings(DEBUG=False):
        thread = TownThread("127.0.0.1", _no_static_files)
        thread.daemon = True
        thread.start()
        thread.is_ready.wait()
        if thread.error:
            raise thread.error
        url = f"http://127.0.0.1:{thread.port}"
        settings.PUBLIC_URL = url
        provider.tell("clients", url)
        provider.person(sub="aino-sub", sid="session-1", acr=STRONG, national_id_num=settled.aino.national_id)
        town = Town(url, settled, [])
        try:
            yield town
        finally:
            for browser in town.browsers:
                browser.http.close()
            thread.terminate()


def _no_static_files(handler: Any) -> Any:
    return handler

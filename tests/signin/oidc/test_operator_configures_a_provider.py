"""What the operator asks of a provider is asked; a slip of the pen lets nobody in."""

import environ
import pytest

from consent.signin import config
from consent.signin.config import Demand

SUOMI_FI = "https://tunnistautuminen.suomi.fi"


@pytest.fixture
def configured(monkeypatch: pytest.MonkeyPatch) -> None:
    """A provider for residents, as an operator has written it down."""
    said = {"ISSUER": "https://id.city.example/realm", "CLIENT_ID": "c", "CLIENT_SECRET": "s", "ACR": "amr:suomi_fi"}
    for name, value in said.items():
        monkeypatch.setenv(f"OIDC_RESIDENTS_{name}", value)


@pytest.mark.parametrize("slip", ["acr:", "amr:", " acr: ", "", "acr:,amr:"])
def test_a_demand_without_a_value_is_met_by_nobody(slip: str) -> None:
    demand = Demand.parse(slip.split(","))
    assert not demand
    assert not demand.met_by("", frozenset())
    assert not demand.met_by("", frozenset({""}))


def test_a_demand_is_met_by_its_level_or_its_method() -> None:
    demand = Demand.parse(["acr:urn:mfa", " amr:hwk "])
    assert demand.met_by("urn:mfa", frozenset())
    assert demand.met_by("", frozenset({"hwk"}))
    assert not demand.met_by("hwk", frozenset({"urn:mfa", "pwd"}))


def test_the_browser_may_follow_the_provider_on_to_where_it_sends_people(
    configured: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OIDC_RESIDENTS_ONWARD", f"{SUOMI_FI}, https://id.city.example:8443")
    providers, problems = config.read(environ.FileAwareEnv(), demo=False)
    assert problems == []
    assert providers["residents"].origins == {
        "https://id.city.example", SUOMI_FI, "https://id.city.example:8443"
    }  # fmt: skip


@pytest.mark.parametrize(
    "onward",
    ["*", "https://*.suomi.fi", f"{SUOMI_FI}/", "http://suomi.fi", f"{SUOMI_FI}; script-src *", "https:", "'self'"],
)
def test_what_is_no_origin_does_not_get_into_the_policy(
    configured: None, monkeypatch: pytest.MonkeyPatch, onward: str
) -> None:
    monkeypatch.setenv("OIDC_RESIDENTS_ONWARD", onward)
    _, problems = config.read(environ.FileAwareEnv(), demo=False)
    assert [said for said in problems if said.startswith("OIDC_RESIDENTS_ONWARD must be origins")]

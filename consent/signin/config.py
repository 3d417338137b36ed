"""Settings of sign-in by the city's OpenID Connect providers, read from the environment as plain data.

Imported by the settings themselves: nothing here may need a configured Django.
"""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal, Protocol
from urllib.parse import urlsplit

ProviderName = Literal["residents", "staff"]
RoleHeld = tuple[str, str | None]
LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})
# RFC 8176: several factors, a one-time code, a key in hardware.
SEVERAL_FACTORS = "amr:mfa,amr:otp,amr:hwk"
KEY_IN_HARDWARE = "amr:hwk"
# Into a header as it stands: no wildcard, no path, nothing that could end the directive.
_ORIGIN = re.compile(r"https://[a-z0-9-]+(\.[a-z0-9-]+)+(:[0-9]{1,5})?")


class Environment(Protocol):
    """The two questions asked of django-environ."""

    def str(self, var: Any, default: Any = ...) -> Any:
        """This function will return a variable as text."""

    def list(self, var: Any, *, default: Any = ...) -> Any:
        """This function will return a variable as a list, separated by commas."""


@dataclass(frozen=True, slots=True)
class Demand:
    """How sure of a person the provider must have been: any one of these ``acr`` values or ``amr`` methods."""

    acr: tuple[str, ...] = ()
    amr: frozenset[str] = frozenset()

    @classmethod
    def parse(cls, values: list[str]) -> "Demand":
        """This function will read a list in which ``amr:`` marks a method; everything else is an ``acr`` value."""
        stripped = [value.strip() for value in values]
        acr = (value.removeprefix("acr:").strip() for value in stripped if not value.startswith("amr:"))
        amr = (value.removeprefix("amr:").strip() for value in stripped if value.startswith("amr:"))
        # A prefix with nothing behind it asks for nothing: a token that says nothing must not meet it.
        return cls(acr=tuple(filter(None, acr)), amr=frozenset(filter(None, amr)))

    def __bool__(self) -> bool:
        return bool(self.acr or self.amr)

    def met_by(self, acr: str, amr: frozenset[str]) -> bool:
        """This function will tell whether what a token says of the sign-in is enough; nothing meets an empty demand."""
        return acr in self.acr or bool(amr & self.amr)


@dataclass(frozen=True, slots=True, kw_only=True)
class Provider:
    """One provider as this city uses it. ``strict`` is what the city-wide roles must meet."""

    name: ProviderName
    issuer: str
    client_id: str
    client_secret: str = field(repr=False)
    scopes: tuple[str, ...]
    demand: Demand
    strict: Demand
    person_claim: str
    onward: tuple[str, ...] = ()
    roles: Mapping[str, tuple[RoleHeld, ...]] = field(default_factory=dict)

    @property
    def origins(self) -> frozenset[str]:
        """Where a form that leads to the provider may take a browser, as a browser compares origins (CSP 3 §6.4.1).

        ``onward`` is where the provider sends it on to before it shows a page of its own, such as Suomi.fi: a browser
        holds a form's redirects, however many, against the page that the form was on.
        """
        parts = urlsplit(self.issuer)
        return frozenset({f"{parts.scheme}://{parts.netloc}", *self.onward})

    @property
    def acr_values(self) -> str:
        """What the request asks for, the strictest first (OpenID Connect Core 3.1.2.1)."""
        return " ".join(dict.fromkeys((*self.strict.acr, *self.demand.acr)))


def read(env: Environment, *, demo: bool) -> tuple[dict[str, Provider], list[str]]:
    """This function will return the configured providers by name, and everything that is wrong, each with what to do.

    A provider without an issuer is not configured, and its button is not shown.
    """
    providers: dict[str, Provider] = {}
    problems: list[str] = []
    for make in (_residents, _staff):
        provider = make(env, problems)
        if provider.issuer:
            providers[provider.name] = provider
            problems += _problems(provider, demo=demo)
    return providers, problems


def _residents(env: Environment, problems: list[str]) -> Provider:
    demand = Demand.parse(env.list("OIDC_RESIDENTS_ACR", default=[]))
    return Provider(
        name="residents",
        **_client(env, "OIDC_RESIDENTS"),
        demand=demand,
        strict=demand,
        person_claim=env.str("OIDC_RESIDENTS_NATIONAL_ID_CLAIM", "national_id_num").strip(),
    )


def _staff(env: Environment, problems: list[str]) -> Provider:
    return Provider(
        name="staff",
        **_client(env, "OIDC_STAFF"),
        demand=Demand.parse(env.list("OIDC_STAFF_MFA", default=SEVERAL_FACTORS.split(","))),
        strict=Demand.parse(env.list("OIDC_STAFF_MFA_STRICT", default=KEY_IN_HARDWARE.split(","))),
        person_claim=env.str("OIDC_STAFF_GROUPS_CLAIM", "groups").strip(),
        roles=_roles(env.str("OIDC_STAFF_ROLES", "").strip(), problems),
    )


def _client(env: Environment, prefix: str) -> dict[str, Any]:
    return {
        "issuer": env.str(f"{prefix}_ISSUER", "").strip(),
        "client_id": env.str(f"{prefix}_CLIENT_ID", "").strip(),
        "client_secret": env.str(f"{prefix}_CLIENT_SECRET", "").strip(),
        "onward": tuple(each.strip() for each in env.list(f"{prefix}_ONWARD", default=[]) if each.strip()),
        "scopes": tuple(dict.fromkeys(("openid", *env.list(f"{prefix}_SCOPES", default=["profile"])))),
    }


def _roles(text: str, problems: list[str]) -> dict[str, tuple[RoleHeld, ...]]:
    if not text:
        return {}
    try:
        found = json.loads(text)
        return {group: _held(said) for group, said in found.items()}
    except (AttributeError, TypeError, ValueError):
        problems.append(
            'OIDC_STAFF_ROLES must be JSON such as {"MyData-DPO": "dpo", "Library-staff": "librarian:library"}.'
        )
        return {}


def _held(said: object) -> tuple[RoleHeld, ...]:
    """One role or a list of them, each ``role`` or ``role:department``."""
    held = []
    for each in said if isinstance(said, list) else [said]:
        if not isinstance(each, str) or not each:
            raise TypeError
        role, colon, department = each.partition(":")
        if not role or (colon and not department):
            raise ValueError
        held.append((role, department or None))
    return tuple(held)


def _problems(provider: Provider, *, demo: bool) -> list[str]:
    prefix = f"OIDC_{provider.name.upper()}"
    parts = urlsplit(provider.issuer)
    near = demo and parts.scheme == "http" and parts.hostname in LOOPBACK
    wrong = {
        f"{prefix}_ISSUER must begin with https:// and name the provider exactly as its tokens do.": not near
        and (parts.scheme != "https" or not parts.netloc),
        f"{prefix}_ISSUER must have no query and no fragment.": bool(parts.query or parts.fragment),
        f"{prefix}_ONWARD must be origins such as https://tunnistautuminen.suomi.fi, with nothing behind them.": any(
            not _ORIGIN.fullmatch(each) for each in provider.onward
        ),
        f"{prefix}_CLIENT_ID is not set.": not provider.client_id,
        f"{prefix}_CLIENT_SECRET (or {prefix}_CLIENT_SECRET_FILE) is not set.": not provider.client_secret,
        "OIDC_RESIDENTS_ACR is not set: say which acr values (or amr:methods) are strong enough for a resident.": (
            provider.name == "residents" and not provider.demand
        ),
        "OIDC_STAFF_MFA and OIDC_STAFF_MFA_STRICT must each name a value, or nobody could sign in.": (
            provider.name == "staff" and not (provider.demand and provider.strict)
        ),
        "OIDC_STAFF_ROLES is not set: say which group of the directory holds which role.": (
            provider.name == "staff" and not provider.roles
        ),
    }
    return [said for said, is_so in wrong.items() if is_so]

"""Which adapters an operator has switched on. Imported by the settings: nothing here may need a configured Django."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from environ import Env

from consent.api.adapters.gateway.mapping import MappingError, load
from consent.api.adapters.gateway.routes import Gateway


@dataclass(frozen=True, slots=True)
class AdaptersConfig:
    """``gateways`` by name; the other adapters are not there unless they are on."""

    gateways: Mapping[str, Gateway] = field(default_factory=dict)
    data_tracker: bool = False
    govstack: bool = False
    govstack_trial: bool = False


def read(env: Env, *, demo: bool) -> tuple[AdaptersConfig, list[str]]:
    """This function will return what ``ADAPTER_…`` say, and what is wrong with them."""
    named = env.str("ADAPTER_GATEWAYS", "").strip()
    gateways: Mapping[str, Gateway] = {}
    problems = []
    if named:
        try:
            gateways = load(Path(named))
        except OSError as reason:
            problems.append(f"ADAPTER_GATEWAYS ({named}) cannot be read: {reason.strerror}.")
        except MappingError as reason:
            problems.append(f"ADAPTER_GATEWAYS ({named}) is no mapping: {reason}.")
    switches = {
        name: env.bool(f"ADAPTER_{name.upper()}", False) for name in ("data_tracker", "govstack", "govstack_trial")
    }
    if switches["govstack_trial"] and not demo:
        problems.append("ADAPTER_GOVSTACK_TRIAL answers anybody and is only for a demonstration: remove it.")
    return AdaptersConfig(gateways, **switches), problems

"""What an operator allows of push delivery, and how soon a department must have heard."""

import ipaddress
from dataclasses import dataclass, field
from pathlib import Path

from environ import Env

Network = ipaddress.IPv4Network | ipaddress.IPv6Network


@dataclass(frozen=True, slots=True)
class SignalsConfig:
    """``push_hosts`` (``host`` or ``host:port``) may be pushed to; without one there is no push at all.

    ``push_networks`` are those not on the public internet that may be reached. ``push_ca`` is a file with the
    certificates of the city's own authority. ``acknowledge_hours`` is how long a department may take.
    """

    push_hosts: frozenset[str] = frozenset()
    push_networks: tuple[Network, ...] = ()
    push_ca: Path | None = None
    acknowledge_hours: int = 24


@dataclass(slots=True)
class _Read:
    networks: list[Network] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)


def read(env: Env) -> tuple[SignalsConfig, list[str]]:
    """This function will return what ``SSF_…`` say, and what is wrong with them."""
    found = _Read()
    hosts = frozenset(host.strip().lower() for host in env.list("SSF_PUSH_HOSTS", default=[]) if host.strip())
    if any(set(host) & set("*/@? ") for host in hosts):
        found.problems.append("SSF_PUSH_HOSTS must name hosts in full, each as host or host:port, without a scheme.")
    for text in env.list("SSF_PUSH_NETWORKS", default=[]):
        try:
            found.networks.append(ipaddress.ip_network(text.strip()))
        except ValueError:
            found.problems.append("SSF_PUSH_NETWORKS must list networks such as 10.20.0.0/16.")
    named = env.str("SSF_PUSH_CA_FILE", "").strip()
    ca = Path(named) if named else None
    if ca and not ca.is_file():
        found.problems.append(f"SSF_PUSH_CA_FILE ({ca}) is no file.")
    hours = env.str("SSF_ACKNOWLEDGE_HOURS", "24").strip()
    number = int(hours) if hours.isascii() and hours.isdigit() else 0
    if not 1 <= number <= 24 * 30:
        found.problems.append("SSF_ACKNOWLEDGE_HOURS must be a whole number from 1 to 720.")
    return SignalsConfig(hosts, tuple(found.networks), ca, number), found.problems

"""Where a token may be pushed: judged by name when a stream is made, and by number each time a connection is opened."""

import ipaddress
import socket
from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import urlsplit

from django.conf import settings

from consent.core.errors import Invalid

HTTPS_PORT = 443
LONGEST = 500
_NAT64 = ipaddress.IPv6Network("64:ff9b::/96")
Address = ipaddress.IPv4Address | ipaddress.IPv6Address


@dataclass(frozen=True, slots=True)
class PushAddress:
    """A receiver's address, taken apart once so that nobody reads it in another way later."""

    url: str
    host: str
    port: int
    target: str


class Unreachable(Exception):
    """The address leads nowhere that may be reached; the message is ours and names no number."""


def push_is_offered() -> bool:
    """This function will tell whether the operator allows push at all."""
    return bool(settings.SSF.push_hosts)


def allowed_address(url: str) -> PushAddress:
    """This function will take a receiver's address apart, or raise ``Invalid`` (``push_address``).

    Over https only, without user, password or fragment, and to a host, with its port unless that is 443, which the
    operator's list names.
    """
    plain = url.isascii() and url.isprintable() and " " not in url and "\\" not in url and len(url) <= LONGEST
    try:
        parts = urlsplit(url)
        port = parts.port or HTTPS_PORT
    except ValueError:
        plain = False
    if not plain or parts.scheme != "https" or not parts.hostname or "@" in parts.netloc or "#" in url:
        raise Invalid("push_address", ["The endpoint must be an https address without user, password or fragment."])
    host = parts.hostname.lower()
    if (host if port == HTTPS_PORT else f"{host}:{port}") not in settings.SSF.push_hosts:
        raise Invalid("push_address", ["The endpoint's host is not one that this city pushes to."])
    return PushAddress(url, host, port, (parts.path or "/") + (f"?{parts.query}" if parts.query else ""))


def resolved(address: PushAddress) -> Sequence[str]:
    """This function will look a receiver's host up and return the addresses to connect to.

    Raises ``Unreachable`` when there are none, and when a single one of them is not public and not in a network of the
    operator's list: a name that leads inside as well as outside is not to be trusted for either.
    """
    try:
        found = socket.getaddrinfo(address.host, address.port, type=socket.SOCK_STREAM, proto=socket.IPPROTO_TCP)
    except (OSError, UnicodeError):
        raise Unreachable("its host has no address") from None
    numbers = list(dict.fromkeys(str(each[4][0]) for each in found))
    if not numbers or not all(is_allowed(number) for number in numbers):
        raise Unreachable("its host leads to an address that may not be reached")
    return numbers


def is_allowed(number: str) -> bool:
    """This function will tell whether a resolved address is public, or in a network that the operator has named."""
    try:
        address = ipaddress.ip_address(number.partition("%")[0])
    except ValueError:
        return False
    return all(_is_named(each) or _is_public(each) for each in _meant(address))


def _is_named(address: Address) -> bool:
    return any(address.version == network.version and address in network for network in settings.SSF.push_networks)


def _is_public(address: Address) -> bool:
    return address.is_global and not address.is_multicast and not address.is_reserved


def _meant(address: Address) -> list[Address]:
    """The address, or those inside it where a version 6 address is another way to write one of version 4."""
    if isinstance(address, ipaddress.IPv4Address):
        return [address]
    if address.ipv4_mapped:
        return [address.ipv4_mapped]
    if address in _NAT64:
        return [ipaddress.IPv4Address(int(address) & 0xFFFFFFFF)]
    if address.sixtofour:
        return [address, address.sixtofour]
    if address.teredo:
        return [address, *address.teredo]
    return [address]

"""From which network a request comes, as coarse as counting attempts allows."""

from ipaddress import IPv4Address, ip_address, ip_network

from django.conf import settings
from django.http import HttpRequest

# What one subscriber has: a whole network counts together, and no single machine is told apart.
PREFIX_4, PREFIX_6 = 24, 56


def network_of(request: HttpRequest) -> str:
    """This function will return the network of the caller, or "unknown".

    X-Forwarded-For is read only behind the configured proxy, and only its last entry, which that proxy wrote itself:
    everything before it is the caller's own invention.
    """
    said = str(request.META.get("REMOTE_ADDR", ""))
    if settings.SECURE_PROXY_SSL_HEADER is not None:
        said = request.headers.get("x-forwarded-for", said).rpartition(",")[2]
    try:
        address = ip_address(said.strip())
    except ValueError:
        return "unknown"
    mapped = getattr(address, "ipv4_mapped", None)
    address = mapped or address
    prefix = PREFIX_4 if isinstance(address, IPv4Address) else PREFIX_6
    return str(ip_network((address, prefix), strict=False))

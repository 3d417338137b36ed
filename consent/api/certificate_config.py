"""Which header a trusted proxy hands a client's TLS certificate on in, and which peers are that proxy (RFC 8705 §6.5).

Plain data for the settings; without ``CLIENT_CERTIFICATE_HEADER`` no certificate is read from anywhere.
"""

import ipaddress
import re
from dataclasses import dataclass

from environ import Env

Network = ipaddress.IPv4Network | ipaddress.IPv6Network
# Without a hyphen: WSGI takes X_Cert for X-Cert, the later one wins, and most proxies pass a stranger's X_Cert on.
_HEADER = re.compile(r"[A-Za-z][A-Za-z0-9]{0,63}", re.ASCII)
# Headers that mean something else to the platform or to WSGI.
_TAKEN = {"authorization", "host", "cookie", "content-type", "content-length", "x-forwarded-for", "x-forwarded-proto"}


@dataclass(frozen=True, slots=True)
class ClientCertificates:
    """``header`` is the header's name in a WSGI environment; ``proxies`` are the networks of the trusted proxy."""

    header: str
    proxies: tuple[Network, ...]


def read(env: Env, *, demo: bool) -> tuple[ClientCertificates | None, list[str]]:
    """This function will return what the environment says of client certificates, and what is wrong with it."""
    name = env.str("CLIENT_CERTIFICATE_HEADER", "").strip()
    listed = [text.strip() for text in env.list("TRUSTED_PROXIES", default=[]) if text.strip()]
    proxies, problems = [], []
    for text in listed:
        try:
            proxies.append(ipaddress.ip_network(text))
        except ValueError:
            problems.append("TRUSTED_PROXIES must list addresses or networks such as 10.0.0.5 or 10.20.0.0/28.")
    if not name:
        return None, problems
    if not _HEADER.fullmatch(name) or name.lower() in _TAKEN:
        problems.append(
            "CLIENT_CERTIFICATE_HEADER must name a header of its own, such as ClientCertificate, without a hyphen: a "
            "stranger would send another by its name with an underscore."
        )
    if not listed:
        problems.append("CLIENT_CERTIFICATE_HEADER is believed from TRUSTED_PROXIES only: name the proxy's addresses.")
    if any(network.prefixlen == 0 for network in proxies):
        problems.append("TRUSTED_PROXIES may not be the whole internet: anybody could send any certificate's name.")
    if not demo and not env.bool("BEHIND_TLS_PROXY", False):
        problems.append("CLIENT_CERTIFICATE_HEADER needs BEHIND_TLS_PROXY=1: the proxy is what sees the certificate.")
    return ClientCertificates("HTTP_" + name.upper(), tuple(proxies)), problems

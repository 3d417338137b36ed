"""The TLS certificate of a client behind the city's proxy, and tokens that are good with it alone (RFC 8705 §3).

A bound token is stored under the digest of token and certificate together. A path that looks it up without the
certificate, or with another, finds nothing: there is no check that could be forgotten, and no statement is added.
"""

import base64
import binascii
import hashlib
import re
from collections.abc import Mapping
from ipaddress import ip_address
from typing import Any
from urllib.parse import unquote

from django.conf import settings

from consent.api.certificate_config import ClientCertificates

BOUND = "mtls."  # how a bound token begins, so that its holder's certificate is asked for
# No character of a token (RFC 6750 §2.1), so that nobody can write token and certificate into one token.
_JOINT = "|"
_MOST = 16_384
_PEM = re.compile(r"\s*-----BEGIN CERTIFICATE-----([A-Za-z0-9+/=\s]+)-----END CERTIFICATE-----\s*", re.ASCII)
_BYTES = re.compile(r":([A-Za-z0-9+/=]+):", re.ASCII)  # a byte sequence of RFC 8941, as RFC 9440 writes it


def certificate_of(meta: Mapping[str, Any]) -> str:
    """This function will return the certificate's ``x5t#S256`` (RFC 8705 §3.1) from a request's environment.

    Empty when there is none that counts: nothing is configured, the peer is not the trusted proxy, or what the header
    holds is neither URL-encoded PEM (nginx) nor RFC 9440. Whether a certificate is genuine is the proxy's judgement.
    """
    trusted: ClientCertificates | None = settings.CLIENT_CERTIFICATES
    if trusted is None:
        return ""
    said = str(meta.get(trusted.header, ""))
    if not said or len(said) > _MOST or not _is_trusted(str(meta.get("REMOTE_ADDR", "")), trusted):
        return ""
    found = _BYTES.fullmatch(said) or _PEM.fullmatch(unquote(said))
    if found is None:
        return ""
    try:
        der = base64.b64decode("".join(found[1].split()), validate=True)
    except (ValueError, binascii.Error):
        return ""
    return base64.urlsafe_b64encode(hashlib.sha256(der).digest()).rstrip(b"=").decode()


def bound(token: str, certificate: str) -> str:
    """This function will return what is digested for ``token``: a bound one together with ``certificate``.

    Any other token is returned as it is. A bound one presented without a certificate becomes a text that no certificate
    makes, so it is found nowhere.
    """
    return f"{token}{_JOINT}{certificate}" if token.startswith(BOUND) else token


def _is_trusted(peer: str, trusted: ClientCertificates) -> bool:
    try:
        address = ip_address(peer)
    except ValueError:
        return False
    address = getattr(address, "ipv4_mapped", None) or address
    return any(address in network for network in trusted.proxies)

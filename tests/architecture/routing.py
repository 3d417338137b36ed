"""The addresses of the site, as the URL resolver knows them."""

import uuid
from collections.abc import Iterator
from dataclasses import dataclass

from django.urls import URLPattern, URLResolver, get_resolver
from django.urls.converters import IntConverter, UUIDConverter

SAMPLES = {
    "int": "1",
    "uuid": str(uuid.UUID(int=1)),
    "str": "library-recommendations",
    "slug": "library-recommendations",
}


@dataclass(frozen=True)
class Route:
    """One pattern of the resolver, and an address that it matches."""

    pattern: str
    address: str


def routes(resolver: URLResolver | None = None, prefix: str = "", address: str = "/") -> Iterator[Route]:
    """This function will yield every route below a resolver; by default those of the whole site."""
    for entry in (resolver or get_resolver()).url_patterns:
        pattern = prefix + str(entry.pattern).lstrip("^").rstrip("$")
        sample = address + _sample(entry)
        if isinstance(entry, URLResolver):
            yield from routes(entry, pattern, sample)
        else:
            yield Route(pattern, sample)


def _sample(entry: URLPattern | URLResolver) -> str:
    sample = str(entry.pattern).lstrip("^").rstrip("$")
    for name, converter in entry.pattern.converters.items():
        kind = (
            "int" if isinstance(converter, IntConverter) else "uuid" if isinstance(converter, UUIDConverter) else "str"
        )
        for written in (f"<{kind}:{name}>", f"<{name}>", f"<slug:{name}>", f"<path:{name}>"):
            sample = sample.replace(written, SAMPLES[kind])
    return sample

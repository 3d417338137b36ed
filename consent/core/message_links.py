"""Links in a text message lead to the city's own pages and nowhere else; a shortened one hides where it leads."""

import re

# What has a scheme, and what a telephone would make a link of although it has none.
_LINK = re.compile(r"[a-z][a-z0-9+.-]*://\S*|(?:[^\W_][\w-]*\.)+[^\W\d_]{2,}(?:[:/?#\\@]\S*)?", re.IGNORECASE)
_HTTPS = re.compile(r"(?:https://)?([a-z0-9.-]+)(?::443)?(?:[/?#][^\s\\@]*)?", re.IGNORECASE)


def strange_links(text: str, city_host: str) -> list[str]:
    """This function will return the links of ``text`` that are not plain https links to ``city_host`` or below it.

    A user part (``https://hel.fi@elsewhere``), a backslash and another port are never plain.
    """
    return [found[0] for found in _LINK.finditer(text) if not _leads_to(found[0].rstrip(".,;:!?)"), city_host.lower())]


def _leads_to(link: str, city_host: str) -> bool:
    plain = _HTTPS.fullmatch(link)
    if plain is None or not city_host:
        return False
    host = plain[1].lower()
    return host == city_host or host.endswith(f".{city_host}")

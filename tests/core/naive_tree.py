"""The tree of RFC 6962 §2.1 as the textbook writes it: recursive, slow, and knowing nothing of the program's code.

The names are the RFC's: ``mth`` is the Merkle Tree Hash, ``path`` the audit path, ``proof`` and ``subproof`` the
consistency proof. Entries are data, not hashes.
"""

import hashlib


def digest(data: bytes) -> bytes:
    """This function will return SHA-256 of ``data``."""
    return hashlib.sha256(data).digest()


def k_of(n: int) -> int:
    """This function will return the largest power of two smaller than ``n``."""
    k = 1
    while k * 2 < n:
        k *= 2
    return k


def mth(entries: list[bytes]) -> bytes:
    """This function will return MTH(D[n]) of RFC 6962 §2.1."""
    n = len(entries)
    if n == 0:
        return digest(b"")
    if n == 1:
        return digest(b"\x00" + entries[0])
    k = k_of(n)
    return digest(b"\x01" + mth(entries[:k]) + mth(entries[k:]))


def path(m: int, entries: list[bytes]) -> list[bytes]:
    """This function will return PATH(m, D[n]) of RFC 6962 §2.1.1."""
    n = len(entries)
    if n == 1:
        return []
    k = k_of(n)
    if m < k:
        return [*path(m, entries[:k]), mth(entries[k:])]
    return [*path(m - k, entries[k:]), mth(entries[:k])]


def proof(m: int, entries: list[bytes]) -> list[bytes]:
    """This function will return PROOF(m, D[n]) of RFC 6962 §2.1.2."""
    return subproof(m, entries, True)


def subproof(m: int, entries: list[bytes], whole: bool) -> list[bytes]:
    """This function will return SUBPROOF(m, D[n], b) of RFC 6962 §2.1.2."""
    n = len(entries)
    if m == n:
        return [] if whole else [mth(entries)]
    k = k_of(n)
    if m <= k:
        return [*subproof(m, entries[:k], whole), mth(entries[k:])]
    return [*subproof(m - k, entries[k:], False), mth(entries[:k])]

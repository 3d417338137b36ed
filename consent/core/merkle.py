"""The Merkle tree of RFC 6962 §2.1 and RFC 9162 §2.1: hashes, proofs, and verifiers that need nothing else.

Hashes are 32 ``bytes`` and proofs are lists of them, from the leaf towards the root. A leaf is known by its leaf hash.
"""

from collections.abc import Sequence
from hashlib import sha256

HASH_BYTES = 32
LARGEST_TREE = 2**64  # the sizes that RFC 9162 §4.10 can write
EMPTY_ROOT = sha256(b"").digest()


class ProofError(ValueError):
    """A proof that does not prove what it is for, or a question that no proof can answer."""


def leaf_hash(data: bytes) -> bytes:
    """This function will hash one entry as a leaf: SHA-256(0x00 ‖ data) (RFC 9162 §2.1.1)."""
    return sha256(b"\x00" + data).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """This function will hash two subtrees into their parent: SHA-256(0x01 ‖ left ‖ right) (RFC 9162 §2.1.1).

    Raises ``ProofError`` when either is not a hash: two others would join to the same bytes.
    """
    _require_hashes(left, right)
    return _node(left, right)


def _node(left: bytes, right: bytes) -> bytes:
    return sha256(b"\x01" + left + right).digest()


def parents(hashes: Sequence[bytes]) -> list[bytes]:
    """This function will hash neighbours in pairs, one level up the tree; an odd last hash is left out."""
    return [sha256(b"\x01" + left + right).digest() for left, right in zip(hashes[::2], hashes[1::2], strict=False)]


def root(leaf_hashes: Sequence[bytes]) -> bytes:
    """This function will return the Merkle Tree Hash over leaf hashes; of none it is SHA-256("") (RFC 9162 §2.1.1)."""
    _require_hashes(*leaf_hashes)
    return _root(leaf_hashes)


def _root(hashes: Sequence[bytes]) -> bytes:
    if not hashes:
        return EMPTY_ROOT
    # A hash without a neighbour moves up as it is: that puts the split at the largest power of two below the size.
    while len(hashes) > 1:
        above = parents(hashes)
        if len(hashes) % 2:
            above.append(hashes[-1])
        hashes = above
    return hashes[0]


def inclusion_ranges(index: int, size: int) -> list[tuple[int, int]]:
    """This function will return, leaf to root, the ranges of leaves whose roots prove leaf ``index`` of ``size``.

    RFC 9162 §2.1.3.1. Requires 0 <= index < size; raises ``ProofError`` otherwise.
    """
    _require_index(index, size)
    found = []
    first, end = 0, size
    while end - first > 1:
        middle = first + _split(end - first)
        if index < middle:
            found.append((middle, end))
            end = middle
        else:
            found.append((first, middle))
            first = middle
    return found[::-1]


def consistency_ranges(m: int, n: int) -> list[tuple[int, int]]:
    """This function will return, in proof order, the ranges of leaves whose roots prove that ``m`` is a start of ``n``.

    RFC 9162 §2.1.4.1. Requires 0 < m <= n; raises ``ProofError`` otherwise.
    """
    _require_sizes(m, n)
    found = []
    first, end = 0, n
    while end != m:
        middle = first + _split(end - first)
        if m <= middle:
            found.append((middle, end))
            end = middle
        else:
            found.append((first, middle))
            first = middle
    if first:  # otherwise the old tree is this very subtree, and its root is known to whoever asks
        found.append((first, end))
    return found[::-1]


def inclusion_proof(index: int, leaf_hashes: Sequence[bytes]) -> list[bytes]:
    """This function will prove that the leaf at ``index`` is in the tree over ``leaf_hashes`` (RFC 9162 §2.1.3.1).

    Requires 0 <= index < len(leaf_hashes); raises ``ProofError`` otherwise.
    """
    _require_hashes(*leaf_hashes)
    return [_root(leaf_hashes[first:end]) for first, end in inclusion_ranges(index, len(leaf_hashes))]


def consistency_proof(m: int, leaf_hashes: Sequence[bytes]) -> list[bytes]:
    """This function will prove that the first ``m`` of ``leaf_hashes`` are an older tree of them (RFC 9162 §2.1.4.1).

    Requires 0 < m <= len(leaf_hashes); raises ``ProofError`` otherwise. Of a tree to itself the proof is empty.
    """
    _require_hashes(*leaf_hashes)
    return [_root(leaf_hashes[first:end]) for first, end in consistency_ranges(m, len(leaf_hashes))]


def verify_inclusion(index: int, size: int, leaf_hash: bytes, proof: Sequence[bytes], root: bytes) -> None:
    """This function will accept a proof that ``leaf_hash`` is leaf ``index`` of the tree of ``size`` and ``root``.

    RFC 9162 §2.1.3.2. Requires 0 <= index < size. Raises ``ProofError`` when that, a type or a length is wrong, when
    the proof is too short or too long, and when it leads to another root.
    """
    _require_index(index, size)
    _require_proof(proof)
    _require_hashes(leaf_hash, root)
    node, last, reached = index, size - 1, leaf_hash
    for sibling in proof:
        if last == 0:
            raise ProofError("the inclusion proof is too long")
        if node & 1 or node == last:
            reached = _node(sibling, reached)
            while node and not node & 1:  # on the right border no sibling is missing until the node is a right child
                node, last = node >> 1, last >> 1
        else:
            reached = _node(reached, sibling)
        node, last = node >> 1, last >> 1
    if last:
        raise ProofError("the inclusion proof is too short")
    if reached != root:
        raise ProofError("the inclusion proof leads to another root")


def verify_consistency(m: int, n: int, root_m: bytes, root_n: bytes, proof: Sequence[bytes]) -> None:
    """This function will accept a proof that the tree of size ``m`` is the start of the tree of size ``n``.

    RFC 9162 §2.1.4.2. Requires 0 < m <= n; of a tree to itself the proof is empty and the roots are equal. Raises
    ``ProofError`` when that, a type or a length is wrong, and when the proof leads to another root of either tree.
    """
    _require_sizes(m, n)
    _require_proof(proof)
    _require_hashes(root_m, root_n)
    if m == n:
        if proof:
            raise ProofError("the consistency proof of a tree to itself is not empty")
        if root_m != root_n:
            raise ProofError("two roots for one size")
        return
    old, new = _old_and_new(m - 1, n - 1, [root_m, *proof] if m & (m - 1) == 0 else list(proof))
    if old != root_m:
        raise ProofError("the consistency proof leads to another root of the older tree")
    if new != root_n:
        raise ProofError("the consistency proof leads to another root of the newer tree")


def _old_and_new(node: int, last: int, path: list[bytes]) -> tuple[bytes, bytes]:
    """This function will climb from the older tree's last leaf and return the roots reached of both trees."""
    if not path:
        raise ProofError("the consistency proof is too short")
    while node & 1:
        node, last = node >> 1, last >> 1
    old = new = path[0]
    for sibling in path[1:]:
        if last == 0:
            raise ProofError("the consistency proof is too long")
        if node & 1 or node == last:
            old, new = _node(sibling, old), _node(sibling, new)
            while node and not node & 1:
                node, last = node >> 1, last >> 1
        else:
            new = _node(new, sibling)
        node, last = node >> 1, last >> 1
    if last:
        raise ProofError("the consistency proof is too short")
    return old, new


def _split(size: int) -> int:
    """This function will return the largest power of two below ``size``, which is at least two."""
    return 1 << ((size - 1).bit_length() - 1)


def _require_index(index: int, size: int) -> None:
    if type(index) is not int or type(size) is not int:
        raise ProofError("an index and a size are integers")
    if not 0 <= index < size < LARGEST_TREE:
        raise ProofError("the index is not one of the tree's")


def _require_sizes(m: int, n: int) -> None:
    if type(m) is not int or type(n) is not int:
        raise ProofError("sizes are integers")
    if not 0 < m <= n < LARGEST_TREE:
        raise ProofError("only a tree that is not empty is consistent with one of its size or larger")


def _require_proof(proof: Sequence[bytes]) -> None:
    if not isinstance(proof, (list, tuple)):
        raise ProofError("a proof is a list of hashes")
    _require_hashes(*proof)


def _require_hashes(*hashes: bytes) -> None:
    for value in hashes:
        if type(value) is not bytes or len(value) != HASH_BYTES:
            raise ProofError(f"a hash is {HASH_BYTES} bytes")

"""The compact range of RFC 6962's tree: what must be kept of a log to go on growing it and to know its root."""

from collections.abc import Sequence

from consent.core.merkle import EMPTY_ROOT, HASH_BYTES, LARGEST_TREE, ProofError, node_hash, parents

SIZE_BYTES = 8


class Frontier:
    """The roots of the perfect subtrees that cover a tree's leaves, at most one a height, so memory is O(log n).

    ``hashes`` lists them from the left, which is from the largest to the smallest.
    """

    __slots__ = ("_by_height", "size")

    def __init__(self, size: int = 0, hashes: Sequence[bytes] = ()) -> None:
        if type(size) is not int or not 0 <= size < LARGEST_TREE:
            raise ProofError("a tree's size is between 0 and 2^64 - 1")
        if len(hashes) != size.bit_count() or any(type(one) is not bytes or len(one) != HASH_BYTES for one in hashes):
            raise ProofError("the hashes are not those of a tree of this size")
        heights = [height for height in range(size.bit_length()) if size >> height & 1]
        self.size = size
        self._by_height = dict(zip(heights, reversed(hashes), strict=True))

    @property
    def hashes(self) -> list[bytes]:
        """This function will return the subtrees' roots from the left."""
        return [self._by_height[height] for height in sorted(self._by_height, reverse=True)]

    def append(self, leaf_hash: bytes) -> None:
        """This function will add one leaf by its leaf hash."""
        self.extend([leaf_hash])

    def extend(self, leaf_hashes: Sequence[bytes]) -> None:
        """This function will add leaves by their leaf hashes, at the cost of one hash for each new inner node.

        Raises ``ProofError``, and adds nothing, when one of them is not a hash.
        """
        if any(type(value) is not bytes or len(value) != HASH_BYTES for value in leaf_hashes):
            raise ProofError(f"a hash is {HASH_BYTES} bytes")
        self.size += len(leaf_hashes)
        row, height = list(leaf_hashes), 0
        while row:
            left = self._by_height.pop(height, None)
            if left is not None:
                row.insert(0, left)
            if len(row) % 2:
                self._by_height[height] = row[-1]
            row, height = parents(row), height + 1

    def root(self) -> bytes:
        """This function will return the Merkle Tree Hash over all leaves added so far (RFC 9162 §2.1.1)."""
        reached = None
        for height in sorted(self._by_height):
            left = self._by_height[height]
            reached = left if reached is None else node_hash(left, reached)
        return EMPTY_ROOT if reached is None else reached

    def copy(self) -> "Frontier":
        """This function will return a frontier that grows on its own from here."""
        return Frontier(self.size, self.hashes)

    def encode(self) -> bytes:
        """This function will write the size in 64 bits and the hashes behind it."""
        return self.size.to_bytes(SIZE_BYTES, "big") + b"".join(self.hashes)

    @classmethod
    def decode(cls, data: bytes) -> "Frontier":
        """This function will read what ``encode`` wrote; raises ``ProofError`` for anything else."""
        hashes = [bytes(data[at : at + HASH_BYTES]) for at in range(SIZE_BYTES, len(data), HASH_BYTES)]
        if len(data) < SIZE_BYTES:
            raise ProofError("a frontier begins with its size")
        return cls(int.from_bytes(data[:SIZE_BYTES], "big"), hashes)

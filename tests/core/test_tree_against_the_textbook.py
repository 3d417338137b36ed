"""Roots and proofs equal the textbook's, and every proof that was changed is refused."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from consent.core.merkle import (
    ProofError,
    consistency_proof,
    inclusion_proof,
    leaf_hash,
    node_hash,
    root,
    verify_consistency,
    verify_inclusion,
)
from tests.core import naive_tree

MOST = 70
ENTRIES = [f"entry {number}".encode() for number in range(MOST)]
LEAVES = [leaf_hash(entry) for entry in ENTRIES]
ROOTS = [naive_tree.mth(ENTRIES[:size]) for size in range(MOST + 1)]
OTHER = naive_tree.digest(b"a hash of nothing in the tree")

entries = st.lists(st.binary(max_size=40), min_size=1, max_size=300)


@pytest.mark.parametrize("n", range(1, MOST + 1))
def test_every_small_tree_has_the_textbooks_root_and_proofs(n: int) -> None:
    assert root(LEAVES[:n]) == ROOTS[n]
    for index in range(n):
        proof = inclusion_proof(index, LEAVES[:n])
        assert proof == naive_tree.path(index, ENTRIES[:n])
        verify_inclusion(index, n, LEAVES[index], proof, ROOTS[n])
    for m in range(1, n + 1):
        proof = consistency_proof(m, LEAVES[:n])
        assert proof == naive_tree.proof(m, ENTRIES[:n])
        verify_consistency(m, n, ROOTS[m], ROOTS[n], proof)


@given(entries, st.data())
def test_any_tree_has_the_textbooks_root_and_proofs(data: list[bytes], draw: st.DataObject) -> None:
    leaves = [leaf_hash(entry) for entry in data]
    index = draw.draw(st.integers(0, len(data) - 1))
    m = draw.draw(st.integers(1, len(data)))
    assert root(leaves) == naive_tree.mth(data)
    assert inclusion_proof(index, leaves) == naive_tree.path(index, data)
    assert consistency_proof(m, leaves) == naive_tree.proof(m, data)
    verify_inclusion(index, len(data), leaves[index], inclusion_proof(index, leaves), root(leaves))
    verify_consistency(m, len(data), root(leaves[:m]), root(leaves), consistency_proof(m, leaves))


def spoilt(proof: list[bytes]) -> Iterator[list[bytes]]:
    """This function will yield proofs that differ from ``proof`` in one thing."""
    for at in range(len(proof)):
        yield proof[:at] + proof[at + 1 :]
        yield [*proof[:at], OTHER, *proof[at + 1 :]]
        yield [*proof[:at], proof[at], *proof[at:]]
        yield [*proof[:at], bytes([proof[at][0] ^ 1]) + proof[at][1:], *proof[at + 1 :]]
        yield [*proof[:at], proof[at][:-1] + bytes([proof[at][-1] ^ 128]), *proof[at + 1 :]]
        yield [*proof[:at], proof[at][:-1], *proof[at + 1 :]]
        yield [*proof[:at], proof[at] + b"\x00", *proof[at + 1 :]]
        if at:
            yield [*proof[: at - 1], proof[at], proof[at - 1], *proof[at + 1 :]]
    yield [OTHER, *proof]
    yield [*proof, OTHER]
    yield [*proof, b""]
    yield [b"", *proof]


@pytest.mark.parametrize("n", [1, 2, 3, 4, 5, 6, 7, 8, 9, 13, 16, 21, 32, 33])
def test_an_inclusion_proof_that_was_changed_is_refused(n: int) -> None:
    for index in range(n):
        proof = inclusion_proof(index, LEAVES[:n])
        for other in (*spoilt(proof), [*proof, ROOTS[n]], [ROOTS[n], *proof], [LEAVES[index], *proof]):
            with pytest.raises(ProofError):
                verify_inclusion(index, n, LEAVES[index], other, ROOTS[n])
        for position in range(-1, n + 2):
            if position != index:
                with pytest.raises(ProofError):
                    verify_inclusion(position, n, LEAVES[index], proof, ROOTS[n])
        for leaf, top in ((OTHER, ROOTS[n]), (LEAVES[index], OTHER), (LEAVES[index], ROOTS[0])):
            with pytest.raises(ProofError):
                verify_inclusion(index, n, leaf, proof, top)


@pytest.mark.parametrize("n", [1, 2, 3, 4, 5, 6, 7, 8, 9, 13, 16, 21, 32, 33])
def test_a_consistency_proof_that_was_changed_is_refused(n: int) -> None:
    for m in range(1, n + 1):
        proof = consistency_proof(m, LEAVES[:n])
        for other in (*spoilt(proof), [ROOTS[m], *proof], [*proof, ROOTS[m]], [*proof, ROOTS[n]]):
            with pytest.raises(ProofError):
                verify_consistency(m, n, ROOTS[m], ROOTS[n], other)
        for first, last in ((OTHER, ROOTS[n]), (ROOTS[m], OTHER), (ROOTS[0], ROOTS[n])):
            with pytest.raises(ProofError):
                verify_consistency(m, n, first, last, proof)
        if m < n:
            with pytest.raises(ProofError):
                verify_consistency(m, n, ROOTS[n], ROOTS[m], proof)
            with pytest.raises(ProofError):
                verify_consistency(n, m, ROOTS[n], ROOTS[m], proof)


@pytest.mark.parametrize("n", [2, 3, 5, 8, 12, 17])
def test_a_fork_has_no_proof(n: int) -> None:
    """Whatever entry before ``m`` is rewritten, neither tree's proof leads from the old root to the new one."""
    for m in range(1, n + 1):
        for at in range(m):
            forked = [*LEAVES[:at], OTHER, *LEAVES[at + 1 : n]]
            for proof in (consistency_proof(m, forked), consistency_proof(m, LEAVES[:n])):
                with pytest.raises(ProofError):
                    verify_consistency(m, n, ROOTS[m], root(forked), proof)


@pytest.mark.parametrize(
    ("index", "size"),
    [(-1, 3), (3, 3), (4, 3), (0, 0), (0, -1), (0, 2**64), (True, 3), (0, True), (0.0, 3), ("0", 3), (None, 3)],
)
def test_a_position_outside_the_tree_has_no_proof(index: Any, size: Any) -> None:
    with pytest.raises(ProofError):
        verify_inclusion(index, size, LEAVES[0], [], LEAVES[0])


@pytest.mark.parametrize(
    ("m", "n"), [(0, 0), (0, 1), (0, 8), (-1, 1), (2, 1), (1, 2**64), (True, 1), (1, True), (1.0, 1), ("1", 1)]
)
def test_sizes_that_say_nothing_have_no_proof(m: Any, n: Any) -> None:
    with pytest.raises(ProofError):
        verify_consistency(m, n, ROOTS[1], ROOTS[1], [])


@pytest.mark.parametrize(
    "wrong", [b"", b"short", bytes(31), bytes(33), "a" * 32, bytearray(32), memoryview(bytes(32)), None, 0, [0] * 32]
)
def test_what_is_not_a_hash_is_refused_wherever_it_stands(wrong: Any) -> None:
    calls: list[Callable[[], object]] = [
        lambda: root([wrong]),
        lambda: node_hash(wrong, OTHER),
        lambda: node_hash(OTHER, wrong),
        lambda: inclusion_proof(0, [OTHER, wrong]),
        lambda: consistency_proof(1, [OTHER, wrong]),
        lambda: verify_inclusion(0, 1, wrong, [], OTHER),
        lambda: verify_inclusion(0, 1, OTHER, [], wrong),
        lambda: verify_inclusion(0, 2, OTHER, [wrong], OTHER),
        lambda: verify_consistency(1, 1, wrong, wrong, []),
        lambda: verify_consistency(1, 2, OTHER, wrong, [OTHER]),
        lambda: verify_consistency(1, 2, OTHER, OTHER, [wrong]),
    ]
    for call in calls:
        with pytest.raises(ProofError):
            call()


@pytest.mark.parametrize("wrong", [None, OTHER, "proof", {OTHER}, 7])
def test_what_is_not_a_list_is_no_proof(wrong: Any) -> None:
    with pytest.raises(ProofError):
        verify_inclusion(0, 1, OTHER, wrong, OTHER)
    with pytest.raises(ProofError):
        verify_consistency(1, 1, OTHER, OTHER, wrong)


@pytest.mark.parametrize("m", [0, -1, 4])
def test_a_proof_is_only_made_for_a_start_of_the_tree(m: int) -> None:
    with pytest.raises(ProofError):
        consistency_proof(m, LEAVES[:3])


@pytest.mark.parametrize("index", [-1, 3])
def test_a_proof_is_only_made_for_a_leaf_of_the_tree(index: int) -> None:
    with pytest.raises(ProofError):
        inclusion_proof(index, LEAVES[:3])


def test_a_longer_proof_is_refused_even_where_its_root_would_follow() -> None:
    """Whoever chooses the root too cannot hang more onto a tree than its size has room for."""
    a, b, c, d, x = *LEAVES[:4], OTHER
    with pytest.raises(ProofError, match="too long"):
        verify_inclusion(0, 1, a, [x], node_hash(x, a))
    with pytest.raises(ProofError, match="too long"):
        verify_inclusion(1, 2, b, [a, x], node_hash(x, node_hash(a, b)))
    old, new = node_hash(node_hash(a, b), c), node_hash(node_hash(a, b), node_hash(c, d))
    verify_consistency(3, 4, old, new, [c, d, node_hash(a, b)])
    with pytest.raises(ProofError, match="too long"):
        verify_consistency(3, 4, node_hash(x, old), node_hash(x, new), [c, d, node_hash(a, b), x])


def test_a_shorter_proof_is_refused_even_where_its_root_would_follow() -> None:
    a, b, c, d = LEAVES[:4]
    with pytest.raises(ProofError, match="too short"):
        verify_inclusion(0, 2, a, [], a)
    with pytest.raises(ProofError, match="too short"):
        verify_inclusion(0, 4, a, [b], node_hash(a, b))
    with pytest.raises(ProofError, match="too short"):
        verify_consistency(3, 4, c, node_hash(c, d), [c, d])
    with pytest.raises(ProofError, match="too short"):
        verify_consistency(2, 3, node_hash(a, b), node_hash(a, b), [])
    with pytest.raises(ProofError, match="too short"):
        verify_consistency(3, 4, c, d, [])


def test_two_roots_for_one_size_are_refused() -> None:
    with pytest.raises(ProofError, match="two roots"):
        verify_consistency(5, 5, ROOTS[5], OTHER, [])


hashes = st.binary(min_size=32, max_size=32)


@settings(max_examples=300)
@given(st.integers(0, 40), st.integers(0, 40), hashes, st.lists(hashes, max_size=8), hashes)
def test_hashes_at_random_prove_nothing(index: int, size: int, leaf: bytes, proof: list[bytes], top: bytes) -> None:
    if not (size == 1 and index == 0 and not proof and leaf == top):
        with pytest.raises(ProofError):
            verify_inclusion(index, size, leaf, proof, top)
    if not (0 < index == size and not proof and leaf == top):
        with pytest.raises(ProofError):
            verify_consistency(index, size, leaf, top, proof)

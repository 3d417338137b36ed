"""The tree gives the values that others have published for it."""

import pytest

from consent.core.merkle import (
    consistency_proof,
    inclusion_proof,
    leaf_hash,
    node_hash,
    root,
    verify_consistency,
    verify_inclusion,
)

# The eight inputs of the certificate-transparency reference implementation and the roots of its first trees.
INPUTS = ["", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f"]
ROOTS = [
    "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
]
LEAVES = [leaf_hash(bytes.fromhex(one)) for one in INPUTS]

# The same trees' nodes by height and position, and the proofs that follow from the drawing of the tree.
NODES = {
    "0/0": "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "0/1": "96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7",
    "0/4": "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
    "0/6": "b08693ec2e721597130641e8211e7eedccb4c26413963eee6c1e2ed16ffb1a5f",
    "1/0": "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "1/1": "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
    "1/2": "0ebc5d3437fbe2db158b9f126a1d118e308181031d0a949f8dededebc558ef6a",
    "1/3": "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
    "2/0": "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "2/1": "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4",
}
INCLUSION = [
    (0, 1, []),
    (0, 8, ["0/1", "1/1", "2/1"]),
    (5, 8, ["0/4", "1/3", "2/0"]),
    (2, 3, ["1/0"]),
    (1, 5, ["0/0", "1/1", "0/4"]),
]
CONSISTENCY = [
    (1, 1, []),
    (1, 8, ["0/1", "1/1", "2/1"]),
    (6, 8, ["1/2", "1/3", "2/0"]),
    (2, 5, ["1/1", "0/4"]),
    (6, 7, ["1/2", "0/6", "2/0"]),
]


def hashes(names: list[str]) -> list[bytes]:
    """This function will look up nodes by their height and position."""
    return [bytes.fromhex(NODES[name]) for name in names]


@pytest.mark.law(
    "RFC 9162", "2.1.1", "a leaf is hashed behind 0x00, an inner node behind 0x01, nothing as SHA-256 of nothing"
)
def test_the_published_leaf_node_and_empty_tree() -> None:
    assert leaf_hash(b"L123456").hex() == "395aa064aa4c29f7010acfe3f25db9485bbd4b91897b6ad7ad547639252b4d56"
    assert leaf_hash(b"").hex() == NODES["0/0"]
    assert node_hash(*hashes(["0/0", "0/1"])).hex() == NODES["1/0"]
    assert root([]).hex() == ROOTS[0]


@pytest.mark.parametrize("size", range(9))
def test_the_published_roots_of_growing_trees(size: int) -> None:
    assert root(LEAVES[:size]).hex() == ROOTS[size]


@pytest.mark.parametrize(("index", "size", "names"), INCLUSION)
def test_the_published_inclusion_proofs(index: int, size: int, names: list[str]) -> None:
    assert inclusion_proof(index, LEAVES[:size]) == hashes(names)
    verify_inclusion(index, size, LEAVES[index], hashes(names), bytes.fromhex(ROOTS[size]))


@pytest.mark.parametrize(("m", "n", "names"), CONSISTENCY)
def test_the_published_consistency_proofs(m: int, n: int, names: list[str]) -> None:
    assert consistency_proof(m, LEAVES[:n]) == hashes(names)
    verify_consistency(m, n, bytes.fromhex(ROOTS[m]), bytes.fromhex(ROOTS[n]), hashes(names))


def test_the_drawing_in_the_rfc() -> None:
    """RFC 6962 §2.1.3 draws seven leaves and names the nodes of their proofs."""
    a, b, c, d, e, f, j = LEAVES[:7]
    g, h, i = node_hash(a, b), node_hash(c, d), node_hash(e, f)
    k, whole_left = i, node_hash(g, h)
    right = node_hash(k, j)
    assert root(LEAVES[:7]) == node_hash(whole_left, right)
    assert inclusion_proof(0, LEAVES[:7]) == [b, h, right]
    assert inclusion_proof(3, LEAVES[:7]) == [c, g, right]
    assert inclusion_proof(4, LEAVES[:7]) == [f, j, whole_left]
    assert inclusion_proof(6, LEAVES[:7]) == [i, whole_left]
    assert consistency_proof(3, LEAVES[:7]) == [c, d, g, right]
    assert consistency_proof(4, LEAVES[:7]) == [right]
    assert consistency_proof(6, LEAVES[:7]) == [i, j, whole_left]

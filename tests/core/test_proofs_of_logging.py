"""A proof of logging holds what a stranger needs: where the entry is, the way to the root, and who signed the root."""

from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given
from hypothesis import strategies as st

from consent.core.checkpoints import Checkpoint, CheckpointError
from consent.core.checkpoints import encode as checkpoint_text
from consent.core.log_proof import LogProof, LogProofError, encode, parse, verify
from consent.core.merkle import ProofError, inclusion_proof, leaf_hash, root
from consent.core.notes import NoteError, public_bytes, sign, vkey

KEY = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
ORIGIN = "city.example/log"
VKEY = vkey(ORIGIN, public_bytes(KEY))
LEAVES = [leaf_hash(b"%d" % index) for index in range(11)]
NOTE = sign(checkpoint_text(Checkpoint(ORIGIN, 11, root(LEAVES))), ORIGIN, KEY)
PROOF = LogProof(6, tuple(inclusion_proof(6, LEAVES)), NOTE)
TEXT = encode(PROOF)

hashes = st.lists(st.binary(min_size=32, max_size=32), max_size=63).map(tuple)


def test_a_proof_is_written_as_the_specification_says() -> None:
    lines = encode(LogProof(6, PROOF.proof, NOTE, b"\x00\xffextra")).split("\n")
    assert lines[:3] == ["c2sp.org/tlog-proof@v1", "extra AP9leHRyYQ==", "index 6"]
    assert [len(line) for line in lines[3:7]] == [44] * 4
    assert lines[7] == ""
    assert "\n".join(lines[8:]) == NOTE


def test_without_extra_data_there_is_no_line_for_it() -> None:
    assert TEXT.split("\n")[1] == "index 6"


@given(st.integers(0, 2**63 - 1), hashes, st.binary(max_size=40))
def test_every_proof_is_read_back(index: int, proof: tuple[bytes, ...], extra: bytes) -> None:
    written = LogProof(index, proof, NOTE, extra)
    assert parse(encode(written)) == written


@given(st.text(max_size=100), st.integers(0, len(TEXT)), st.integers(0, 5))
def test_any_text_is_a_proof_of_one_spelling_or_refused(put: str, at: int, cut: int) -> None:
    for text in (put, TEXT[:at] + put + TEXT[at + cut :], TEXT[:at]):
        try:
            proof = parse(text)
        except LogProofError:
            continue
        assert encode(proof) == text


@pytest.mark.parametrize(
    "text",
    [
        "",
        "c2sp.org/tlog-proof@v1",
        "c2sp.org/tlog-proof@v1\n\n" + NOTE,
        "c2sp.org/tlog-proof@v1\nindex 0\n" + NOTE,
        TEXT.replace("@v1", "@v2"),
        TEXT.replace("c2sp", "C2SP"),
        "\n" + TEXT,
        TEXT.replace("index 6", "index 06"),
        TEXT.replace("index 6", "index  6"),
        TEXT.replace("index 6", "index -6"),
        TEXT.replace("index 6", "index 6 "),
        TEXT.replace("index 6", "index"),
        TEXT.replace("index 6", "Index 6"),
        TEXT.replace("index 6", f"index {2**63}"),
        TEXT.replace("index 6", "index 6\nindex 6"),
        TEXT.replace("index 6", "index 6\nextra AA=="),
        TEXT.replace("index 6", "extra \nindex 6"),
        TEXT.replace("index 6", "extra AA\nindex 6"),
        TEXT.replace("index 6", "extra AB==\nindex 6"),
        TEXT.replace("index 6", "extra AA==\nextra AA==\nindex 6"),
        TEXT.replace("index 6", "index 6\nAA=="),
        TEXT.replace("index 6", "index 6\n"),
        TEXT.replace("\n", "\r\n"),
        TEXT[:-1],
        TEXT + "\n",
        TEXT.replace(ORIGIN, ""),
        encode(LogProof(6, (bytes(32),) * 63, NOTE)).replace("index 6", "index 6\n" + "A" * 43 + "="),
    ],
)
def test_a_malformed_proof_is_refused(text: str) -> None:
    with pytest.raises(LogProofError):
        parse(text)


@pytest.mark.parametrize(
    "changed",
    [
        {"index": -1},
        {"index": 2**63},
        {"index": True},
        {"index": "6"},
        {"proof": (bytes(31),)},
        {"proof": (bytes(32),) * 64},
        {"checkpoint": ""},
        {"checkpoint": NOTE[:-1]},
        {"checkpoint": sign("no checkpoint\n", ORIGIN, KEY)},
    ],
)
def test_what_no_proof_can_hold_is_not_written(changed: dict[str, Any]) -> None:
    fields: dict[str, Any] = {"index": 6, "proof": PROOF.proof, "checkpoint": NOTE}
    with pytest.raises(LogProofError):
        encode(LogProof(**fields | changed))


def test_a_stranger_believes_the_proof_for_the_logs_key() -> None:
    assert verify(parse(TEXT), LEAVES[6], [VKEY]) == Checkpoint(ORIGIN, 11, root(LEAVES))
    assert verify(LogProof(6, PROOF.proof, NOTE, b"opaque"), LEAVES[6], [VKEY]).size == 11


def test_a_stranger_believes_no_other_leaf_place_or_way() -> None:
    others = [
        (LEAVES[5], PROOF),
        (LEAVES[6], LogProof(5, PROOF.proof, NOTE)),
        (LEAVES[6], LogProof(11, PROOF.proof, NOTE)),
        (LEAVES[6], LogProof(2**62, (), NOTE)),
        (LEAVES[6], LogProof(6, PROOF.proof[:-1], NOTE)),
        (LEAVES[6], LogProof(6, PROOF.proof[::-1], NOTE)),
        (LEAVES[6], LogProof(6, (), NOTE)),
        (b"", PROOF),
    ]
    for leaf, proof in others:
        with pytest.raises(ProofError):
            verify(proof, leaf, [VKEY])


def test_a_stranger_believes_no_other_key() -> None:
    other = Ed25519PrivateKey.from_private_bytes(bytes(32))
    for keys in ([], [vkey(ORIGIN, public_bytes(other))], [vkey("other.example/log", public_bytes(KEY))]):
        with pytest.raises(NoteError):
            verify(PROOF, LEAVES[6], keys)
    forged = sign(checkpoint_text(Checkpoint(ORIGIN, 11, root(LEAVES))), ORIGIN, other)
    with pytest.raises(NoteError):
        verify(LogProof(6, PROOF.proof, forged), LEAVES[6], [VKEY])
    with pytest.raises(CheckpointError):
        verify(LogProof(6, PROOF.proof, sign("no checkpoint\n", ORIGIN, KEY)), LEAVES[6], [VKEY])

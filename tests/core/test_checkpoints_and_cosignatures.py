"""A checkpoint is what its own log signed, and a cosignature says when a witness saw it."""

from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given
from hypothesis import strategies as st

from consent.core.checkpoints import Checkpoint, CheckpointError, encode, parse, parse_note, verify_checkpoint
from consent.core.cosignatures import cosign, cosigned_by, cosigner_vkey
from consent.core.merkle import EMPTY_ROOT, leaf_hash
from consent.core.notes import (
    NoteError,
    Signature,
    add_signature,
    parse_signature,
    parse_vkey,
    public_bytes,
    sign,
    vkey,
)

# From the specifications: a checkpoint, and the line of a witness that saw it at 1679315147.
SPECIFIED = "example.com/behind-the-sofa\n20852163\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n"
SPECIFIED_LINE = (
    "— witness.example.com/w1 "
    "jWbPPwAAAABkGFDLEZMHwSRaJNiIDoe9DYn/zXcrtPHeolMI5OWXEhZCB9dlrDJsX3b2oyin1nPZqhf5nNo0xUe+mbIUBkBIfZ+qnA==\n"
)
LOG = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
WITNESS = Ed25519PrivateKey.from_private_bytes(bytes(range(32, 64)))
ORIGIN = "city.example/log"
LOG_VKEY = vkey(ORIGIN, public_bytes(LOG))
WITNESS_VKEY = cosigner_vkey("dpo.example/witness", public_bytes(WITNESS))
CHECKPOINT = Checkpoint(ORIGIN, 7, leaf_hash(b"some tree"))
NOTE = sign(encode(CHECKPOINT), ORIGIN, LOG)

lines = st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1, max_size=20)
checkpoints = st.builds(
    Checkpoint,
    lines,
    st.integers(0, 2**63 - 1),
    st.binary(min_size=32, max_size=32),
    st.lists(lines, max_size=3).map(tuple),
)


def test_the_specifications_checkpoint_is_read() -> None:
    checkpoint = parse(SPECIFIED)
    assert (checkpoint.origin, checkpoint.size, checkpoint.extensions) == ("example.com/behind-the-sofa", 20852163, ())
    assert checkpoint.root.hex().startswith("0ac5186a91863e8e1d90c808")
    assert encode(checkpoint) == SPECIFIED


@given(checkpoints)
def test_every_checkpoint_is_read_back(checkpoint: Checkpoint) -> None:
    assert parse(encode(checkpoint)) == checkpoint


@given(
    st.text(max_size=200) | st.from_regex(r"\A[a-z]{0,3}\n0?[0-9]{0,20}\n[A-Za-z0-9+/]{42,44}=?\n([a-z]{0,2}\n){0,2}\Z")
)
def test_any_text_is_a_checkpoint_of_one_spelling_or_refused(text: str) -> None:
    try:
        checkpoint = parse(text)
    except CheckpointError:
        return
    assert encode(checkpoint) == text


@pytest.mark.parametrize(
    "text",
    [
        "",
        "\n",
        "\n\n\n",
        SPECIFIED[:-1],
        SPECIFIED + "\n",
        SPECIFIED + "extension",
        SPECIFIED + "extension\n\n",
        SPECIFIED + "\nextension\n",
        "\n" + SPECIFIED,
        SPECIFIED.replace("20852163", "020852163"),
        SPECIFIED.replace("20852163", "00"),
        SPECIFIED.replace("20852163", "-1"),
        SPECIFIED.replace("20852163", "+1"),
        SPECIFIED.replace("20852163", " 1"),
        SPECIFIED.replace("20852163", "1 "),
        SPECIFIED.replace("20852163", "1_0"),
        SPECIFIED.replace("20852163", "0x10"),
        SPECIFIED.replace("20852163", "1e3"),
        SPECIFIED.replace("20852163", "٣"),
        SPECIFIED.replace("20852163", ""),
        SPECIFIED.replace("20852163", str(2**63)),
        SPECIFIED.replace("20852163", "9" * 5000),
        SPECIFIED.replace("q2I=", "q2J="),  # the same bytes in another spelling
        SPECIFIED.replace("q2I=", "q2I"),
        SPECIFIED.replace("q2I=", "q2I=="),
        SPECIFIED.replace("q2I=", "q2Ix"),
        SPECIFIED.replace("q2I=", "q2I= "),
        SPECIFIED.replace("CsUY", ""),
        SPECIFIED.replace("/Xajj", "-Xajj"),
        SPECIFIED.replace("/Xajj", "_Xajj"),
        SPECIFIED.replace("example.com/behind-the-sofa", ""),
        SPECIFIED.replace("\n", "\r\n"),
        SPECIFIED.replace("sofa", "so\tfa"),
        SPECIFIED.replace("sofa", "so\ud800fa"),
    ],
)
def test_another_text_is_no_checkpoint(text: str) -> None:
    with pytest.raises(CheckpointError):
        parse(text)


@pytest.mark.parametrize(
    "changed",
    [
        {"origin": ""},
        {"origin": "a\nb"},
        {"origin": "a\tb"},
        {"origin": "\ud800"},
        {"size": -1},
        {"size": 2**63},
        {"size": True},
        {"size": "1"},
        {"size": 1.0},
        {"root": bytes(31)},
        {"root": bytes(33)},
        {"root": "x" * 32},
        {"root": bytearray(32)},
        {"extensions": ("",)},
        {"extensions": ("a\nb",)},
        {"extensions": ("a\x00",)},
    ],
)
def test_what_no_checkpoint_can_hold_is_not_written(changed: dict[str, Any]) -> None:
    fields: dict[str, Any] = {"origin": ORIGIN, "size": 1, "root": bytes(32), "extensions": ()}
    with pytest.raises(CheckpointError):
        encode(Checkpoint(**fields | changed))


def test_a_checkpoint_is_believed_for_a_key_of_its_own_log() -> None:
    assert verify_checkpoint(NOTE, [LOG_VKEY]) == CHECKPOINT
    assert parse_note(NOTE) == CHECKPOINT


def test_a_key_of_another_log_vouches_for_nothing_here() -> None:
    other = vkey("city.example/log/2", public_bytes(LOG))
    theirs = sign(encode(CHECKPOINT), "city.example/log/2", LOG)
    for note, keys in (
        (NOTE, [other]),
        (theirs, [other]),
        (theirs, [LOG_VKEY]),
        (NOTE, []),
        (theirs, [LOG_VKEY, other]),
    ):
        with pytest.raises(NoteError):
            verify_checkpoint(note, keys)


def test_a_witness_under_the_logs_name_is_not_the_log() -> None:
    unsigned = encode(CHECKPOINT) + "\n" + Signature("x", bytes(4), b"x").line
    note = add_signature(unsigned, cosign(unsigned, ORIGIN, WITNESS, 1))
    with pytest.raises(NoteError):
        verify_checkpoint(note, [cosigner_vkey(ORIGIN, public_bytes(WITNESS))])


def test_a_text_that_is_no_checkpoint_is_not_believed_however_well_signed() -> None:
    note = sign("just a text\n", ORIGIN, LOG)
    for call in (
        lambda: verify_checkpoint(note, [LOG_VKEY]),
        lambda: cosign(note, "w", WITNESS, 1),
        lambda: cosigned_by(note, []),
    ):
        with pytest.raises(CheckpointError):
            call()


def test_the_specifications_cosignature_names_its_time() -> None:
    value = parse_signature(SPECIFIED_LINE).value
    assert int.from_bytes(value[:8], "big") == 1679315147
    assert len(value) == 8 + 64


def test_a_cosignature_signs_what_the_specification_says() -> None:
    line = parse_signature(cosign(NOTE, "dpo.example/witness", WITNESS, 1679315147))
    message = b"cosignature/v1\ntime 1679315147\n" + encode(CHECKPOINT).encode()
    WITNESS.public_key().verify(line.value[8:], message)
    assert line.value[:8] == (1679315147).to_bytes(8, "big")
    assert line.key_id == parse_vkey(WITNESS_VKEY).key_id


def test_a_witness_is_known_by_its_line() -> None:
    note = add_signature(NOTE, cosign(NOTE, "dpo.example/witness", WITNESS, 100))
    (seen,) = cosigned_by(note, [WITNESS_VKEY, WITNESS_VKEY])
    assert (seen.key.vkey, seen.timestamp) == (WITNESS_VKEY, 100)
    assert note == NOTE + seen.line
    assert verify_checkpoint(note, [LOG_VKEY]) == CHECKPOINT
    assert cosigned_by(NOTE, [WITNESS_VKEY]) == []
    assert cosigned_by(note, []) == []
    assert cosigned_by(note, [cosigner_vkey("dpo.example/witness", public_bytes(LOG))]) == []


def test_a_newer_cosignature_takes_the_place_of_the_older() -> None:
    older = cosign(NOTE, "dpo.example/witness", WITNESS, 100)
    newer = cosign(NOTE, "dpo.example/witness", WITNESS, 101)
    assert add_signature(add_signature(NOTE, older), newer) == NOTE + newer
    for note in (NOTE + older + newer, NOTE + newer + older):
        assert [one.timestamp for one in cosigned_by(note, [WITNESS_VKEY])] == [101]


def test_a_cosignature_moved_to_another_time_or_tree_is_refused() -> None:
    line = cosign(NOTE, "dpo.example/witness", WITNESS, 100)
    signature = parse_signature(line)
    later = Signature(signature.name, signature.key_id, (101).to_bytes(8, "big") + signature.value[8:]).line
    signed = WITNESS.sign(f"cosignature/v1\ntime {2**63}\n{encode(CHECKPOINT)}".encode())
    beyond = Signature(signature.name, signature.key_id, (2**63).to_bytes(8, "big") + signed).line
    short = Signature(signature.name, signature.key_id, signature.value[8:]).line
    elsewhere = sign(encode(Checkpoint(ORIGIN, 8, CHECKPOINT.root)), ORIGIN, LOG)
    extended = sign(encode(Checkpoint(ORIGIN, 7, CHECKPOINT.root, ("extension",))), ORIGIN, LOG)
    long = Signature(signature.name, signature.key_id, signature.value + b"x").line
    bare = Signature(signature.name, signature.key_id, b"x").line
    for note in (
        NOTE + later,
        NOTE + beyond,
        NOTE + short,
        NOTE + long,
        NOTE + bare,
        elsewhere + line,
        extended + line,
    ):
        with pytest.raises(NoteError, match="does not verify"):
            cosigned_by(note, [WITNESS_VKEY])


def test_a_plain_signature_is_no_cosignature() -> None:
    with pytest.raises(NoteError):
        cosigned_by(NOTE, [LOG_VKEY])


@pytest.mark.parametrize("timestamp", [-1, 2**63, True, 1.5, "1", None])
def test_a_time_that_cannot_be_written_is_refused(timestamp: Any) -> None:
    with pytest.raises(NoteError):
        cosign(NOTE, "dpo.example/witness", WITNESS, timestamp)


def test_the_first_and_the_last_second_can_be_written() -> None:
    for timestamp in (0, 2**63 - 1):
        note = add_signature(NOTE, cosign(NOTE, "dpo.example/witness", WITNESS, timestamp))
        assert cosigned_by(note, [WITNESS_VKEY])[0].timestamp == timestamp


def test_an_empty_log_has_a_checkpoint_too() -> None:
    empty = Checkpoint(ORIGIN, 0, EMPTY_ROOT)
    assert encode(empty) == f"{ORIGIN}\n0\n47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=\n"
    assert parse(encode(empty)) == empty

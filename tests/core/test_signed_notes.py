"""A note is believed only for a known key's valid signature, as C2SP signed-note and Go's sumdb/note have it."""

from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given, settings
from hypothesis import strategies as st

from consent.core.notes import (
    NoteError,
    Signature,
    add_signature,
    key_id,
    parse_signature,
    parse_vkey,
    public_bytes,
    sign,
    signature_line,
    signatures,
    split,
    verify,
    vkey,
)
from consent.core.strict import base64_bytes, base64_text

# Published with golang.org/x/mod/sumdb/note: two people, one text, their signatures.
PETER_SECRET = "PRIVATE+KEY+PeterNeumann+c74f20a3+AYEKFALVFGyNhPJEMzD1QIDr+Y7hfZx09iUvxdXHKDFz"
PETER = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW"
ENOCH = "EnochRoot+af0cfe78+ATtqJ7zOtqQtYqOo0CpvDXNlMhV3HeJDpjrASKGLWdop"
TEXT = "If you think cryptography is the answer to your problem,\nthen you don't know what your problem is.\n"
PETERS_LINE = (
    "— PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=\n"
)
ENOCHS_LINE = (
    "— EnochRoot rwz+eBzmZa0SO3NbfRGzPCpDckykFXSdeX+MNtCOXm2/5n2tiOHp+vAF1aGrQ5ovTG01oOTGwnWLox33WWd1RvMc+QQ=\n"
)
# Published by others: the Go checksum database's key, and a public witness's (type 4).
SUMDB = "sum.golang.org+033de0ae+Ac4zctda0e5eza+HJyk9SxEdh+s3Ux18htTTAD8OuAn8"
REMORA = "remora.n621.de+da77ade7+BOvN63jn/bLvkieywe8R6UYAtVtNbZpXh34x7onlmtw2"

KEY = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
VKEY = vkey("city.example/log", public_bytes(KEY))
NOTE = sign(TEXT, "city.example/log", KEY)

texts = st.text(st.characters(exclude_categories=["Cs"], min_codepoint=32) | st.just("\n"))


def peters_key() -> Ed25519PrivateKey:
    """This function will return the published private key, whose seed stands behind the algorithm's byte."""
    return Ed25519PrivateKey.from_private_bytes(base64_bytes(PETER_SECRET.split("+", 4)[4])[1:])


def test_the_published_key_writes_the_published_note() -> None:
    assert public_bytes(peters_key()) == parse_vkey(PETER).public
    assert vkey("PeterNeumann", public_bytes(peters_key())) == PETER
    assert sign(TEXT, "PeterNeumann", peters_key()) == TEXT + "\n" + PETERS_LINE
    assert key_id("PeterNeumann", 1, public_bytes(peters_key())).hex() == "c74f20a3"


def test_the_published_note_is_believed_for_either_signature() -> None:
    note = TEXT + "\n" + PETERS_LINE + ENOCHS_LINE
    for keys in ([PETER], [ENOCH], [PETER, ENOCH], [SUMDB, ENOCH], [PETER, PETER]):
        assert verify(note, keys) == TEXT
    assert [one.name for one in signatures(note)] == ["PeterNeumann", "EnochRoot"]
    assert [one.line for one in signatures(note)] == [PETERS_LINE, ENOCHS_LINE]


def test_a_signature_may_be_there_twice() -> None:
    spoilt = ENOCHS_LINE[:60] + "ABCD" + ENOCHS_LINE[60:]
    assert verify(TEXT + "\n" + PETERS_LINE * 2 + ENOCHS_LINE * 2 + spoilt, [PETER]) == TEXT


@pytest.mark.parametrize("keys", [[], [SUMDB], [REMORA], [VKEY]])
def test_a_note_that_no_known_key_signed_is_refused(keys: list[str]) -> None:
    with pytest.raises(NoteError, match="no known key"):
        verify(TEXT + "\n" + PETERS_LINE + ENOCHS_LINE, keys)


def test_a_known_keys_broken_signature_refuses_the_whole_note() -> None:
    spoilt = PETERS_LINE[:60] + "ABCD" + PETERS_LINE[60:]
    with pytest.raises(NoteError, match="does not verify"):
        verify(TEXT + "\n" + ENOCHS_LINE + spoilt, [PETER, ENOCH])
    assert verify(TEXT + "\n" + ENOCHS_LINE + spoilt, [ENOCH]) == TEXT


def test_a_name_alone_or_an_id_alone_says_nothing() -> None:
    stranger = Ed25519PrivateKey.from_private_bytes(bytes(32))
    same_name = signature_line(TEXT, "PeterNeumann", stranger)
    same_id = PETERS_LINE.replace("PeterNeumann", "CarmenSandiego")
    assert verify(TEXT + "\n" + same_name + same_id + PETERS_LINE, [PETER]) == TEXT
    for line in (same_name, same_id):
        with pytest.raises(NoteError, match="no known key"):
            verify(TEXT + "\n" + line, [PETER])


def test_two_known_keys_under_one_name_and_id_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("consent.core.verifier_keys.key_id", lambda name, algorithm, public: bytes.fromhex("c74f20a3"))
    twin = "PeterNeumann+c74f20a3+" + base64_text(b"\x01" + parse_vkey(PETER).public[::-1])
    with pytest.raises(NoteError, match="same name and id"):
        verify(TEXT + "\n" + PETERS_LINE, [PETER, twin])


@pytest.mark.parametrize("text", ["\n", "a\n", "a\n\n", "a\n\nb\n", "\n\n\n", "— a b\n", "\n— a b\n", "å€😀\x7f\n"])
def test_any_text_that_ends_with_a_line_feed_can_be_signed(text: str) -> None:
    note = sign(text, "city.example/log", KEY)
    assert verify(note, [VKEY]) == text
    assert split(note)[0] == text


@settings(max_examples=50)
@given(texts)
def test_every_allowed_text_is_returned_as_it_was_signed(text: str) -> None:
    assert verify(sign(text + "\n", "city.example/log", KEY), [VKEY]) == text + "\n"


@pytest.mark.parametrize("text", ["", "a", "a\nb", "a\r\n", "a\tb\n", "\x00\n", "a\x1f\n", "\ud800\n"])
def test_another_text_cannot_be_signed(text: str) -> None:
    with pytest.raises(NoteError):
        sign(text, "city.example/log", KEY)


@pytest.mark.parametrize(
    "name", ["", " ", "a b", "a+b", "a\tb", "a\nb", "a\u00a0b", "a\u2003b", "a\u3000", "a\x00", "\ud800"]
)
def test_a_name_with_blanks_or_a_plus_is_no_name(name: str) -> None:
    with pytest.raises(NoteError):
        sign(TEXT, name, KEY)
    with pytest.raises(NoteError):
        vkey(name, public_bytes(KEY))


@pytest.mark.parametrize(
    "note",
    [
        "",
        "\n",
        "\n\n",
        TEXT,
        TEXT + "\n",
        TEXT + PETERS_LINE,
        TEXT + "\n" + PETERS_LINE[:-1],
        TEXT + "\n" + PETERS_LINE + "\n",
        TEXT + "\n" + PETERS_LINE + "Unexpected line.\n",
        TEXT + "\n" + PETERS_LINE + "\n" + "Unexpected text.\n",
        TEXT + "\n" + PETERS_LINE.replace("—", "-"),
        TEXT + "\n" + PETERS_LINE.replace("—", "–"),
        TEXT + "\n" + PETERS_LINE.replace("— ", "—"),
        TEXT + "\n" + PETERS_LINE.replace("— ", "—  "),
        TEXT + "\n " + PETERS_LINE,
        TEXT + "\n" + PETERS_LINE.replace("PeterNeumann", "Bad Name"),
        TEXT + "\n" + PETERS_LINE.replace("PeterNeumann ", "PeterNeumann  "),
        TEXT + "\n" + PETERS_LINE.replace("PeterNeumann", "Peter+Neumann"),
        TEXT + "\n" + PETERS_LINE.replace("PeterNeumann", ""),
        TEXT + "\n" + PETERS_LINE.replace("\n", " \n"),
        TEXT + "\n" + PETERS_LINE.replace("=\n", "\n"),
        TEXT + "\n" + PETERS_LINE.replace("AM=", "AN="),  # the same bytes in another spelling
        TEXT + "\n" + PETERS_LINE.replace("/", "_"),
        TEXT + "\n— PeterNeumann \n",
        TEXT + "\n— PeterNeumann x08gow==\n",
        TEXT + "\n" + PETERS_LINE * 101,
        "\x01" + TEXT + "\n" + PETERS_LINE,
        "\ud800" + TEXT + "\n" + PETERS_LINE,
        TEXT.replace("\n", "\r\n") + "\r\n" + PETERS_LINE,
        TEXT + "\n" + PETERS_LINE.replace("\n", "\r\n"),
    ],
)
def test_a_malformed_note_is_refused(note: str) -> None:
    for keys in ([PETER], []):
        with pytest.raises(NoteError):
            verify(note, keys)


def test_sixteen_signatures_and_more_are_accepted() -> None:
    assert verify(TEXT + "\n" + PETERS_LINE * 100, [PETER]) == TEXT


@settings(max_examples=200, deadline=None)
@given(st.data())
def test_one_changed_character_is_noticed(draw: st.DataObject) -> None:
    at = draw.draw(st.integers(0, len(NOTE) - 1))
    other = draw.draw(st.characters(exclude_categories=["Cs"], exclude_characters=NOTE[at]))
    with pytest.raises(NoteError):
        verify(NOTE[:at] + other + NOTE[at + 1 :], [VKEY])


def test_every_flipped_bit_is_noticed() -> None:
    data = NOTE.encode()
    for at in range(len(data) * 8):
        changed = bytearray(data)
        changed[at // 8] ^= 1 << at % 8
        try:
            note = changed.decode()
        except UnicodeDecodeError:
            continue
        with pytest.raises(NoteError):
            verify(note, [VKEY])


@pytest.mark.parametrize("text", [PETER, ENOCH, SUMDB, REMORA, VKEY])
def test_a_verifier_key_is_read_and_written_back(text: str) -> None:
    key = parse_vkey(text)
    assert key.vkey == text
    assert vkey(key.name, key.public, key.algorithm) == text


def test_a_mangled_verifier_key_is_refused() -> None:
    manglings = [PETER[first:end] for first in range(len(PETER)) for end in range(first + 1, len(PETER) + 1)]
    manglings.remove(PETER)
    manglings += [PETER[:at] + chr(ord(PETER[at]) + 1) + PETER[at + 1 :] for at in range(len(PETER))]
    for text in manglings:
        with pytest.raises(NoteError):
            parse_vkey(text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "+",
        "++",
        "a++",
        "a+00000000+",
        "PeterNeumann+cc469956+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TWBADKEY==",  # too long, with its own id
        "PeterNeumann+173116ae+ZRpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW",  # unknown algorithm, with its own id
        PETER.upper(),
        PETER.replace("c74f20a3", "C74F20A3"),
        PETER.replace("c74f20a3", "c74f20a"),
        PETER.replace("c74f20a3", "0xc74f20"),
        " " + PETER,
        PETER + "\n",
        PETER + "=",
    ],
)
def test_a_malformed_verifier_key_is_refused(text: str) -> None:
    with pytest.raises(NoteError):
        parse_vkey(text)
    with pytest.raises(NoteError):
        verify(NOTE, [VKEY, text])


@pytest.mark.parametrize(
    ("public", "algorithm"),
    [(bytes(31), 1), (bytes(33), 1), (b"", 1), (bytes(32), 0), (bytes(32), 2), (bytes(32), 255)],
)
def test_a_key_of_another_kind_is_not_spelled(public: bytes, algorithm: int) -> None:
    with pytest.raises(NoteError):
        vkey("name", public, algorithm)


def test_a_second_signer_adds_a_line_and_replaces_only_its_own() -> None:
    note = add_signature(TEXT + "\n" + PETERS_LINE, ENOCHS_LINE)
    assert note == TEXT + "\n" + PETERS_LINE + ENOCHS_LINE
    assert add_signature(note, PETERS_LINE) == TEXT + "\n" + ENOCHS_LINE + PETERS_LINE
    spoilt = Signature("PeterNeumann", bytes.fromhex("c74f20a3"), bytes(64)).line
    assert add_signature(add_signature(note, spoilt), PETERS_LINE) == TEXT + "\n" + ENOCHS_LINE + PETERS_LINE
    for line in ("", "\n", PETERS_LINE[:-1], PETERS_LINE * 2, "\n" + PETERS_LINE, "text\n"):
        with pytest.raises(NoteError):
            add_signature(note, line)


def test_a_note_takes_no_more_than_a_hundred_signatures() -> None:
    note = TEXT + "\n" + "".join(Signature(f"signer{number}", bytes(4), b"x").line for number in range(100))
    assert add_signature(note, Signature("signer7", bytes(4), b"y").line).count("—") == 100
    with pytest.raises(NoteError):
        add_signature(note, PETERS_LINE)


@given(st.text(max_size=60) | st.text("— ab+=/\n\x00", max_size=60))
def test_any_text_is_a_signature_line_of_one_spelling_or_refused(line: str) -> None:
    try:
        signature = parse_signature(line)
    except NoteError:
        return
    assert signature.line == line


@pytest.mark.parametrize("data", [b"x", bytes(3), bytes(4)])
def test_a_signature_is_longer_than_its_key_id(data: bytes) -> None:
    with pytest.raises(NoteError, match="too short"):
        parse_signature(f"— name {base64_text(data)}\n")


@pytest.mark.parametrize("wrong", [bytes(63), bytes(65), b"", bytes(64)])
def test_a_signature_of_another_length_does_not_verify(wrong: bytes) -> None:
    key = parse_vkey(VKEY)
    note = TEXT + "\n" + Signature(key.name, key.key_id, wrong or b"x").line
    with pytest.raises(NoteError, match="does not verify"):
        verify(note, [VKEY])


def test_public_bytes_that_are_no_point_verify_nothing() -> None:
    strange: Any = vkey("city.example/log", b"\xff" * 32)
    key = parse_vkey(strange)
    with pytest.raises(NoteError):
        verify(TEXT + "\n" + Signature(key.name, key.key_id, bytes(64)).line, [strange])

"""A trust policy says which logs are believed and whose eyes must have seen a checkpoint (C2SP tlog-policy)."""

from itertools import combinations

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given
from hypothesis import strategies as st

from consent.core.checkpoints import Checkpoint, encode
from consent.core.cosignatures import cosign, cosigner_vkey
from consent.core.merkle import leaf_hash
from consent.core.notes import NoteError, Signature, parse_signature, public_bytes, sign, vkey
from consent.core.policy import Group, Policy, PolicyError, QuorumError, parse, quorum_met, verify, witnesses_of


def key(seed: int) -> Ed25519PrivateKey:
    """This function will return a key that is the same in each run."""
    return Ed25519PrivateKey.from_private_bytes(bytes([seed] * 32))


ORIGIN = "city.example/log"
LOG = vkey(ORIGIN, public_bytes(key(1)))
OTHER_LOG = vkey("other.example/log", public_bytes(key(2)))
NAMES = ["X1", "X2", "X3", "Y1", "Y2", "Y3"]
KEYS = {name: key(10 + number) for number, name in enumerate(NAMES)}
VKEYS = {name: cosigner_vkey(f"witness.example/{name}", public_bytes(KEYS[name])) for name in NAMES}
NOTE = sign(encode(Checkpoint(ORIGIN, 3, leaf_hash(b"tree"))), ORIGIN, key(1))
X1 = VKEYS["X1"]
X2 = VKEYS["X2"]

SPECIFIED = f"""
# two organisations
log {LOG}
\t log  {OTHER_LOG}\thttps://other.example/log
witness X1 {VKEYS["X1"]}
witness X2 {VKEYS["X2"]} https://witness.example/x2
witness X3 {VKEYS["X3"]}
group X-witnesses 2 X1 X2 X3

witness Y1 {VKEYS["Y1"]}
witness Y2 {VKEYS["Y2"]}
witness Y3 {VKEYS["Y3"]}
  # any of these
group Y-witnesses any Y1 Y2 Y3
group X-and-Y all X-witnesses Y-witnesses
quorum X-and-Y
"""


def cosigned(*names: str) -> str:
    """This function will return the note with the cosignatures of the witnesses named."""
    return NOTE + "".join(cosign(NOTE, f"witness.example/{name}", KEYS[name], 1_700_000_000) for name in names)


def test_the_specifications_example_is_read() -> None:
    policy = parse(SPECIFIED)
    assert [party.key.vkey for party in policy.logs] == [LOG, OTHER_LOG]
    assert [party.url for party in policy.logs] == ["", "https://other.example/log"]
    assert {name: party.key.vkey for name, party in policy.witnesses.items()} == VKEYS
    assert policy.witnesses["X2"].url == "https://witness.example/x2"
    assert policy.groups == {
        "X-witnesses": Group(2, ("X1", "X2", "X3")),
        "Y-witnesses": Group(1, ("Y1", "Y2", "Y3")),
        "X-and-Y": Group(2, ("X-witnesses", "Y-witnesses")),
    }
    assert policy.quorum == "X-and-Y"
    assert parse(SPECIFIED.encode()) == policy


def test_its_quorum_is_two_of_the_ones_and_one_of_the_others() -> None:
    policy = parse(SPECIFIED)
    for count in range(len(NAMES) + 1):
        for names in combinations(NAMES, count):
            xs = sum(name.startswith("X") for name in names)
            assert quorum_met(policy, names) == (xs >= 2 and count > xs), names


def test_a_checkpoint_is_believed_once_its_quorum_has_seen_it() -> None:
    policy = parse(SPECIFIED)
    assert verify(policy, cosigned("X1", "X3", "Y2")).size == 3
    assert witnesses_of(policy, cosigned("Y2", "X3", "X1")) == ["X1", "X3", "Y2"]
    for names in ((), ("X1", "X2", "X3"), ("Y1", "Y2", "Y3", "X1")):
        with pytest.raises(QuorumError):
            verify(policy, cosigned(*names))


def test_one_witness_twice_is_one_witness() -> None:
    with pytest.raises(QuorumError):
        verify(parse(SPECIFIED), cosigned("X1", "X1", "Y1"))


def test_a_log_that_the_policy_does_not_name_is_not_believed() -> None:
    for text in (f"log {OTHER_LOG}\nquorum none\n", "quorum none\n"):
        with pytest.raises(NoteError):
            verify(parse(text), NOTE)


def test_a_broken_cosignature_of_a_named_witness_is_not_overlooked() -> None:
    line = parse_signature(cosign(NOTE, "witness.example/Y1", KEYS["Y1"], 1))
    broken = Signature(line.name, line.key_id, line.value[:-1] + bytes([line.value[-1] ^ 1])).line
    with pytest.raises(NoteError):
        verify(parse(SPECIFIED), cosigned("X1", "X2", "Y2") + broken)


def test_no_quorum_is_a_policy_too() -> None:
    assert verify(parse(f"log {LOG}\nquorum none"), NOTE).size == 3
    assert quorum_met(Policy(), [])


def test_one_witness_can_be_the_quorum() -> None:
    policy = parse(f"log {LOG}\nwitness X1 {X1}\nwitness X2 {X2}\nquorum X1\n")
    assert verify(policy, cosigned("X1")).size == 3
    with pytest.raises(QuorumError):
        verify(policy, cosigned("X2"))
    assert not quorum_met(policy, ["X2", "nobody knows", "none"])


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("", None),
        (f"log {LOG}\n", None),
        ("quorum none\nquorum none\n", 2),
        ("quorum nobody\n", 1),
        ("quorum\n", 1),
        ("quorum none none\n", 1),
        ("Quorum none\n", 1),
        ("witnesses none\n", 1),
        ("log\nquorum none\n", 1),
        (f"log {LOG} a b\nquorum none\n", 1),
        (f"log {LOG}\nlog {LOG}\nquorum none\n", 2),
        (f"log {LOG}\nlog {vkey('again.example', public_bytes(key(1)))}\nquorum none\n", 2),
        (f"log {X1}\nquorum none\n", 1),
        (f"log {LOG[:-1]}\nquorum none\n", 1),
        (f"witness X1 {LOG}\nquorum none\n", 1),
        (f"witness {X1}\nquorum none\n", 1),
        (f"witness none {X1}\nquorum none\n", 1),
        (f"witness X1 {X1}\nwitness X1 {X2}\nquorum none\n", 2),
        (f"witness X1 {X1}\nwitness X2 {X1}\nquorum none\n", 2),
        (f"witness X1 {X1} url more\nquorum none\n", 1),
        (f"witness X1 {X1}\ngroup X1 any X1\nquorum none\n", 2),
        (f"witness X1 {X1}\ngroup none any X1\nquorum none\n", 2),
        (f"witness X1 {X1}\ngroup g any\nquorum none\n", 2),
        (f"witness X1 {X1}\ngroup g any X1 X1\nquorum none\n", 2),
        (f"witness X1 {X1}\ngroup g any X1 none\nquorum none\n", 2),
        (f"witness X1 {X1}\ngroup g any g\nquorum none\n", 2),
        (f"witness X1 {X1}\ngroup g any X1\ngroup h any X1\nquorum none\n", 3),
        (f"group g any X1\nwitness X1 {X1}\nquorum none\n", 1),
        (f"witness X1 {X1}\nquorum g\ngroup g any X1\n", 2),
        *(
            (f"witness X1 {X1}\ngroup g {k} X1\nquorum g\n", 2)
            for k in ("0", "2", "-1", "+1", "01", "1.0", "some", "١")
        ),
        ("quorum none\r\n", 1),
        ("# a comment\x00\nquorum none\n", 1),
        ("quorum none\x7f\n", 1),
        ("quorum\u00a0none\n", 1),
    ],
)
def test_a_policy_that_breaks_a_rule_is_refused_and_its_line_named(text: str, line: int | None) -> None:
    with pytest.raises(PolicyError) as refused:
        parse(text)
    assert str(refused.value).startswith(f"line {line}: " if line else "no quorum")


def test_names_are_octets() -> None:
    """A Kelvin sign is no K, and bytes that are no UTF-8 are a name like any other."""
    text = (
        f"witness K {X1}\nwitness \u212a {X2}\n".encode() + b"witness \xff " + VKEYS["X3"].encode() + b"\nquorum \xff\n"
    )
    policy = parse(text)
    assert len(policy.witnesses) == 3
    assert quorum_met(policy, [policy.quorum])
    assert not quorum_met(policy, ["K", "\u212a"])


@given(st.text(max_size=200) | st.binary(max_size=200))
def test_any_text_is_a_policy_or_refused(text: str | bytes) -> None:
    try:
        policy = parse(text)
    except PolicyError:
        return
    assert isinstance(policy.quorum, str)


WORDS = [
    "log",
    "witness",
    "group",
    "quorum",
    "any",
    "all",
    "none",
    "1",
    "2",
    "a",
    "b",
    "#",
    LOG,
    X1,
    X2,
    "\n",
    "\n",
    "\n",
]


@given(st.lists(st.sampled_from(WORDS), max_size=30))
def test_any_words_are_a_policy_or_refused(words: list[str]) -> None:
    try:
        policy = parse(" ".join(words))
    except PolicyError:
        return
    assert quorum_met(policy, list(policy.witnesses))

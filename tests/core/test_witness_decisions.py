"""A witness cosigns only what continues what it saw, and says what it has seen (C2SP tlog-witness)."""

from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given
from hypothesis import strategies as st

from consent.core.checkpoints import Checkpoint
from consent.core.checkpoints import encode as checkpoint_text
from consent.core.merkle import EMPTY_ROOT, consistency_proof, leaf_hash, root
from consent.core.notes import public_bytes, sign, vkey
from consent.core.witness import (
    NOTHING_SEEN,
    SIZE_TYPE,
    AddCheckpoint,
    Seen,
    WitnessRequestError,
    decide,
    encode,
    parse,
)

LOG = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
OTHER = Ed25519PrivateKey.from_private_bytes(bytes(32))
ORIGIN = "city.example/log"
VKEYS = [vkey(ORIGIN, public_bytes(LOG))]
LEAVES = [leaf_hash(b"%d" % index) for index in range(20)]

# From the specification, whose keys are not published.
SPECIFIED = """old 20852014
PlRNCrwHpqhGrupue0L7gxbjbMiKA9temvuZZDDpkaw=
jrJZDmY8Y7SyJE0MWLpLozkIVMSMZcD5kvuKxPC3swk=
5+pKlUdi2LeF/BcMHBn+Ku6yhPGNCswZZD1X/6QgPd8=
/6WVhPs2CwSsb5rYBH5cjHV/wSmA79abXAwhXw3Kj/0=

example.com/behind-the-sofa
20852163
CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=

— example.com/behind-the-sofa Az3grlgtzPICa5OS8npVmf1Myq/5IZniMp+ZJurmRDeOoRDe4URYN7u5/Zhcyv2q1gGzGku9nTo+zyWE+xeMcTOAYQ8=
— example.com/behind-the-sofa opLqBQsREYCgu6xQkYQwJr9fo45a62DN9EdmHXnZdXNqlcVGlCum2Wks+49/V6267UEjw6QUXTS5Rovnzv++qbSzm9Q=
"""  # noqa: E501


def note(size: int, top: bytes | None = None, key: Ed25519PrivateKey = LOG) -> str:
    """This function will return the log's signed checkpoint of a size."""
    return sign(checkpoint_text(Checkpoint(ORIGIN, size, top or root(LEAVES[:size]))), ORIGIN, key)


def proof(m: int, n: int) -> tuple[bytes, ...]:
    """This function will return the log's consistency proof."""
    return tuple(consistency_proof(m, LEAVES[:n]))


def seen(size: int) -> Seen:
    """This function will return what a witness remembers of a log of this size."""
    return Seen(size, root(LEAVES[:size]))


def test_the_specifications_request_is_read_and_written_back() -> None:
    request = parse(SPECIFIED.encode())
    assert (request.old_size, len(request.proof)) == (20852014, 4)
    assert request.note.startswith("example.com/behind-the-sofa\n20852163\n")
    assert encode(request) == SPECIFIED


def test_the_first_checkpoint_is_cosigned_without_a_proof() -> None:
    answer = decide(AddCheckpoint(0, (), note(5)), VKEYS)
    assert answer.status == 200
    assert answer.checkpoint == Checkpoint(ORIGIN, 5, root(LEAVES[:5]))


def test_every_step_of_a_growing_log_is_cosigned() -> None:
    for m in range(1, 20):
        for n in range(m, 21):
            assert decide(AddCheckpoint(m, proof(m, n), note(n)), VKEYS, seen(m)).status == 200


def test_the_same_checkpoint_is_cosigned_again() -> None:
    assert decide(AddCheckpoint(5, (), note(5)), VKEYS, seen(5)).status == 200


def test_an_empty_log_is_cosigned_as_such_only() -> None:
    assert decide(AddCheckpoint(0, (), note(0, EMPTY_ROOT)), VKEYS).status == 200
    assert decide(AddCheckpoint(0, (), note(0, LEAVES[0])), VKEYS).status == 409


def test_an_unknown_log_is_not_found() -> None:
    assert decide(AddCheckpoint(0, (), note(5)), None).status == 404


def test_a_checkpoint_that_the_log_did_not_sign_is_forbidden() -> None:
    assert decide(AddCheckpoint(0, (), note(5, key=OTHER)), VKEYS).status == 403
    assert decide(AddCheckpoint(0, (), note(5)), []).status == 403


def test_an_old_size_beyond_the_checkpoint_is_a_bad_request() -> None:
    assert decide(AddCheckpoint(6, (), note(5)), VKEYS, seen(6)).status == 400


@pytest.mark.parametrize(("thought", "has"), [(0, 5), (3, 5), (6, 5), (5, 0), (1, 0)])
def test_a_log_that_is_out_of_step_is_told_what_the_witness_has(thought: int, has: int) -> None:
    earlier = proof(thought, 8) if thought else ()
    answer = decide(AddCheckpoint(thought, earlier, note(8)), VKEYS, seen(has) if has else NOTHING_SEEN)
    assert (answer.status, answer.body, answer.content_type) == (409, f"{has}\n", SIZE_TYPE)
    assert answer.checkpoint is None


def test_a_rewound_log_is_refused() -> None:
    """Yesterday's database under the same key: whatever it says its old size was."""
    for old in range(6):
        answer = decide(AddCheckpoint(old, proof(old, 5) if old else (), note(5)), VKEYS, seen(8))
        assert (answer.status, answer.body) == (409, "8\n")


def test_a_second_root_for_one_size_is_refused() -> None:
    answer = decide(AddCheckpoint(5, (), note(5, LEAVES[0])), VKEYS, seen(5))
    assert (answer.status, answer.body, answer.content_type) == (409, "5\n", SIZE_TYPE)


def test_a_forked_log_finds_no_proof() -> None:
    forked = [*LEAVES[:2], leaf_hash(b"rewritten"), *LEAVES[3:9]]
    for given_proof in (tuple(consistency_proof(5, forked)), proof(5, 9)):
        answer = decide(AddCheckpoint(5, given_proof, note(9, root(forked))), VKEYS, seen(5))
        assert answer.status == 422


@pytest.mark.parametrize(
    ("old", "hashes", "size"),
    [
        (0, (LEAVES[0],), 5),  # of nothing there is nothing to prove
        (5, (LEAVES[0],), 5),
        (5, (), 8),
        (5, proof(5, 8)[:-1], 8),
        (5, (*proof(5, 8), LEAVES[0]), 8),
        (5, proof(5, 8)[::-1], 8),
        (5, proof(4, 8), 8),
    ],
)
def test_a_proof_that_does_not_hold_is_unprocessable(old: int, hashes: tuple[bytes, ...], size: int) -> None:
    answer = decide(AddCheckpoint(old, hashes, note(size)), VKEYS, seen(old) if old else NOTHING_SEEN)
    assert (answer.status, answer.checkpoint) == (422, None)


@given(st.integers(0, 20), st.integers(1, 20), st.integers(0, 20), st.booleans())
def test_whatever_is_asked_a_witness_never_goes_back_nor_takes_a_fork(
    old: int, size: int, has: int, forked: bool
) -> None:
    leaves = [leaf_hash(b"rewritten"), *LEAVES[1:size]] if forked else LEAVES[:size]
    hashes = tuple(consistency_proof(old, leaves)) if 0 < old <= size else ()
    answer = decide(AddCheckpoint(old, hashes, note(size, root(leaves))), VKEYS, seen(has) if has else NOTHING_SEEN)
    honest = old == has <= size and (not forked or has == 0)
    assert (answer.status == 200) == honest
    assert (answer.checkpoint is not None) == honest


REQUEST = encode(AddCheckpoint(5, proof(5, 8), note(8)))


@given(st.integers(0, 2**63 - 1), st.lists(st.binary(min_size=32, max_size=32), max_size=63).map(tuple))
def test_every_request_is_read_back(old: int, hashes: tuple[bytes, ...]) -> None:
    request = AddCheckpoint(old, hashes, note(8))
    assert parse(encode(request).encode()) == request


@pytest.mark.parametrize(
    "body",
    [
        "",
        "old 0",
        "old 0\n\n",
        "old 0\n" + note(8),
        "old\n\n" + note(8),
        "old 00\n\n" + note(8),
        "old -1\n\n" + note(8),
        "old 1 \n\n" + note(8),
        "old  1\n\n" + note(8),
        "OLD 1\n\n" + note(8),
        f"old {2**63}\n\n" + note(8),
        "old 0\n\n" + note(8)[:-1],
        "old 0\n\n" + note(8) + "\n",
        "old 0\n\n\n" + note(8),
        "old 0\nAAAA\n\n" + note(8),
        "old 0\n" + ("A" * 43 + "=\n") * 64 + "\n" + note(8),
        "old 0\n\n" + sign("no checkpoint\n", ORIGIN, LOG),
        "old 0\n\n" + checkpoint_text(Checkpoint(ORIGIN, 8, bytes(32))),
        REQUEST.replace("\n", "\r\n"),
    ],
)
def test_a_malformed_request_is_refused(body: str) -> None:
    with pytest.raises(WitnessRequestError):
        parse(body.encode())


@given(st.binary(max_size=100), st.integers(0, len(REQUEST)), st.integers(0, 5))
def test_any_bytes_are_a_request_of_one_spelling_or_refused(put: bytes, at: int, cut: int) -> None:
    whole = REQUEST.encode()
    for body in (put, whole[:at] + put + whole[at + cut :], whole[:at]):
        try:
            request = parse(body)
        except WitnessRequestError:
            continue
        assert encode(request).encode() == body


@pytest.mark.parametrize(
    "changed",
    [{"old_size": -1}, {"old_size": 2**63}, {"old_size": True}, {"proof": (bytes(31),)}, {"proof": (bytes(32),) * 64}],
)
def test_what_no_request_can_hold_is_not_written(changed: dict[str, Any]) -> None:
    fields: dict[str, Any] = {"old_size": 0, "proof": (), "note": note(8)}
    with pytest.raises(WitnessRequestError):
        encode(AddCheckpoint(**fields | changed))

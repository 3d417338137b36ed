"""Trust policies (C2SP tlog-policy): which logs are believed, and which witnesses must have seen a checkpoint."""

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field

from consent.core.checkpoints import Checkpoint, verify_checkpoint
from consent.core.cosignatures import cosigned_by
from consent.core.notes import NoteError, VerifierKey, parse_vkey
from consent.core.strict import FormatError, decimal
from consent.core.verifier_keys import COSIGNATURE, ED25519

NOBODY = "none"
_BLANKS = re.compile(r"[ \t]+")
_FORBIDDEN = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]")


class PolicyError(FormatError):
    """A text that is not a trust policy; the message names the line."""


class QuorumError(ValueError):
    """A checkpoint that too few of the policy's witnesses have cosigned."""


@dataclass(frozen=True, slots=True)
class Party:
    """A log or a witness: its key, and where it is reached if the policy says so."""

    key: VerifierKey
    url: str = ""


@dataclass(frozen=True, slots=True)
class Group:
    """Witnesses or groups of which at least ``threshold`` must have seen a checkpoint."""

    threshold: int
    members: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Policy:
    """Logs, and witnesses and groups by their names in the policy; ``quorum`` is one of those names or ``none``."""

    logs: tuple[Party, ...] = ()
    witnesses: Mapping[str, Party] = field(default_factory=dict)
    groups: Mapping[str, Group] = field(default_factory=dict)
    quorum: str = NOBODY


def parse(data: str | bytes) -> Policy:
    """This function will read a trust policy (C2SP tlog-policy, "Policy file syntax and structure").

    Names are compared octet by octet. Raises ``PolicyError``, with the line's number, for an unknown line, a control
    character, a key that is malformed, of the wrong type or listed twice, a name that is taken, unknown or grouped
    twice, a threshold that is out of reach, and anything but exactly one quorum.
    """
    text = data.decode("utf-8", "surrogateescape") if isinstance(data, bytes) else data
    reader = _Reader()
    for number, line in enumerate(text.split("\n"), start=1):
        words = [word for word in _BLANKS.split(line) if word]
        try:
            if _FORBIDDEN.search(line):
                raise PolicyError("a control character")
            if words and not words[0].startswith("#"):
                reader.take(words)
        except FormatError as reason:
            raise PolicyError(f"line {number}: {reason}") from None
    if reader.quorum is None:
        raise PolicyError("no quorum is named")
    return Policy(tuple(reader.logs), reader.witnesses, reader.groups, reader.quorum)


def quorum_met(policy: Policy, seen: Collection[str]) -> bool:
    """This function will tell whether the policy's quorum is met when the witnesses named in ``seen`` cosigned."""
    held = {name for name in policy.witnesses if name in seen}
    for name, group in policy.groups.items():  # a group names only what stands before it
        if sum(member in held for member in group.members) >= group.threshold:
            held.add(name)
    return policy.quorum == NOBODY or policy.quorum in held


def witnesses_of(policy: Policy, note: str) -> list[str]:
    """This function will return the names, in the policy's order, of its witnesses that cosigned a checkpoint.

    Raises as ``cosignatures.cosigned_by`` does, also when a line of one of the witnesses does not verify.
    """
    keys = {one.key for one in cosigned_by(note, [party.key.vkey for party in policy.witnesses.values()])}
    return [name for name, party in policy.witnesses.items() if party.key in keys]


def verify(policy: Policy, note: str) -> Checkpoint:
    """This function will return the checkpoint in a note that one of the policy's logs signed and its quorum cosigned.

    Raises ``NoteError`` or ``CheckpointError`` when the note does not hold, ``QuorumError`` when too few cosigned.
    """
    checkpoint = verify_checkpoint(note, [party.key.vkey for party in policy.logs])
    if not quorum_met(policy, witnesses_of(policy, note)):
        raise QuorumError("too few of the policy's witnesses have cosigned the checkpoint")
    return checkpoint


class _Reader:
    """What the lines read so far have defined."""

    def __init__(self) -> None:
        self.logs: list[Party] = []
        self.witnesses: dict[str, Party] = {}
        self.groups: dict[str, Group] = {}
        self.quorum: str | None = None
        self._grouped: set[str] = set()

    def take(self, words: list[str]) -> None:
        """This function will read one line's words."""
        match words:
            case ["log", vkey, *url] if len(url) <= 1:
                self.logs.append(_party(vkey, url, ED25519, self.logs))
            case ["witness", name, vkey, *url] if len(url) <= 1:
                self._require_new(name)
                self.witnesses[name] = _party(vkey, url, COSIGNATURE, self.witnesses.values())
            case ["group", name, threshold, *members] if members:
                self._require_new(name)
                self._gather(members)
                self.groups[name] = Group(_threshold(threshold, len(members)), tuple(members))
            case ["quorum", name] if self.quorum is None:
                if name != NOBODY:
                    self._require_known(name)
                self.quorum = name
            case ["quorum", _]:
                raise PolicyError("a second quorum")
            case _:
                raise PolicyError("not a log, witness, group or quorum line")

    def _require_new(self, name: str) -> None:
        if name == NOBODY or name in self.witnesses or name in self.groups:
            raise PolicyError("the name is taken")

    def _require_known(self, name: str) -> None:
        if name not in self.witnesses and name not in self.groups:
            raise PolicyError("a name that no line above defines")

    def _gather(self, members: list[str]) -> None:
        for member in members:
            self._require_known(member)
            if member in self._grouped:
                raise PolicyError("a name is in two groups, or twice in one")
            self._grouped.add(member)


def _party(vkey: str, url: list[str], algorithm: int, others: Collection[Party]) -> Party:
    try:
        key = parse_vkey(vkey)
    except NoteError as reason:
        raise PolicyError(str(reason)) from None
    if key.algorithm != algorithm:
        raise PolicyError("the key is of another type than such a line needs")
    if any(other.key.public == key.public for other in others):
        raise PolicyError("the key is listed twice")
    return Party(key, *url)


def _threshold(text: str, members: int) -> int:
    threshold = {"any": 1, "all": members}.get(text) or decimal(text)
    if not 1 <= threshold <= members:
        raise PolicyError("the threshold is out of the group's reach")
    return threshold

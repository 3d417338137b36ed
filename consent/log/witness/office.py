"""The witness at work: one decision at a time, remembered before it is told."""

import threading
from collections.abc import Callable, Sequence
from hashlib import sha256

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from consent.core.checkpoints import parse_note
from consent.core.cosignatures import cosign, cosigner_vkey
from consent.core.notes import NoteError, add_signature, parse_vkey, public_bytes, split
from consent.core.verifier_keys import ED25519
from consent.core.witness import NOTHING_SEEN, Answer, Seen, WitnessRequestError, decide, parse
from consent.log.witness.memory import Memory, Remembered


class Office:
    """Cosigns checkpoints of the logs whose keys it was given, and never two that contradict each other."""

    def __init__(
        self, name: str, key: Ed25519PrivateKey, memory: Memory, log_vkeys: Sequence[str], seconds: Callable[[], int]
    ) -> None:
        self.vkey = cosigner_vkey(name, public_bytes(key))
        self._name = name
        self._key = key
        self._memory = memory
        self._seconds = seconds
        self._turn = threading.Lock()
        self._logs: dict[str, list[str]] = {}
        for one in log_vkeys:
            parsed = parse_vkey(one)
            if parsed.algorithm != ED25519:
                raise NoteError("a log's key is of type 1")
            self._logs.setdefault(parsed.name, []).append(one)

    def add_checkpoint(self, body: bytes) -> Answer:
        """This function will answer an add-checkpoint request (C2SP tlog-witness, "add-checkpoint")."""
        try:
            request = parse(body)
        except WitnessRequestError as reason:
            return Answer(400, f"{reason}\n")
        origin = parse_note(request.note).origin
        # What was seen is read and what follows is stored in one turn: two requests never both continue one state.
        with self._turn:
            answer = decide(request, self._logs.get(origin), self._seen(origin))
            if answer.checkpoint is None:
                return answer
            note = self._vouched(request.note, origin)
            line = cosign(note, self._name, self._key, self._seconds())
            # A crash before this line leaves the old state and nothing told; one after it, a line that is given again.
            self._memory.remember(origin, Remembered(note, line))
        return Answer(200, line, checkpoint=answer.checkpoint)

    def latest(self, hashed_origin: str) -> str | None:
        """This function will return the latest checkpoint cosigned of the log whose origin has this SHA-256, in hex."""
        for origin in self._memory.origins():
            if sha256(origin.encode()).hexdigest() == hashed_origin:
                kept = self._memory.of(origin)
                return add_signature(kept.note, kept.line) if kept else None
        return None

    def _vouched(self, note: str, origin: str) -> str:
        """The note with the lines of the log's own keys, each once: whatever else stands in it is nobody's word."""
        keys = [parse_vkey(one) for one in self._logs[origin]]
        known = {(key.name, key.key_id) for key in keys}
        text, lines = split(note)
        own = dict.fromkeys(one.line for one in lines if (one.name, one.key_id) in known)
        return f"{text}\n{''.join(own)}"

    def _seen(self, origin: str) -> Seen:
        kept = self._memory.of(origin)
        if kept is None:
            return NOTHING_SEEN
        checkpoint = parse_note(kept.note)
        return Seen(checkpoint.size, checkpoint.root)

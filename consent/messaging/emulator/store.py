"""What the emulated gateway remembers, in one SQLite file: killed at any moment, it forgets nothing it had accepted."""

import json
import sqlite3
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from threading import RLock
from typing import Any
from uuid import uuid4

from consent.messaging.emulator.phones import Delivery, Said, Taken, moment

TRIES = 6  # the first one and five more
_TABLES = """
CREATE TABLE IF NOT EXISTS message (
    seq INTEGER PRIMARY KEY AUTOINCREMENT, id TEXT UNIQUE NOT NULL, sender TEXT NOT NULL, number TEXT NOT NULL,
    text TEXT NOT NULL, accepted_at REAL NOT NULL, status TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS phone (number TEXT PRIMARY KEY, delivery TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS callback (
    seq INTEGER PRIMARY KEY AUTOINCREMENT, key TEXT UNIQUE NOT NULL, path TEXT NOT NULL, body TEXT NOT NULL,
    due REAL NOT NULL, tries INTEGER NOT NULL DEFAULT 0, settled TEXT NOT NULL DEFAULT '');
CREATE INDEX IF NOT EXISTS callback_due ON callback (due) WHERE settled = '';
CREATE INDEX IF NOT EXISTS message_number ON message (number);
"""
_COLUMNS = "seq, id, sender, number, text, accepted_at, status"
STATUS, INBOUND = "/sms/status/", "/sms/inbound/"


@dataclass(frozen=True, slots=True)
class Callback:
    """One call to the platform that is due."""

    seq: int
    path: str
    body: bytes
    tries: int


class Store:
    """Everything goes through one connection, a transaction at a time; each is on disk before its method returns."""

    def __init__(self, path: Path) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        self._lock = RLock()
        self._base = sqlite3.connect(path, check_same_thread=False, isolation_level=None)
        self._base.execute("PRAGMA journal_mode = WAL")
        self._base.execute("PRAGMA synchronous = NORMAL")  # a killed process loses nothing; a lost disk is no case here
        self._base.executescript(_TABLES)

    def close(self) -> None:
        """This function will close the file."""
        with self._lock:
            self._base.close()

    def accept(self, sender: str, number: str, text: str, at: float) -> Taken:
        """This function will take a message to send, and plan what its telephone will have the network report."""
        with self._transaction() as base:
            row = base.execute("SELECT delivery FROM phone WHERE number = ?", (number,)).fetchone()
            delivery = Delivery(row[0] if row else Delivery.DELIVERED)
            status = {Delivery.REJECTED: "REJECTED", Delivery.SILENT: "SENT"}.get(delivery, delivery.value.upper())
            message = str(uuid4())
            seq = base.execute(
                "INSERT INTO message (id, sender, number, text, accepted_at, status) VALUES (?, ?, ?, ?, ?, ?)",
                (message, sender, number, text, at, status),
            ).lastrowid
            if delivery in (Delivery.DELIVERED, Delivery.FAILED):
                self._plan(base, f"status {message}", STATUS, self._report(message, sender, number, status, at), at)
        return Taken(int(seq or 0), message, sender, number, text, at, status)

    def behave(self, phones: Mapping[str, Delivery]) -> None:
        """This function will have telephones take, lose or refuse messages from now on."""
        with self._transaction() as base:
            base.executemany("INSERT OR REPLACE INTO phone VALUES (?, ?)", [(n, d.value) for n, d in phones.items()])

    def say(self, sayings: Iterable[Said], at: float) -> int:
        """This function will plan what people write; an id that is known already is not written again."""
        new = 0
        with self._transaction() as base:
            for said in sayings:
                body = {
                    "id": said.id,
                    "source_number": said.source,
                    "destination_number": said.destination,
                    "message": said.text,
                    "date_received": moment(at),
                }
                for copy in range(said.copies):
                    new += self._plan(base, f"inbound {said.id} {copy}", INBOUND, body, at + said.after * (copy + 1))
        return new

    def due(self, at: float, limit: int, but: Iterable[int] = ()) -> list[Callback]:
        """This function will return calls that are due, the oldest first, but those that are under way."""
        with self._lock:
            rows = self._base.execute(
                "SELECT seq, path, body, tries FROM callback WHERE settled = '' AND due <= ? ORDER BY due, seq LIMIT ?",
                (at, limit),
            ).fetchall()
        under_way = set(but)
        return [Callback(seq, path, body.encode(), tries) for seq, path, body, tries in rows if seq not in under_way]

    def settle(self, seq: int, outcome: str) -> None:
        """This function will note that a call need not be made again."""
        with self._transaction() as base:
            base.execute("UPDATE callback SET settled = ?, tries = tries + 1 WHERE seq = ?", (outcome, seq))

    def try_later(self, callback: Callback, due: float) -> None:
        """This function will plan a call once more, or give it up after five repetitions."""
        if callback.tries + 1 >= TRIES:
            self.settle(callback.seq, "given_up")
            return
        with self._transaction() as base:
            base.execute("UPDATE callback SET tries = tries + 1, due = ? WHERE seq = ?", (due, callback.seq))

    def call_again(self, at: float) -> int:
        """This function will plan anew what was given up, as an operator would ask for, and say how much that was."""
        with self._transaction() as base:
            again = base.execute(
                "UPDATE callback SET settled = '', tries = 0, due = ? WHERE settled = 'given_up'", (at,)
            )
            return again.rowcount

    def message(self, message: str) -> Taken | None:
        """This function will return a message by the id it was accepted with."""
        with self._lock:
            row = self._base.execute(f"SELECT {_COLUMNS} FROM message WHERE id = ?", (message,)).fetchone()  # noqa: S608
        return Taken(*row) if row else None

    def sent(self, after: int, limit: int) -> list[Taken]:
        """This function will return messages in the order in which they were accepted, those behind ``after``."""
        with self._lock:
            rows = self._base.execute(
                f"SELECT {_COLUMNS} FROM message WHERE seq > ? ORDER BY seq LIMIT ?",  # noqa: S608
                (after, limit),
            ).fetchall()
        return [Taken(*row) for row in rows]

    def counts(self) -> dict[str, int]:
        """This function will return how many messages each number was sent."""
        with self._lock:
            return dict(self._base.execute("SELECT number, count(*) FROM message GROUP BY number"))

    def figures(self) -> dict[str, int]:
        """This function will count messages, messages sent again in the same words, and calls by how they stand."""
        with self._lock:
            (messages,) = self._base.execute("SELECT count(*) FROM message").fetchone()
            (unlike,) = self._base.execute(
                "SELECT count(*) FROM (SELECT DISTINCT number, text FROM message)"
            ).fetchone()
            calls = dict(self._base.execute("SELECT settled, count(*) FROM callback GROUP BY settled"))
        told = {"calls_waiting": calls.get("", 0), "calls_given_up": calls.get("given_up", 0)}
        return {"messages": messages, "repeated": messages - unlike, "calls_done": calls.get("done", 0), **told}

    @contextmanager
    def _transaction(self) -> Iterator[sqlite3.Connection]:
        with self._lock:
            self._base.execute("BEGIN IMMEDIATE")
            try:
                yield self._base
            except BaseException:
                self._base.execute("ROLLBACK")
                raise
            self._base.execute("COMMIT")

    @staticmethod
    def _plan(base: sqlite3.Connection, key: str, path: str, body: Mapping[str, Any], due: float) -> int:
        planned = base.execute(
            "INSERT OR IGNORE INTO callback (key, path, body, due) VALUES (?, ?, ?, ?)",
            (key, path, json.dumps(body), due),
        )
        return planned.rowcount

    @staticmethod
    def _report(message: str, sender: str, number: str, status: str, at: float) -> dict[str, Any]:
        return {
            "id": message,
            "sender": sender,
            "destination": number,
            "status": status,
            "statustime": moment(at),
            "smscount": 1,
            "billingref": "",
        }

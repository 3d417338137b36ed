"""Receipts that are not genuine: changed after they were given, malformed, or signed by the wrong key."""

import base64
import hashlib
import json
from typing import Any

from consent.core.canonical import canonical
from consent.core.checkpoints import Checkpoint
from consent.core.checkpoints import encode as checkpoint_text
from consent.core.notes import sign, signature_line, vkey
from consent.core.receipts import commitment
from consent.core.strict import base64_text
from consent.core.verifier_keys import COSIGNATURE
from scripts.receipts.good import Vector, given, vector
from scripts.receipts.log import CITY, ORIGIN, event, notice, proof, receipt, seeded, signer

OTHER = signer("another city’s key", "log.elsewhere.example")
NEXT = signer("the city’s next key")


def parts() -> dict[str, Any]:
    """This function will return the parts of the plainest receipt, to be changed."""
    return json.loads(given())  # type: ignore[no-any-return]


def altered(**changes: Any) -> bytes:
    """This function will return the plainest receipt with other parts, in canonical form again."""
    return canonical(parts() | changes)


def event_text(**changes: Any) -> str:
    """This function will return the receipt's event with other fields."""
    return canonical(json.loads(parts()["event"]) | changes).decode()


def changed() -> list[Vector]:
    """This function will return receipts whose content was changed after the city wrote it."""
    was, shown = parts(), parts()["notice"]
    iso, kantara = was["views"]["iso27560"], was["views"]["kantara"]
    other = canonical(notice(purpose="dpv:Marketing")).decode()
    other_hash = hashlib.sha256(other.encode()).hexdigest()
    forged = event_text(notice_hash=other_hash)
    swapped = {"document": other, "hash": other_hash, "language": "fi"}
    later = receipt(event(notice(), event_id=4712), notice(), index=6)
    other_events: dict[str, dict[str, Any]] = {
        "refused turned into given": {"kind": "consent.refused", "valid_until": None},
        "the moment moved by a microsecond": {"at": "2026-11-24T12:02:33.123457Z"},
        "valid for another year": {"valid_until": "2028-11-24T12:02:33.123456Z"},
        "another person's": {"subject": "3f0c1d9e-6a52-4f0e-9a53-0d6d1c6c7a02"},
    }
    cases = {
        **{name: (altered(event=event_text(**fields)), "not_in_log") for name, fields in other_events.items()},
        "another salt": (altered(salt=base64_text(seeded("another salt"))), "not_in_log"),
        "another decision's proof": (altered(proof=json.loads(later)["proof"]), "not_in_log"),
        "another index": (altered(proof=was["proof"].replace("index 5", "index 4")), "not_in_log"),
        "an index beyond the checkpoint": (altered(proof=was["proof"].replace("index 5", "index 7")), "not_in_log"),
        "a proof cut short": (altered(proof="\n".join(_without_line(was["proof"], 2))), "not_in_log"),
        "a proof with a hash too many": (altered(proof=_doubled_line(was["proof"], 2)), "not_in_log"),
        "two hashes of the proof swapped": (altered(proof=_swapped_lines(was["proof"], 2, 3)), "not_in_log"),
        "another root": (altered(proof=was["proof"].replace(*_root_change(was["proof"]))), "bad_signature"),
        "another size": (altered(proof=was["proof"].replace(f"{ORIGIN}\n7\n", f"{ORIGIN}\n8\n")), "bad_signature"),
        "another text under the same hash": (altered(notice=shown | {"document": other}), "notice_changed"),
        "another text and its hash": (altered(notice=swapped), "notice_changed"),
        "another text, event and hash": (altered(event=forged, notice=swapped), "not_in_log"),
        "another language": (altered(notice=shown | {"language": "sv"}), "notice_changed"),
        "the text left out": (altered(notice=None), "notice_changed"),
        "another state in the ISO view": (
            altered(views=was["views"] | {"iso27560": iso | {"@type": "dpv:ConsentRecord"}}), "views_changed",
        ),
        "another time in the Kantara view": (
            altered(views=was["views"] | {"kantara": kantara | {"consentTimestamp": 1}}), "views_changed",
        ),
        "a view left out": (altered(views=was["views"] | {"kantara": None}), "views_changed"),
        "a view too many": (altered(views=was["views"] | {"mine": {}}), "views_changed"),
        "no views": (altered(views=None), "views_changed"),
    }  # fmt: skip
    return [vector(name, data, verdict) for name, (data, verdict) in cases.items()]


def malformed() -> list[Vector]:
    """This function will return files that are not a receipt in its one spelling."""
    text, was = given(), parts()
    salt = was["salt"]
    event_with = {
        "a field too many": event_text(more=1),
        "a number that is a text": event_text(version="1"),
        "a number below one": event_text(event_id=0),
        "true for a number": event_text(v=True),
        "another version": event_text(v=2),
        "an unknown kind": event_text(kind="consent.sold"),
        "an unknown language": event_text(language="de"),
        "a moment without a zone": event_text(at="2026-11-24T12:02:33.123456"),
        "a blank": was["event"].replace(",", ", ", 1),
        "a name twice": was["event"].replace('"v":1', '"v":1,"v":1'),
        "a list": "[]",
        "nothing": "",
        "no JSON": "{",
    }
    cases: dict[str, tuple[bytes, str]] = {
        "nothing": (b"", "unreadable"),
        "a blank": (b" ", "unreadable"),
        "half a receipt": (text[: len(text) // 2], "unreadable"),
        "a page": (b"<!doctype html><title>Receipt</title>", "unreadable"),
        "not a number": (text.replace(b'"iso27560":', b'"a":NaN,"iso27560":', 1), "unreadable"),
        "nested very deep": (b"[" * 5000 + b"]" * 5000, "unreadable"),
        "nested deep": (altered(views=json.loads("[" * 40 + "]" * 40)), "unreadable"),
        "no text": (text[:-1] + b"\xe4}", "unreadable"),
        "something behind it": (text + b"{}", "unreadable"),
        "a byte order mark before it": (b"\xef\xbb\xbf" + text, "unreadable"),
        "a line break behind it": (text + b"\n", "not_canonical"),
        "printed prettily": (json.dumps(was, ensure_ascii=False, indent=2).encode(), "not_canonical"),
        "escaped letters": (json.dumps(was, separators=(",", ":"), sort_keys=True).encode(), "not_canonical"),
        "a name twice": (text.replace(b'"format":', b'"format":"x","format":', 1), "not_canonical"),
        "names in another order": (_salt_first(text, salt), "not_canonical"),
        "a fraction": (_with_member(b'"a":1.5,'), "not_canonical"),
        "an exponent": (_with_member(b'"a":1e2,'), "not_canonical"),
        "minus zero": (_with_member(b'"a":-0,'), "not_canonical"),
        "a number too large": (_with_member(b'"a":9007199254740992,'), "not_canonical"),
        "half a letter": (_with_member(b'"a":"\\ud800",'), "not_canonical"),
        "a thousand digits": (_with_member(b'"a":' + b"9" * 1000 + b","), "not_canonical"),
        "a list": (b"[]", "unknown_format"),
        "a number": (b"1", "unknown_format"),
        "another format": (altered(format="mydata-receipt/v2"), "unknown_format"),
        "no format": (canonical({name: value for name, value in was.items() if name != "format"}), "unknown_format"),
        "a part too many": (altered(more=1), "wrong_shape"),
        "a part that is called proto": (canonical({**was, "__proto__": {}}), "wrong_shape"),
        "a part missing": (canonical({name: value for name, value in was.items() if name != "views"}), "wrong_shape"),
        "an event that is no text": (altered(event=json.loads(was["event"])), "wrong_shape"),
        "a notice that is a text": (altered(notice="text"), "wrong_shape"),
        "a notice with a part too many": (altered(notice=was["notice"] | {"more": "x"}), "wrong_shape"),
        "a notice without its language": (
            altered(notice={name: was["notice"][name] for name in ("document", "hash")}), "wrong_shape",
        ),
        "a salt of 31 bytes": (altered(salt=base64_text(seeded("x")[:31])), "bad_salt"),
        "a salt of 33 bytes": (altered(salt=base64_text(seeded("x") + b"x")), "bad_salt"),
        "a salt without padding": (altered(salt=salt.rstrip("=")), "bad_salt"),
        "a salt in the other alphabet": (altered(salt="-" + salt[1:]), "bad_salt"),
        "a salt with stray bits": (altered(salt=_stray_bits(salt)), "bad_salt"),
        "a salt with a blank": (altered(salt=salt[:9] + " " + salt[9:]), "bad_salt"),
        "no salt": (altered(salt=""), "bad_salt"),
        **{f"an event with {name}": (altered(event=text), "bad_event") for name, text in event_with.items()},
        "no proof": (altered(proof=""), "bad_proof"),
        "a proof of another version": (altered(proof=was["proof"].replace("@v1", "@v2")), "bad_proof"),
        "a proof with extra data": (altered(proof=was["proof"].replace("\nindex", "\nextra eA==\nindex")), "bad_proof"),
        "an index with a zero before it": (altered(proof=was["proof"].replace("index 5", "index 05")), "bad_proof"),
        "a proof with a hash of 31 bytes": (altered(proof=_short_hash(was["proof"])), "bad_proof"),
        "a proof without a signature": (altered(proof=was["proof"][: was["proof"].rindex("—")]), "bad_proof"),
        "a proof with Windows line ends": (altered(proof=was["proof"].replace("\n", "\r\n")), "bad_proof"),
        "a proof without its last line end": (altered(proof=was["proof"][:-1]), "bad_proof"),
        "a proof with another's signature as well": (
            altered(proof=was["proof"] + signature_line(_checkpoint(was["proof"]), OTHER.name, OTHER.key)), "bad_proof",
        ),
    }  # fmt: skip
    unversioned = receipt(event(notice(), notice_version=None), notice())
    cases["an event with a notice of no version, although the log has it"] = (unversioned, "bad_event")
    return [*(vector(name, data, verdict) for name, (data, verdict) in cases.items()), _unfit_notice()]


def of_keys() -> list[Vector]:
    """This function will return receipts whose verdict hangs on the keys that are trusted."""
    plain, city = given(), {"vkey": CITY.vkey, "trusted_size": None}
    after = receipt(event(notice()), notice(), by=NEXT)
    following = {"vkey": NEXT.vkey, "trusted_size": None}
    as_other = receipt(event(notice()), notice(), by=OTHER)
    stranger = {"vkey": OTHER.vkey, "trusted_size": None}
    witness = {"vkey": vkey(ORIGIN, CITY.key.public_key().public_bytes_raw(), COSIGNATURE), "trusted_size": None}
    wrong_name = receipt(event(notice()), notice(), by=signer("the city’s key", "another.name.example"))
    renamed = {"vkey": signer("the city’s key", "another.name.example").vkey, "trusted_size": None}
    return [
        vector("an old key beside the new one", plain, keys=[following, city]),
        vector("the next key after a rotation", after, keys=[city, following]),
        vector("a compromised key, at the last size it is trusted for", plain, keys=[{**city, "trusted_size": 7}]),
        vector("a compromised key, beyond that size", plain, "key_not_trusted", [{**city, "trusted_size": 6}]),
        vector("no key", plain, "unknown_key", []),
        vector("only the next key", plain, "unknown_key", [following]),
        vector("another city's key", plain, "unknown_key", [stranger]),
        vector("another city's signature under its own name", as_other, "unknown_key", [city, stranger]),
        vector("the right key under a name that is not the log's", wrong_name, "unknown_key", [city, renamed]),
        vector("a witness's key", plain, "unknown_key", [witness]),
        vector("a signature of another text", _resigned(), "bad_signature"),
    ]


def _resigned() -> bytes:
    was = parts()["proof"]
    strange = sign(checkpoint_text(Checkpoint(ORIGIN, 7, seeded("root"))), CITY.name, CITY.key)
    line = strange[strange.rindex("—") :]
    return altered(proof=was[: was.rindex("—")] + line)


def _unfit_notice() -> Vector:
    """A city that publishes a notice without a title: the log vouches for it, and still it says nothing."""
    document = canonical({"activity": "library-tips"}).decode()
    shown = hashlib.sha256(document.encode()).hexdigest()
    text, salt = event_text(notice_hash=shown), seeded("unfit")
    entries = [commitment(salt, text), seeded("beside")]
    notice_part = {"document": document, "hash": shown, "language": "fi"}
    data = altered(event=text, salt=base64_text(salt), proof=proof(entries, 0), notice=notice_part)
    return vector("a notice that says nothing", data, "bad_notice")


def _with_member(member: bytes) -> bytes:
    return given().replace(b'"consentTimestamp":', member + b'"consentTimestamp":', 1)


def _salt_first(text: bytes, salt: str) -> bytes:
    member = f'"salt":"{salt}",'.encode()
    return b"{" + member + text[1:].replace(member, b"")


def _checkpoint(text: str) -> str:
    return text.split("\n\n")[1] + "\n"


def _without_line(text: str, line: int) -> list[str]:
    lines = text.split("\n")
    return lines[:line] + lines[line + 1 :]


def _doubled_line(text: str, line: int) -> str:
    lines = text.split("\n")
    return "\n".join([*lines[:line], lines[line], *lines[line:]])


def _swapped_lines(text: str, one: int, other: int) -> str:
    lines = text.split("\n")
    lines[one], lines[other] = lines[other], lines[one]
    return "\n".join(lines)


def _short_hash(text: str) -> str:
    lines = text.split("\n")
    lines[2] = base64_text(base64.b64decode(lines[2])[:31])
    return "\n".join(lines)


def _root_change(text: str) -> tuple[str, str]:
    root = _checkpoint(text).split("\n")[2]
    return root, base64_text(seeded("another root"))


def _stray_bits(salt: str) -> str:
    letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"
    return salt[:-2] + letters[letters.index(salt[-2]) + 1] + "="

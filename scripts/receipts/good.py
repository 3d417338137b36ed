"""Receipts that are genuine: every kind of decision, capacity and shape of tree."""

import base64
from typing import Any

from scripts.receipts.log import GUARDIAN, event, notice, receipt

Vector = dict[str, Any]


def vector(name: str, data: bytes, verdict: str = "genuine", keys: list[dict[str, Any]] | None = None) -> Vector:
    """This function will return one vector; the city's key is trusted whole unless ``keys`` says otherwise."""
    found: Vector = {"name": name, "verdict": verdict}
    if keys is not None:
        found["keys"] = keys
    return found | _difference(data)


def _difference(data: bytes) -> Vector:
    """What of the plainest receipt is kept at its beginning and its end, and what stands between."""
    plain = given()
    begin = next((at for at, (one, other) in enumerate(zip(plain, data, strict=False)) if one != other), None)
    if begin is None:
        begin = min(len(plain), len(data))
    most = min(len(plain), len(data)) - begin
    end = next((at for at in range(most) if plain[-1 - at] != data[-1 - at]), most)
    between = data[begin : len(data) - end]
    try:
        return {"keep": [begin, end], "put": between.decode("utf-8")}
    except UnicodeDecodeError:
        return {"keep": [begin, end], "put_base64": base64.b64encode(between).decode("ascii")}


def given() -> bytes:
    """This function will return the plainest receipt: a consent given by oneself."""
    return receipt(event(notice()), notice())


def genuine() -> list[Vector]:
    """This function will return the genuine receipts."""
    plain = notice()
    rich = notice(
        explicit_consent=dict.fromkeys(("fi", "sv", "en"), "I consent."),
        categories=[
            *plain["categories"],
            {**plain["categories"][0], "code": "child.allergies", "pd": "pd:Health", "sensitivity": "special"},
            {**plain["categories"][0], "code": "national.id", "pd": "pd:Identifying", "sensitivity": "national_id"},
        ],
        recipients=[{"name": dict.fromkeys(("fi", "sv", "en"), name)} for name in ("Keittiö", "Kök")],
        retention={"text": plain["retention"]["text"]},
    )
    silent = {name: value for name, value in plain.items() if name != "explicit_consent"}
    task = notice(activity="preschool-placement", basis="public_task", valid_months=None)
    by_guardian = {"decided_by": "guardian", "actor_subject": GUARDIAN}
    ends: dict[str, Any] = {"valid_until": None}
    cases: dict[str, tuple[dict[str, Any], dict[str, Any] | None, dict[str, int]]] = {
        "consent given by oneself": (event(plain), plain, {}),
        "consent given in Swedish, by text message": (event(plain, language="sv", channel="sms"), plain, {}),
        "consent refused": (event(plain, kind="consent.refused", **ends), plain, {}),
        "consent withdrawn": (event(plain, kind="consent.withdrawn", version=2, **ends), plain, {}),
        "consent renewed": (event(plain, version=3, notice_version=2, language="en"), plain, {}),
        "consent given by a guardian": (event(plain, **by_guardian), plain, {}),
        "consent of a guardian that waits for the other": (event(plain, waiting=True, **by_guardian), plain, {}),
        "consent recorded by staff from paper": (
            event(plain, decided_by="staff", channel="paper", actor_subject=None, actor_account=GUARDIAN), plain, {},
        ),
        "consent to sensitive data with recipients": (event(rich, version=9), rich, {}),
        "objection with sealed grounds": (
            event(task, kind="objection.made", sealed="c2VhbGVk", language="en", **ends), task, {},
        ),
        "restriction, which shows no notice": (
            event(None, kind="restriction.began", decided_by="system", channel="api", actor_subject=None, **ends),
            None, {},
        ),
        "consent to a notice that never asks for explicit consent": (event(silent), silent, {}),
        "withdrawal that names no notice": (
            event(plain, kind="consent.withdrawn", notice_hash=None, **ends), None, {},
        ),
        "the only entry of a log": (event(plain), plain, {"index": 0, "size": 1}),
        "the first of many": (event(plain), plain, {"index": 0, "size": 1000}),
        "the last of many": (event(plain), plain, {"index": 999, "size": 1000}),
    }  # fmt: skip
    return [vector(name, receipt(fields, shown, **where)) for name, (fields, shown, where) in cases.items()]

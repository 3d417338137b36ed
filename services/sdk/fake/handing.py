"""Signed permits of the fake ledger. Each side of a handing-over has its own, so nothing but the words is in them.

What the source's ledger answers is what the test said to it, for the id that the source sends: a test of a module sees
whether the module honours that. How a real permit is bound and signed is tested where permits are verified.
"""

import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from datetime import datetime
from typing import Any

from services.sdk.fake.looks import Decider, decide


def show(ledger: Decider, question: dict[str, Any], decision_id: str, ends: datetime) -> str:
    """This function will return what the recipient shows for an allowed question."""
    claims = {
        "jti": f"{ledger.department}-{decision_id}",
        "department": ledger.department,
        "activity": question["action"]["name"],
        "categories": [question["resource"]["type"]],
        "sub_hash": "fake",
        "iat": int(ends.timestamp()) - 30,
        "exp": int(ends.timestamp()),
        "staff_ref": question.get("context", {}).get("staff_ref", ""),
        "aud": question["context"]["permit_for"],
    }
    return f"fake.{urlsafe_b64encode(json.dumps(claims).encode()).decode().rstrip('=')}.fake"


def redeem(ledger: Decider, said: dict[str, Any], taken: set[str]) -> dict[str, Any]:
    """This function will take a permit once, if the test lets the source be allowed, and keep the source's look."""
    middle = said["permit"].split(".")[1]
    claims = json.loads(urlsafe_b64decode(middle + "=" * (-len(middle) % 4)))
    if claims.pop("aud") != ledger.department or claims["jti"] in taken:
        return {"active": False}
    taken.add(claims["jti"])
    question = {
        "subject": {"type": "department", "id": claims["department"]},
        "action": {"name": claims["activity"]},
        "resource": {"type": claims["categories"][0], "id": said["subject"]},
        "context": {"staff_ref": claims.pop("staff_ref")},
    }
    answer = decide(ledger, question)
    if not answer["decision"]:
        return {"active": False}
    return {"active": True, **claims, "decision_ids": [answer["context"]["decision_id"]]}

"""A fake ledger for the tests of a module: it speaks the contract over HTTP without a network.

It knows grants and refusals, keeps every look, and can be broken in the ways a real one breaks. It decides nothing by
rules: a test says what each question is answered. Not for any process that serves people (the test kit sees to that).
"""

import hashlib
import json
from base64 import b32encode, b64decode
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any
from urllib.parse import unquote_plus

import httpx

from services.sdk import clock
from services.sdk.client import EVALUATION_PATH, RESOLVE_PATH, ConsentClient, Credentials
from services.sdk.reasons import BASES_OF_ALLOWING, Reason
from services.sdk.tokens import GRANT_PATH

_BASES = {
    Reason.CONSENT: "consent",
    Reason.LAW: "public_task",
    Reason.CONTRACT: "contract",
    Reason.VITAL: "vital_interests",
}
Breakage = Callable[[httpx.Request], httpx.Response]


@dataclass(frozen=True, slots=True)
class Look:
    """One check the fake was asked: what the resident would see."""

    activity: str
    category: str
    pairwise_id: str
    allowed: bool
    reason: Reason
    staff_ref: str
    case: str
    recipient: str = ""


@dataclass
class FakeLedger:
    """Answers for one department. Everyone nobody spoke of is refused with no_permission.

    ``recipients`` are other departments that it may ask for, as the source of its data.
    """

    department: str
    permit_life: timedelta = timedelta(seconds=20)
    looks: list[Look] = field(default_factory=list)
    tokens: set[str] = field(default_factory=set)
    tokens_given: int = 0
    answers: dict[tuple[str, str, str], Reason] = field(default_factory=dict)
    breakage: Breakage | None = None
    recipients: frozenset[str] = frozenset()

    def client(self) -> ConsentClient:
        """This function will return a real client whose every request ends here."""
        credentials = Credentials("fake-client", "fake secret: with/odd+characters")
        transport = httpx.MockTransport(self._serve)
        return ConsentClient("https://ledger.test", credentials, department=self.department, transport=transport)

    def pairwise_id(self, national_id: str) -> str:
        """This function will return the id that resolve answers for the person."""
        digest = hashlib.sha256(f"{self.department}/{national_id}".encode()).digest()
        return b32encode(digest[:20]).decode().lower()

    def answer(self, activity: str, category: str, pairwise_id: str, reason: Reason) -> None:
        """This function will make each later check of this kind come to the reason, an allowing or a refusing one."""
        self.answers[activity, category, pairwise_id] = reason

    def break_with(self, breakage: Breakage | int) -> None:
        """This function will answer everything with a bare status, or with what the callable returns or raises."""
        if isinstance(breakage, int):
            status = breakage
            self.breakage = lambda request: httpx.Response(status)
        else:
            self.breakage = breakage

    def go_down(self) -> None:
        """This function will make each connection fail, as when no server runs."""

        def refuse(request: httpx.Request) -> httpx.Response:
            raise httpx.ConnectError("connection refused", request=request)

        self.break_with(refuse)

    def come_back(self) -> None:
        """This function will end what break_with or go_down began."""
        self.breakage = None

    def _serve(self, request: httpx.Request) -> httpx.Response:
        if self.breakage is not None:
            return self.breakage(request)
        if request.url.path == GRANT_PATH:
            return self._token(request)
        if request.headers.get("Authorization", "").removeprefix("Bearer ") not in self.tokens:
            return httpx.Response(401, headers={"WWW-Authenticate": "Bearer"}, json={"error": "invalid_token"})
        question = json.loads(request.content)
        if request.url.path == RESOLVE_PATH:
            return httpx.Response(200, json={"id": self.pairwise_id(question["national_id"])})
        if request.url.path == EVALUATION_PATH:
            return self._evaluate(question)
        return httpx.Response(404)

    def _token(self, request: httpx.Request) -> httpx.Response:
        scheme, _, encoded = request.headers.get("Authorization", "").partition(" ")
        name, _, secret = b64decode(encoded).decode().partition(":")
        if (
            scheme != "Basic"
            or unquote_plus(name) != "fake-client"
            or not unquote_plus(secret).startswith("fake secret: ")
        ):
            return httpx.Response(401, json={"error": "invalid_client"})
        self.tokens_given += 1
        token = f"token-{self.tokens_given}"
        self.tokens.add(token)
        return httpx.Response(200, json={"access_token": token, "token_type": "Bearer", "expires_in": 600})

    def _evaluate(self, question: dict[str, Any]) -> httpx.Response:
        subject = question["subject"]
        if subject["type"] != "department" or subject["id"] not in {self.department, *self.recipients}:
            return httpx.Response(403, text="The subject must be the token's department or a declared recipient.")
        activity, resource = question["action"]["name"], question["resource"]
        reason = self.answers.get((activity, resource["type"], resource["id"]), Reason.NO_PERMISSION)
        allowed, context = reason in BASES_OF_ALLOWING, question.get("context", {})
        self.looks.append(
            Look(
                activity,
                resource["type"],
                resource["id"],
                allowed,
                reason,
                context.get("staff_ref", ""),
                context.get("case", ""),
                subject["id"] if subject["id"] != self.department else "",
            )
        )
        answer = {"decision_id": str(len(self.looks)), "reason": reason.value, "basis": _BASES.get(reason)}
        if allowed:
            answer["permit_expires_at"] = (clock.now() + self.permit_life).isoformat()
        return httpx.Response(200, json={"decision": allowed, "context": answer})

"""The fake ledger itself: what a test says to it, and where it sends each request."""

import hashlib
import json
from base64 import b32encode
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

import httpx

from services.sdk import clock
from services.sdk.asking import REQUESTS_PATH
from services.sdk.client import AsyncConsentClient, ConsentClient
from services.sdk.credentials import AnyCredentials, Credentials
from services.sdk.fake import handing
from services.sdk.fake.asked import Requests
from services.sdk.fake.door import CLIENT_ID, ISSUER, SECRET, Door, Writes
from services.sdk.fake.looks import Breakage, Look, decide, decide_batch, may_ask_for
from services.sdk.fake.offered import Offered
from services.sdk.fake.streams import Streams
from services.sdk.feed import CHANGES_PATH
from services.sdk.patience import Patience
from services.sdk.proofs import REDEEM_PATH
from services.sdk.questions import EVALUATION_PATH, EVALUATIONS_PATH, RESOLVE_PATH
from services.sdk.reasons import Reason
from services.sdk.reports import REPORTS_PATH
from services.sdk.signed import JWKS_PATH
from services.sdk.tokens import GRANT_PATH, METADATA_PATH
from services.sdk.uses import USES_PATH

_NO_WAITING = Patience(first_wait=0.0)
# What each kind of change is called when departments are told of it, and what a check then answers.
_TOLD = {
    "consent.granted": ("permission-granted", Reason.CONSENT),
    "consent.refused": ("permission-refused", Reason.REFUSED),
    "consent.withdrawn": ("permission-revoked", Reason.WITHDRAWN),
    "objection.made": ("objection-made", Reason.OBJECTED),
    "restriction.began": ("restriction-began", Reason.RESTRICTED),
}


@dataclass
class FakeLedger:
    """Answers for one department. Everyone nobody spoke of is refused with no_permission.

    ``recipients`` are other departments that it may ask for, as the source of its data.
    """

    department: str
    permit_life: timedelta = timedelta(seconds=20)
    looks: list[Look] = field(default_factory=list)
    answers: dict[tuple[str, str, str], Reason] = field(default_factory=dict)
    breakage: Breakage | None = None
    recipients: frozenset[str] = frozenset()
    door: Door = field(default_factory=Door)
    changes: list[dict[str, Any]] = field(default_factory=list)
    reports: list[dict[str, Any]] = field(default_factory=list)
    writes: Writes = field(default_factory=Writes)
    requests: Requests = field(default_factory=Requests)
    offered: Offered = field(default_factory=Offered)
    taken: set[str] = field(default_factory=set)

    def __post_init__(self) -> None:
        self.streams = Streams(self.department)

    @property
    def tokens(self) -> set[str]:
        """The tokens that live; a test may take some away."""
        return self.door.tokens

    @property
    def tokens_given(self) -> int:
        """How many tokens were given."""
        return self.door.given

    def client(self, credentials: AnyCredentials | None = None, patience: Patience = _NO_WAITING) -> ConsentClient:
        """This function will return a real client whose every request ends here."""
        return ConsentClient(ISSUER, credentials or Credentials(CLIENT_ID, SECRET), **self._options(patience))

    def async_client(
        self, credentials: AnyCredentials | None = None, patience: Patience = _NO_WAITING
    ) -> AsyncConsentClient:
        """This function will return a real asynchronous client whose every request ends here."""
        return AsyncConsentClient(ISSUER, credentials or Credentials(CLIENT_ID, SECRET), **self._options(patience))

    def _options(self, patience: Patience) -> dict[str, Any]:
        transport = httpx.MockTransport(self._serve)
        return {"department": self.department, "patience": patience, "transport": transport}

    def accept_key(self, public: Mapping[str, Any]) -> None:
        """This function will let the client in by this key (a public JWK), and by its secret no more."""
        self.door.keys.append(dict(public))

    def pairwise_id(self, national_id: str) -> str:
        """This function will return the id that resolve answers for the person."""
        digest = hashlib.sha256(f"{self.department}/{national_id}".encode()).digest()
        return b32encode(digest[:20]).decode().lower()

    def answer(self, activity: str, category: str, pairwise_id: str, reason: Reason) -> None:
        """This function will make each later check of this kind come to the reason, an allowing or a refusing one."""
        self.answers[activity, category, pairwise_id] = reason

    def decide(self, activity: str, category: str, pairwise_id: str, kind: str) -> list[str]:
        """This function will let somebody decide: checks answer so, the feed has it, and every stream is told.

        ``kind`` is the event's: ``consent.granted``, ``consent.refused``, ``consent.withdrawn``, ``objection.made`` or
        ``restriction.began``. It returns the jti of what streams are told.
        """
        told, reason = _TOLD[kind]
        self.answer(activity, category, pairwise_id, reason)
        self.requests.answered(activity, pairwise_id, kind)
        before = [each for each in self.changes if (each["id"], each["activity"]) == (pairwise_id, activity)]
        self.changes.append(
            {
                "id": pairwise_id,
                "activity": activity,
                "kind": kind,
                "version": len(before) + 1,
                "at": clock.now().isoformat(),
                "notice_version": 1,
                "valid_until": None,
                "waiting": False,
                "log_index": len(self.changes),
            }
        )
        return self.signal(told, pairwise_id, activity=activity)

    def show(self, question: dict[str, Any], decision_id: str, ends: datetime) -> str:
        """This function will return what a recipient shows to the source of the data (services.sdk.proofs)."""
        return handing.show(self, question, decision_id, ends)

    def send_back(self, request_id: str, /, **changes: Any) -> str:
        """This function will return the answer that comes back with the person; ``changes`` spoil its claims."""
        status = self.requests.made.get(request_id, {}).get("status", "waiting")
        return self.streams.answer(request_id, status, CLIENT_ID, **changes)

    def erase(self, pairwise_id: str) -> list[str]:
        """This function will erase a person: their id leads nowhere any more, and every stream is told."""
        self.answers = {key: reason for key, reason in self.answers.items() if key[2] != pairwise_id}
        self.changes = [each for each in self.changes if each["id"] != pairwise_id]
        return self.signal("resident-erased", pairwise_id)

    def signal(self, kind: str, subject: str, **details: Any) -> list[str]:
        """This function will tell every stream of an event and return the jti."""
        moment = int(clock.now().timestamp())
        return self.streams.tell(f"{ISSUER}/secevent/{kind}", subject, {"event_timestamp": moment, **details})

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
        path = request.url.path
        if path == METADATA_PATH:
            return httpx.Response(200, json={"issuer": ISSUER, "token_endpoint": ISSUER + GRANT_PATH})
        if path == JWKS_PATH:
            return self.streams.jwks()
        if path == GRANT_PATH:
            return self.door.give(request)
        if not self.door.lets_in(request):
            return httpx.Response(401, headers={"WWW-Authenticate": "Bearer"}, json={"error": "invalid_token"})
        if path.startswith("/ssf/v1/"):
            return self.streams.serve(request)
        if path == CHANGES_PATH:
            return self._paged(request, "changes", self.changes)
        if path == USES_PATH:
            told = [look.told(str(number)) for number, look in enumerate(self.looks, 1)]
            activity = request.url.params.get("activity")
            return self._paged(request, "uses", [each for each in told if activity in (None, each["activity"])])
        return self._asked(request, json.loads(request.content) if request.content else {})

    def _asked(self, request: httpx.Request, said: dict[str, Any]) -> httpx.Response:
        path = request.url.path
        if path == RESOLVE_PATH:
            return httpx.Response(200, json={"id": self.pairwise_id(said["national_id"])})
        if path == EVALUATION_PATH:
            if not may_ask_for(self, said):
                return httpx.Response(403, text="The subject must be the token's department or a declared recipient.")
            return httpx.Response(200, json=decide(self, said))
        if path == EVALUATIONS_PATH:
            return httpx.Response(200, json=decide_batch(self, said))
        if path == REDEEM_PATH:
            return httpx.Response(200, json=handing.redeem(self, said, self.taken))
        if path == REPORTS_PATH:
            return self.writes.once(request, lambda: self._report(said))
        if path.startswith(REQUESTS_PATH):
            return self.requests.serve(request, said, self.writes)
        if self.offered.serves(path):
            return self.offered.serve(request, said, self.writes)
        return httpx.Response(404)

    def _paged(self, request: httpx.Request, name: str, rows: list[dict[str, Any]]) -> httpx.Response:
        start = int(request.url.params.get("cursor", "c0")[1:])
        end = start + int(request.url.params.get("limit", "100"))
        page = {name: rows[start:end], "next": f"c{min(end, len(rows))}", "more": len(rows) > end}
        return httpx.Response(200, json=page)

    def _report(self, said: dict[str, Any]) -> httpx.Response:
        results: list[dict[str, Any]] = []
        looks = {str(number): look for number, look in enumerate(self.looks, 1)}
        for report in said["reports"]:
            look = looks.get(report["decision_id"])
            reason = "unknown_decision" if look is None else "" if look.allowed else "use_not_permitted"
            if not reason:
                self.reports.append(report)
            result = {"decision_id": report["decision_id"], "recorded": not reason}
            results.append(result | ({"reason": reason} if reason else {}))
        return httpx.Response(200, json={"results": results})

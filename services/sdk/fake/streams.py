"""Shared Signals of the fake ledger: streams that are polled, and signed security events."""

import json
import secrets
from dataclasses import dataclass, field
from typing import Any

import httpx
from joserfc import jwt
from joserfc.jwk import ECKey

from services.sdk import clock
from services.sdk.fake.door import ISSUER, problem
from services.sdk.listening import POLL_PATH, POLLING
from services.sdk.signed import VERIFICATION


@dataclass
class Streams:
    """Signs an event for each stream, and hands it out until it is acknowledged."""

    department: str
    key: ECKey = field(default_factory=lambda: ECKey.generate_key("P-256", {"kid": "fake-1"}))
    waiting: dict[str, dict[str, str]] = field(default_factory=dict)
    acknowledged: list[str] = field(default_factory=list)
    refused: dict[str, str] = field(default_factory=dict)

    @property
    def audience(self) -> str:
        """How events name their receiver."""
        return f"urn:mydata:dept:{self.department}"

    def jwks(self) -> httpx.Response:
        """This function will answer with the published key."""
        public = self.key.as_dict(private=False) | {"use": "sig", "alg": "ES256"}
        document = json.dumps({"keys": [public]}).encode()
        return httpx.Response(200, headers={"content-type": "application/jwk-set+json"}, content=document)

    def tell(self, uri: str, subject: str, details: dict[str, Any], only: str = "", **changes: Any) -> list[str]:
        """This function will sign an event for every stream, or only one, and return the jti; ``changes`` spoil it."""
        told = []
        for stream_id, sets in self.waiting.items():
            if only and stream_id != only:
                continue
            jti = secrets.token_hex(16)
            sets[jti] = self.sign(jti, uri, subject, details, **changes)
            told.append(jti)
        return told

    def sign(self, jti: str, uri: str, subject: str, details: dict[str, Any], /, **changes: Any) -> str:
        """This function will return one signed event; ``changes`` replace its claims, ``typ`` its header's type."""
        header = {"typ": changes.pop("typ", "secevent+jwt"), "alg": "ES256", "kid": changes.pop("kid", "fake-1")}
        key = changes.pop("key", self.key)
        claims = {
            "jti": jti,
            "iss": ISSUER,
            "aud": self.audience,
            "iat": int(clock.now().timestamp()),
            "txn": secrets.token_hex(16),
            "sub_id": {"format": "opaque", "id": subject},
            "events": {uri: details},
        } | changes
        return jwt.encode(header, claims, key, algorithms=["ES256"])

    def answer(self, request_id: str, status: str, client_id: str, /, **changes: Any) -> str:
        """This function will return the signed answer to a consent request (services.sdk.returning)."""
        header = {"typ": changes.pop("typ", "consent-answer+jwt"), "alg": "ES256", "kid": "fake-1"}
        key, now = changes.pop("key", self.key), int(clock.now().timestamp())
        claims = {"iss": ISSUER, "aud": client_id, "iat": now, "exp": now + 300, "jti": secrets.token_hex(16)}
        return jwt.encode(header, claims | {"request": request_id, "status": status} | changes, key)

    def serve(self, request: httpx.Request) -> httpx.Response:
        """This function will answer a request under ``/ssf/v1/``."""
        said = json.loads(request.content) if request.content else {}
        stream_id = said.get("stream_id") or request.url.params.get("stream_id", "")
        if request.url.path.startswith(POLL_PATH):
            return self._poll(request.url.path.removeprefix(POLL_PATH), said)
        if request.method == "POST" and request.url.path == "/ssf/v1/streams":
            self.waiting[made := secrets.token_hex(8)] = {}
            return httpx.Response(201, json=self._document(made))
        if stream_id not in self.waiting:
            return problem(404, "not-found")
        if request.url.path == "/ssf/v1/verify":
            self.tell(VERIFICATION, stream_id, {"state": said.get("state", "")}, only=stream_id)
            return httpx.Response(204)
        if request.method == "DELETE":
            del self.waiting[stream_id]
            return httpx.Response(204)
        return httpx.Response(200, json=self._document(stream_id))

    def _document(self, stream_id: str) -> dict[str, Any]:
        return {
            "stream_id": stream_id,
            "iss": ISSUER,
            "aud": self.audience,
            "delivery": {"method": POLLING, "endpoint_url": f"{ISSUER}{POLL_PATH}{stream_id}"},
            "events_delivered": [f"{ISSUER}/secevent/permission-revoked", f"{ISSUER}/secevent/resident-erased"],
        }

    def _poll(self, stream_id: str, said: dict[str, Any]) -> httpx.Response:
        if stream_id not in self.waiting:
            return problem(404, "not-found")
        sets = self.waiting[stream_id]
        for jti in said.get("ack", []):
            if sets.pop(jti, None):
                self.acknowledged.append(jti)
        for jti, complaint in said.get("setErrs", {}).items():
            if sets.pop(jti, None):
                self.refused[jti] = complaint["err"]
        most = said.get("maxEvents", 100)
        given = dict(list(sets.items())[:most])
        return httpx.Response(200, json={"sets": given, "moreAvailable": len(sets) > len(given)})

"""Consent requests of the fake ledger: they wait until the test lets somebody decide."""

import uuid
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

import httpx

from services.sdk import clock
from services.sdk.asking import REQUESTS_PATH
from services.sdk.fake.door import ISSUER, Writes, problem

_STATES = {"consent.granted": "granted", "consent.refused": "refused", "consent.withdrawn": "withdrawn"}


@dataclass
class Requests:
    """Nobody is asked twice about one activity, as in the ledger within a year."""

    made: dict[str, dict[str, Any]] = field(default_factory=dict)

    def answered(self, activity: str, pairwise_id: str, kind: str) -> None:
        """This function will let a request stand as the person decided."""
        for request in self.made.values():
            if (request["activity"], request["id"]) == (activity, pairwise_id) and kind in _STATES:
                request["status"] = _STATES[kind]
                request["answered_at"] = request["answered_at"] or clock.now().isoformat()

    def serve(self, request: httpx.Request, said: dict[str, Any], writes: Writes) -> httpx.Response:
        """This function will answer a request under ``/api/v1/consent-requests``."""
        if request.url.path == REQUESTS_PATH:
            if request.method == "GET":
                return self._listed(request.url.params)
            return writes.once(request, lambda: self._ask(said))
        name, _, verb = request.url.path.removeprefix(REQUESTS_PATH + "/").partition("/")
        found = self.made.get(name)
        if found is None:
            return problem(404, "not-found")
        if verb == "cancel":
            return writes.once(request, lambda: self._cancel(found))
        return httpx.Response(200, json=found)

    def _listed(self, asked: httpx.QueryParams) -> httpx.Response:
        wanted = {name: asked[name] for name in ("status", "activity") if name in asked}
        found = [each for each in self.made.values() if wanted.items() <= each.items()]
        start = int(asked.get("cursor", "r0")[1:])
        end = min(start + int(asked.get("limit", "100")), len(found))
        page = {"requests": found[start:end], "next": f"r{end}", "more": end < len(found)}
        return httpx.Response(200, json=page)

    def _ask(self, said: dict[str, Any]) -> httpx.Response:
        results: list[dict[str, Any]] = []
        for wish in said["requests"]:
            result = {"id": wish["id"], "activity": wish["activity"]}
            before = [each for each in self.made.values() if result.items() <= each.items()]
            made = {"reason": "asked_already"} if before else {"request": self._make(wish)}
            results.append({**result, **made})
        return httpx.Response(200, json={"results": results})

    def _make(self, wish: dict[str, Any]) -> dict[str, Any]:
        name, now = str(uuid.uuid4()), clock.now()
        self.made[name] = {
            "request": name,
            "id": wish["id"],
            "activity": wish["activity"],
            "notice_version": 1,
            "status": "waiting",
            "asked_at": now.isoformat(),
            "expires_at": (now + timedelta(days=wish.get("days", 30))).isoformat(),
            "answered_at": None,
            "decided_notice_version": None,
            "valid_until": None,
            "page": f"{ISSUER}/requests/{name}/",
        }
        return self.made[name]

    def _cancel(self, found: dict[str, Any]) -> httpx.Response:
        if found["status"] != "waiting":
            return problem(409, "not-waiting")
        found["status"] = "cancelled"
        return httpx.Response(200, json=found)

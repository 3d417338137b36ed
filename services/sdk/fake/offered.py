"""Campaigns and offers of the fake ledger: families answer when the test says so."""

import uuid
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import httpx

from services.sdk import clock
from services.sdk.campaigns import CAMPAIGNS_PATH, RULES_PATH
from services.sdk.fake.door import Writes, problem
from services.sdk.offers import OFFERS_PATH, OUTCOMES_PATH

_COUNTED = ("made", "accepted", "declined", "granted", "stopped", "lapsed")


@dataclass
class Offered:
    """Everybody who is not in ``unknown`` qualifies; a real ledger applies the rules and asks for permission."""

    rules: dict[str, list[dict[str, Any]]] = field(default_factory=dict)
    campaigns: dict[str, dict[str, Any]] = field(default_factory=dict)
    offers: dict[str, dict[str, Any]] = field(default_factory=dict)
    outcomes: list[dict[str, Any]] = field(default_factory=list)
    lacking: list[dict[str, str]] = field(default_factory=list)
    unknown: set[str] = field(default_factory=set)
    inputs: dict[str, dict[str, Any]] = field(default_factory=dict)

    def answered(self, pairwise_id: str, choice: str, *, decided: bool = False) -> None:
        """This function will let a person's family answer A or B, and the city decide when asked to."""
        for each in self.offers.values():
            if each["id"] == pairwise_id:
                self._step(each, "offer.answered", "accepted" if choice == "A" else "declined", choice=choice)
                if decided and choice == "A":
                    self._step(each, "offer.decided", "granted", choice=choice)

    def stopped(self, pairwise_id: str, reason: str = "no_permission") -> None:
        """This function will stop a person's offer."""
        for each in self.offers.values():
            if each["id"] == pairwise_id:
                self._step(each, "offer.stopped", "stopped", reason=reason)

    def serves(self, path: str) -> bool:
        """This function will tell whether a path is one of these."""
        return path.startswith((RULES_PATH, CAMPAIGNS_PATH, OFFERS_PATH))

    def serve(self, request: httpx.Request, said: dict[str, Any], writes: Writes) -> httpx.Response:
        """This function will answer a request about rules, campaigns or offers."""
        path = request.url.path
        if path.startswith(RULES_PATH):
            return self._of_rules(request, said, writes)
        if path == OFFERS_PATH:
            if request.method == "POST":
                return writes.once(request, lambda: self._offer(said))
            wanted = {name: request.url.params[name] for name in ("campaign", "state") if name in request.url.params}
            return _page(request, "offers", [each for each in self.offers.values() if wanted.items() <= each.items()])
        if path == OUTCOMES_PATH:
            campaign = request.url.params.get("campaign")
            return _page(request, "outcomes", [each for each in self.outcomes if campaign in (None, each["campaign"])])
        if path.startswith(OFFERS_PATH):
            found = self.offers.get(path.rpartition("/")[2])
            return httpx.Response(200, json=found) if found else problem(404, "not-found")
        return self._of_campaigns(request, said, writes)

    def _of_rules(self, request: httpx.Request, said: dict[str, Any], writes: Writes) -> httpx.Response:
        code = request.url.path.removeprefix(RULES_PATH + "/")
        if request.method == "POST":
            return writes.once(request, lambda: self._publish(code, said))
        return httpx.Response(200, json=self.rules[code][-1]) if code in self.rules else problem(404, "not-found")

    def _publish(self, code: str, body: dict[str, Any]) -> httpx.Response:
        if body.get("purely_rules") is not True:
            return problem(400, "rules")
        versions = self.rules.setdefault(code, [])
        if not versions or versions[-1]["body"] != body:
            versions.append({"code": code, "version": len(versions) + 1, "body": body})
        return httpx.Response(200, json=versions[-1])

    def _of_campaigns(self, request: httpx.Request, said: dict[str, Any], writes: Writes) -> httpx.Response:
        name, _, verb = request.url.path.removeprefix(CAMPAIGNS_PATH).removeprefix("/").partition("/")
        if not name:
            if request.method == "POST":
                return writes.once(request, lambda: self._draft(said))
            return httpx.Response(200, json={"campaigns": list(self.campaigns.values())[::-1]})
        found = self.campaigns.get(name)
        if found is None:
            return problem(404, "not-found")
        answers: dict[str, Callable[[], httpx.Response]] = {
            "conditions": lambda: httpx.Response(200, json={"would_start": not self.lacking, "lacking": self.lacking}),
            "funnel": lambda: httpx.Response(200, json=self._figures(name)),
            "start": lambda: writes.once(request, lambda: self._start(found)),
            "close": lambda: writes.once(request, lambda: _moved(found, "closed")),
        }
        return answers.get(verb, lambda: httpx.Response(200, json=found))()

    def _draft(self, said: dict[str, Any]) -> httpx.Response:
        if any((each["code"], each["round"]) == (said["code"], said["round"]) for each in self.campaigns.values()):
            return problem(409, "round-exists")
        name = str(uuid.uuid4())
        pools = [{"name": "", "capacity": None, "taken": 0} | pool for pool in said.get("pools", ())]
        self.campaigns[name] = {"rules_version": None, **said, "campaign": name, "state": "draft", "pools": pools}
        return httpx.Response(201, json=self.campaigns[name])

    def _start(self, found: dict[str, Any]) -> httpx.Response:
        return problem(409, "conditions") if self.lacking else _moved(found, "running")

    def _offer(self, said: dict[str, Any]) -> httpx.Response:
        campaign = self.campaigns.get(said["campaign"])
        if campaign is None:
            return problem(404, "not-found")
        if campaign["state"] != "running":
            return problem(409, "not-running")
        results = [self._one(said["campaign"], each) for each in said["candidates"]]
        return httpx.Response(200, json={"results": results})

    def _one(self, campaign: str, candidate: dict[str, Any]) -> dict[str, Any]:
        person = candidate["id"]
        if person in self.unknown:
            return {"id": person, "reason": "no_such_person"}
        self.inputs[person] = candidate["inputs"]
        for each in self.offers.values():
            if (each["campaign"], each["id"]) == (campaign, person):
                return {"id": person, "offer": each}
        name = str(uuid.uuid4())
        made = {"offer": name, "campaign": campaign, "id": person, "pool": candidate.get("pool") or None}
        self.offers[name] = {**made, "state": "made", "reason": None, "choice": None, "version": 0}
        self._step(self.offers[name], "offer.made", "made")
        return {"id": person, "offer": self.offers[name]}

    def _step(self, offer: dict[str, Any], kind: str, state: str, **more: str) -> None:
        offer |= {"state": state, "version": offer["version"] + 1, **more}
        told = {name: value for name, value in offer.items() if name != "pool"}
        self.outcomes.append({**told, "kind": kind, "at": clock.now().isoformat(), "log_index": len(self.outcomes)})

    def _figures(self, campaign: str) -> dict[str, Any]:
        own = [each for each in self.offers.values() if each["campaign"] == campaign]
        counts = {state: sum(each["state"] == state for each in own) for state in _COUNTED}
        return {**counts, "placed": counts["granted"], "candidates": len(own), "reasons": {}, "unreached": []}


def _moved(found: dict[str, Any], state: str) -> httpx.Response:
    found["state"] = state
    return httpx.Response(200, json=found)


def _page(request: httpx.Request, name: str, rows: list[dict[str, Any]]) -> httpx.Response:
    start = int(request.url.params.get("cursor", "o0")[1:])
    end = min(start + int(request.url.params.get("limit", "100")), len(rows))
    return httpx.Response(200, json={name: rows[start:end], "next": f"o{end}", "more": end < len(rows)})

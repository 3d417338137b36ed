"""A policy source from a file, so that published AuthZEN cases run unchanged behind our endpoints.

It knows nobody of the city, records nothing and serves only a demonstration: outside one the settings refuse it.
"""

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from django.conf import settings

from consent.api.access.callers import require
from consent.api.access.fixture_file import Entities, Fixture, Stated, load
from consent.api.access.fixture_rules import permits
from consent.api.access.messages import ENTITIES, Evaluation
from consent.api.access.sources import Answered, Found, Target
from consent.api.principal import Principal
from consent.ledger.actions.check import SCOPE


class FixtureSource:
    """Decides as the file ``settings.ACCESS_POLICY_FIXTURE`` says, and refuses all that it does not speak of."""

    def __init__(self, fixture: Fixture | None = None) -> None:
        self.fixture = fixture or load(Path(settings.ACCESS_POLICY_FIXTURE or ""))

    def evaluate(self, token: str, asked: Sequence[Evaluation], stop_at: bool | None) -> Sequence[Answered]:
        """This function will answer ``asked`` in order, up to the first answer that is ``stop_at``."""
        require(token, SCOPE)
        answers: list[Answered] = []
        for item in asked:
            decision = self.decides(item.body)
            answers.append({"decision": decision})
            if decision is stop_at:
                break
        return answers

    def search(self, token: str, caller: Principal, of: Target, asked: Evaluation, after: str, limit: int) -> Found:
        """This function will list what is allowed, in the file's order; ``after`` is a position in that list."""
        names, begin = list(self._names(of, asked)), int(after or 0)
        page = names[begin : begin + limit]
        return Found(page, str(begin + limit) if begin + limit < len(names) else "")

    def decides(self, body: Mapping[str, Any]) -> bool:
        """This function will decide one request: as a decision states, or else as the rules say."""
        stated = max(
            (one for one in self.fixture.decisions if _covers(one.request, body)),
            key=lambda one: sum(len(_spread(one.request.get(part))) for part in ENTITIES),
            default=None,
        )
        if stated is not None:
            return bool(stated.expected)
        request = self._request(body)
        return request is not None and permits(self.fixture.rules, request)

    def _request(self, body: Mapping[str, Any]) -> dict[str, dict[str, Any]] | None:
        """What the rules read: what the file knows, and over it what the request says. None for a stranger."""
        request = {part: _spread(body.get(part)) for part in (*ENTITIES, "context")}
        for part, known in (("subject", self.fixture.users), ("resource", self.fixture.records)):
            kind, name = str(request[part].get("type")), str(request[part].get("id"))
            if (kind, name) in known:
                request[part] = {**known[kind, name], **request[part]}
            elif any(listed == kind for listed, _ in known):
                return None  # a type of which the file lists some has no others
        return request

    def _names(self, of: Target, asked: Evaluation) -> Iterator[str]:
        if (found := self._stated_search(of, asked.body)) is not None:
            yield from (str(one["name" if of == "action" else "id"]) for one in found)
            return
        for name in self._candidates(of, asked):
            own = {"name": name} if of == "action" else {**asked.body[of], "id": name}
            if self.decides({**asked.body, of: own}):
                yield name

    def _stated_search(self, of: Target, body: Mapping[str, Any]) -> list[dict[str, Any]] | None:
        for one in self.fixture.searches:
            if _target(one) == of and _covers(one.request, body) and isinstance(one.expected, list):
                return one.expected
        return None

    def _candidates(self, of: Target, asked: Evaluation) -> list[str]:
        if of == "action":
            return list(self.fixture.actions)
        kind = asked.subject_type if of == "subject" else asked.resource_type
        listed: Entities = self.fixture.users if of == "subject" else self.fixture.records
        named = [one.request[of] for one in self.fixture.decisions]
        return list(
            dict.fromkeys(
                [name for listed_kind, name in listed if listed_kind == kind]
                + [str(one["id"]) for one in named if one.get("type") == kind and "id" in one]
            )
        )


def _target(stated: Stated) -> Target:
    if "action" not in stated.request:
        return "action"
    return "resource" if "id" in stated.request.get("subject", {}) else "subject"


def _spread(entity: Any) -> dict[str, Any]:
    # Earlier drafts wrote attributes beside id and type: what the standard ignores, a fixture may speak of.
    if not isinstance(entity, dict):
        return {}
    beside = {name: value for name, value in entity.items() if name != "properties"}
    return {**(entity.get("properties") or {}), **beside}


def _covers(stated: Mapping[str, Any], body: Mapping[str, Any]) -> bool:
    """Whether the request has all that the stated one names; what it has besides does not matter."""
    return all(
        name in said and said[name] == value
        for part in ENTITIES
        for said in [_spread(body.get(part))]
        for name, value in _spread(stated.get(part)).items()
    )

"""A run of schemathesis over the API as a process serves it: every phase, every check, and ours besides."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

import schemathesis
from schemathesis.config import SchemathesisConfig
from schemathesis.engine import Status, events, from_schema

from consent.api.schema.views import openapi_document
from consent.api.strict_json import MAX_NUMBER
from tests.fuzz.doorway import Application

HERE = "http://127.0.0.1:8001"
_AS_USUAL = ["2xx", "3xx", "401", "403", "404", "409", "412", "428", "429", "503"]
# Requests that a schema cannot tell from good ones: 400 is then a right answer too.
_MAY_BE_REFUSED = {
    "a cursor that was never given": [
        "GET /api/v1/" + of for of in ("permissions", "uses", "consent-requests", "offers", "offers/outcomes")
    ],
    "a rule set is what docs/api.md says": ["POST /api/v1/rules/{code}"],
    "a campaign's deadline lies ahead, and its form is on the web": [
        "POST /api/v1/campaigns",
        "PUT /api/v1/campaigns/{identifier}",
    ],
    "a page's token that was never given": ["POST /access/v1/search/" + of for of in ("subject", "resource", "action")],
    "a draft is what the schema of manifests says": ["PUT /api/v1/activities/{code}/draft"],
    "a national id has a check character": ["POST /api/v1/subjects/resolve"],
    "members that are ours to say, and hosts that nobody named": [
        "POST /ssf/v1/streams",
        "PUT /ssf/v1/streams",
        "PATCH /ssf/v1/streams",
    ],
    "OAuth answers a scope that the client may not have with 400 (RFC 6749 §5.2)": [
        "POST /o/token/",
        "POST /o/revoke_token/",
    ],
}
# A batch answers a malformed evaluation in its place, in a 200 (AuthZEN 1.0 §7.1).
_REFUSES_WITHIN = ["POST /access/v1/evaluations"]
# What schemathesis takes for the id of a thing made is the person's, which the answer repeats.
_NO_FAULT = {("ensure_resource_availability", "POST /api/v1/consent-requests")}


@dataclass(frozen=True, slots=True)
class Budget:
    """How much a run asks: one round, the same each time, or rounds that begin with ``seed`` for ``seconds``."""

    examples: int
    seconds: int | None = None
    seed: int | None = None


@dataclass(frozen=True, slots=True)
class Fault:
    """What an answer broke, and the lines that ask for it once more."""

    operation: str
    check: str
    message: str
    curl: str

    def __str__(self) -> str:
        return f"{self.operation}: {self.check}\n{self.message.strip()}\n{self.curl}\n"


def faults(application: Application, token: str, budget: Budget) -> Iterator[Fault]:
    """This function will run every phase over every operation and give each fault once."""
    schema = schemathesis.openapi.from_dict(openapi_document(), config=_config(token, budget))
    schema.app = application
    schema.hook("filter_body")(_is_i_json)
    seen: set[tuple[str, str, str]] = set()
    for event in from_schema(schema).execute():
        for fault in _faults_of(event, token):
            key = (fault.operation, fault.check, fault.message.partition("\nanswered")[0])
            if key not in seen:
                seen.add(key)
                yield fault


def _faults_of(event: Any, token: str) -> Iterable[Fault]:
    if isinstance(event, events.FatalError):
        raise event.exception
    if isinstance(event, events.NonFatalError):
        return [Fault(event.label, "the run itself", str(event.info), "")]
    if not isinstance(event, events.ScenarioFinished):
        return []
    return [
        Fault(
            operation=str(check.failure_info.failure.operation),
            check=check.name,
            message=f"{check.failure_info.failure}\n{_answered(event.recorder, case)}",
            curl=for_a_shell(check.failure_info.code_sample, token),
        )
        for case, checks in event.recorder.checks.items()
        for check in checks
        if check.status is Status.FAILURE and check.failure_info
        if (check.name, check.failure_info.failure.operation) not in _NO_FAULT
    ]


def for_a_shell(line: str, token: str) -> str:
    """This function will return a curl line as one sends it to a running city, with a token of one's own in $TOKEN."""
    return line.replace(f"'Authorization: Bearer {token}'", '"Authorization: Bearer $TOKEN"').replace(
        "http://localhost/", f"{HERE}/"
    )


def _answered(recorder: Any, case: str) -> str:
    interaction = recorder.interactions.get(case)
    answer = interaction and interaction.response
    return f"answered {answer.status_code} {answer.content[:300]!r}" if answer else ""


def _is_i_json(context: Any, body: Any) -> bool:
    """Whether every number is one that I-JSON has: a schema that lets a member be anything cannot say so."""
    if isinstance(body, dict):
        return all(_is_i_json(context, inner) for inner in body.values())
    if isinstance(body, list):
        return all(_is_i_json(context, inner) for inner in body)
    return isinstance(body, bool) or not isinstance(body, int | float) or -MAX_NUMBER <= body <= MAX_NUMBER


def _config(token: str, budget: Budget) -> SchemathesisConfig:
    settings: dict[str, Any] = {
        "headers": {"Authorization": f"Bearer {token}"},
        "generation": {
            "max-examples": budget.examples,
            "deterministic": budget.seed is None,
            "database": "none",
            "with-security-parameters": False,
            # What strict JSON refuses, a schema cannot say; tests/fuzz/test_odd_requests.py sends it.
            "allow-x00": False,
        },
        "checks": {
            "negative_data_rejection": {
                "expected-statuses": [
                    "400",
                    "401",
                    "403",
                    "404",
                    "405",
                    "406",
                    "409",
                    "412",
                    "413",
                    "415",
                    "428",
                    "429",
                ]
            }
        },
        "operations": [
            *_changed(
                [name for names in _MAY_BE_REFUSED.values() for name in names],
                "positive_data_acceptance",
                {"expected-statuses": ["400", *_AS_USUAL]},
            ),
            *_changed(_REFUSES_WITHIN, "negative_data_rejection", {"enabled": False}),
        ],
        # The tokens are those of a test's database, and the lines must say what was sent.
        "output": {"sanitization": {"enabled": False}},
        "continue-on-failure": True,
        "seed": budget.seed or 0,
    }
    if budget.seconds is not None:
        settings["max-time"] = budget.seconds
    return SchemathesisConfig.from_dict(settings)


def _changed(operations: list[str], check: str, change: dict[str, Any]) -> list[dict[str, Any]]:
    return [{"include-name": name, "checks": {check: change}} for name in operations]

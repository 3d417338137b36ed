"""What we ask of every answer besides what schemathesis asks: its form, and that a neighbour's thing is no thing.

A request that names something of one department is sent once more by the other, and once more with an id that nobody
was ever given in its place. Both must be answered alike, but for ids and times, and show nothing of the owner's.
"""

import json
import re
import uuid
from collections.abc import Callable
from typing import Any

import schemathesis

from consent.api.problem_types import CATALOGUE
from tests.fuzz.doorway import Answer, Application, knock
from tests.fuzz.peers import Peer

_IDS = re.compile(
    r"(?<![0-9A-Za-z])(?:[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}|[0-9a-f]{32}|[a-z2-7]{32})(?![0-9A-Za-z])"
)
_MOMENTS = re.compile(r"\d{4}-\d\d-\d\dT[0-9:.]+(?:Z|[+-]\d\d:\d\d)")
_HEX = set("0123456789abcdef")
Check = Callable[[Any, Any, Any], None]


def neighbour_finds_nothing(application: Application, owner: Peer, neighbour: Peer) -> Check:
    """This function will return the check that ``neighbour`` learns nothing of ``owner``'s (OWASP API1:2023)."""

    def check_neighbour_finds_nothing(ctx: Any, response: Any, case: Any) -> None:
        sent = response.request
        body = sent.body if isinstance(sent.body, bytes) else (sent.body or "").encode("utf-8", "surrogatepass")
        said = f"{sent.url}\n{body.decode('utf-8', 'replace')}"
        asked = set(_IDS.findall(said))
        if 200 <= response.status_code < 300:
            owner.owned |= set(_IDS.findall(response.content.decode("utf-8", "replace"))) - asked
        named = owner.owned & asked
        if not named:
            return
        address = "/" + sent.url.split("/", 3)[3]
        theirs = _as(neighbour, application, sent, address, body)
        invented = {each: _never_given(each) for each in named}
        nobodys = _as(
            neighbour,
            application,
            sent,
            _put(address, invented),
            _put(body.decode("latin-1"), invented).encode("latin-1"),
        )
        if 429 in (theirs.status, nobodys.status) or (theirs.status, nobodys.status) == (201, 409):
            return  # a bound that the neighbour itself has reached
        shown = {each for each in owner.owned - named if each.encode() in theirs.body}
        if shown or _shape(theirs) != _shape(nobodys):
            told = [f"{answer.status} {answer.body[:400]!r}" for answer in (theirs, nobodys)]
            raise AssertionError(
                f"{neighbour.department} learns of {owner.department}: {told[0]}, of nobody: {told[1]}"
            )

    return check_neighbour_finds_nothing


def answer_has_the_house_form(ctx: Any, response: Any, case: Any) -> None:
    """This function will check that an answer has a request id and that an error is one the catalogue explains."""
    path = "/" + response.request.url.split("/", 3)[3]
    headers = {name.lower(): values[0] for name, values in response.headers.items()}
    assert headers.get("x-request-id"), "the answer has no X-Request-ID"
    for secret in ("Traceback", "psycopg", "django.db"):
        assert secret.encode() not in response.content, f"the answer says {secret}"
    if response.status_code < 400 or not path.startswith(("/api/", "/ssf/")) or response.request.method == "HEAD":
        return
    assert headers["content-type"] == "application/problem+json", "the error is no problem document"
    document = json.loads(response.content)
    kind = CATALOGUE.get(document["type"].split("/")[-2])
    assert kind is not None, f"{document['type']} is not in the catalogue"
    assert kind.status == document["status"] == response.status_code, "the status is another one"
    assert document["instance"] == f"urn:mydata:request:{headers['x-request-id']}", "the instance is another request's"


def _as(peer: Peer, application: Application, sent: Any, address: str, body: bytes) -> Answer:
    headers = {name: value for name, value in sent.headers.items() if name.lower() not in ("content-length", "host")}
    headers["Authorization"] = f"Bearer {peer.token}"
    if "Idempotency-Key" in sent.headers:
        headers["Idempotency-Key"] = str(uuid.uuid4())
    return knock(application, sent.method, address, headers, body)


def _never_given(one: str) -> str:
    """An id of the same shape that nobody was ever given."""
    if "-" in one:
        return str(uuid.uuid4())
    return (
        uuid.uuid4().hex
        if set(one) <= _HEX
        else "".join("abcdefghijklmnopqrstuvwxyz234567"[byte % 32] for byte in uuid.uuid4().bytes * 2)
    )


def _put(text: str, instead: dict[str, str]) -> str:
    for one, other in instead.items():
        text = text.replace(one, other)
    return text


def _shape(answer: Answer) -> tuple[int, str]:
    return answer.status, _MOMENTS.sub("MOMENT", _IDS.sub("ID", answer.body.decode("utf-8", "replace")))


def ask_besides(*checks: Check) -> None:
    """This function will have schemathesis run our checks too, for the rest of the process."""
    for check in checks:
        if check.__name__ in schemathesis.checks.CHECKS.get_all_names():
            schemathesis.checks.CHECKS.unregister(check.__name__)
        schemathesis.check(check)

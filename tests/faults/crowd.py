"""A crowd of residents at the portal and a department's systems at the API, each noting what it was told and when."""

import random
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

import httpx

from tests.faults.judge import OK, Check, Deed, Verb
from tests.faults.townspeople import ACTIVITY, CATEGORY, DEPARTMENT

FOREVER = float("inf")
# What the page says of a deed that stands (consent/portal/outcomes.py); anything else is no acknowledgement.
SAYS: dict[Verb, str] = {"give": "consent given", "withdraw": "consent withdrawn"}
ALREADY = "this had been decided already, and nothing changed"
LONG_SECONDS = 30.0  # longer than any answer takes: who waits in vain for so long knows nothing

Ask = Callable[[httpx.Client, Mapping[str, Any]], httpx.Response]


@dataclass
class History:
    """All that was noted, in no order."""

    deeds: list[Deed] = field(default_factory=list)
    checks: list[Check] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Resident:
    """Somebody who decides about one permission."""

    subject: str
    pairwise_id: str
    session: str


def asked_of_the_api(api: httpx.Client, question: Mapping[str, Any]) -> httpx.Response:
    """This function will send a check."""
    return api.post("/access/v1/evaluation", json=question)


class Crowd:
    """One client a resident, in a thread of its own: it decides for that resident, and checks that one and others.

    A permission has one writer, who notes each deed before the next, and many who ask about it meanwhile.

    :param ask: sends a check; another than the real one is the negative control.
    """

    def __init__(self, url: str, api_url: str, token: str, people: list[Resident], ask: Ask = asked_of_the_api) -> None:
        self.history = History()
        self._url, self._api_url, self._token, self._people, self._ask = url, api_url, token, people, ask
        self._stopped = threading.Event()
        self._failure: BaseException | None = None
        self._threads = [
            threading.Thread(target=self._guarded, args=(number,), daemon=True) for number in range(len(people))
        ]

    def __enter__(self) -> "Crowd":
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    def stop(self) -> None:
        """This function will let each client end after what it is at, and fail with what a client failed with."""
        self._stopped.set()
        for thread in self._threads:
            thread.join(timeout=2 * LONG_SECONDS)
        self.assert_well()

    def assert_well(self) -> None:
        """This function will fail when a client did."""
        if self._failure is not None:
            raise self._failure

    def _guarded(self, number: int) -> None:
        try:
            self._live(number)
        except BaseException as failure:
            self._failure = failure

    def _live(self, number: int) -> None:
        chance = random.Random(number)
        resident = self._people[number]
        portal = {"base_url": self._url, "cookies": {"sessionid": resident.session}}
        with (
            httpx.Client(timeout=LONG_SECONDS, headers={"Accept-Language": "en"}, **portal) as page,  # type: ignore[arg-type]
            httpx.Client(
                base_url=self._api_url, timeout=LONG_SECONDS, headers={"Authorization": f"Bearer {self._token}"}
            ) as api,
        ):
            verb: Verb = "give"
            while not self._stopped.is_set():
                if self._decide(page, number, verb):
                    verb = "withdraw" if verb == "give" else "give"
                # The very next check is the one that counts; then others', and a while of one's own.
                self._check(api, number)
                for _ in range(chance.randrange(2, 8)):
                    self._check(api, number if chance.random() < 0.4 else chance.randrange(len(self._people)))

    def _decide(self, page: httpx.Client, number: int, verb: Verb) -> bool:
        begin, end, acknowledged = time.monotonic(), 0.0, False
        try:
            if "csrftoken" not in page.cookies:
                page.get(f"/permissions/{ACTIVITY}/")
            begin = time.monotonic()
            answer = page.post(
                f"/permissions/{ACTIVITY}/{verb}/",
                data={
                    "person": self._people[number].subject,
                    "notice_version": "1",
                    "csrfmiddlewaretoken": page.cookies.get("csrftoken", ""),
                },
            )
            end = time.monotonic()
            assert answer.status_code in (302, 503), f"the portal answers {answer.status_code}: {answer.text[-900:]}"
            if answer.status_code == 302:
                told = page.get(answer.headers["Location"].partition("#")[0])
                acknowledged = told.status_code == OK and (SAYS[verb] in told.text or ALREADY in told.text)
        except httpx.TimeoutException:
            end = end or FOREVER
        except httpx.TransportError:
            end = end or time.monotonic()
        self.history.deeds.append(Deed(number, verb, begin, end, acknowledged))
        if not acknowledged:
            time.sleep(0.05)
        return acknowledged

    def _check(self, api: httpx.Client, number: int) -> None:
        question = {
            "subject": {"type": "department", "id": DEPARTMENT},
            "action": {"name": ACTIVITY},
            "resource": {"type": CATEGORY, "id": self._people[number].pairwise_id},
        }
        begin = time.monotonic()
        try:
            answer = self._ask(api, question)
        except httpx.TransportError:
            self.history.checks.append(Check(number, begin, time.monotonic(), None))
            time.sleep(0.02)
            return
        end = time.monotonic()
        if answer.status_code != OK:
            self.history.checks.append(Check(number, begin, end, answer.status_code))
            time.sleep(0.02)
            return
        body = answer.json()
        self.history.checks.append(Check(number, begin, end, OK, body["decision"], body["context"]["decision_id"]))


class RememberingDoor:
    """The negative control: a door that remembers an allow for a while, as a well-meaning cache would."""

    def __init__(self, seconds: float = 1.0) -> None:
        self._seconds = seconds
        self._kept: dict[str, tuple[float, httpx.Response]] = {}

    def __call__(self, api: httpx.Client, question: Mapping[str, Any]) -> httpx.Response:
        """This function will answer from memory when it can."""
        about = question["resource"]["id"]
        until, kept = self._kept.get(about, (0.0, None))
        if kept is not None and time.monotonic() < until:
            return kept
        answer = asked_of_the_api(api, question)
        if answer.status_code == OK and answer.json()["decision"]:
            self._kept[about] = (time.monotonic() + self._seconds, answer)
        return answer

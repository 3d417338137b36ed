"""How a test or a replay leads the emulated telephones, over HTTP like everybody else."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict
from typing import Any

import httpx

from consent.messaging.emulator.phones import Delivery, Said, Taken

BATCH = 500


class Desk:
    """Speaks to a running emulator; raises ``httpx.HTTPError`` while it does not answer."""

    def __init__(self, url: str, token: str) -> None:
        self._http = httpx.Client(
            base_url=url, headers={"Authorization": f"Token {token}"}, timeout=10, trust_env=False
        )

    def close(self) -> None:
        """This function will close the connection."""
        self._http.close()

    def lead(self, phones: Mapping[str, Delivery]) -> None:
        """This function will say what telephones do with messages."""
        self._post("/control/phones", {"phones": {number: delivery.value for number, delivery in phones.items()}})

    def say(self, sayings: Iterable[Said]) -> None:
        """This function will have people write; the same ids again change nothing."""
        all_of_them = [asdict(said) for said in sayings]
        for start in range(0, len(all_of_them), BATCH):
            self._post("/control/say", {"messages": all_of_them[start : start + BATCH]})

    def call_again(self) -> int:
        """This function will have the gateway bring again what it had given up."""
        return int(self._post("/control/call-again", {})["again"])

    def sent(self, after: int = 0) -> Iterator[Taken]:
        """This function will yield what was sent, in order, all that came behind ``after``."""
        while batch := self._get("/control/sent", after=after)["messages"]:
            for taken in batch:
                yield Taken(**taken)
            after = batch[-1]["seq"]

    def counts(self) -> dict[str, int]:
        """This function will return how many messages each number was sent."""
        numbers: dict[str, int] = self._get("/control/counts")["numbers"]
        return numbers

    def figures(self) -> dict[str, int]:
        """This function will return the gateway's counts."""
        return self._get("/control/figures")

    def _get(self, path: str, **query: Any) -> dict[str, Any]:
        return self._read(self._http.get(path, params=query))

    def _post(self, path: str, body: Mapping[str, Any]) -> dict[str, Any]:
        return self._read(self._http.post(path, json=body))

    @staticmethod
    def _read(answer: httpx.Response) -> dict[str, Any]:
        read: dict[str, Any] = answer.raise_for_status().json()
        return read

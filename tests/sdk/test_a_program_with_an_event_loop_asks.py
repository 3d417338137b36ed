"""The asynchronous client: the same operations, the same strictness, one token for all tasks."""

import inspect
from typing import Any

import anyio
import httpx
import pytest

from services.sdk.client import AsyncConsentClient, ConsentClient, Credentials
from services.sdk.errors import BadAnswer, NotConnected, Unreachable
from services.sdk.fake import FakeLedger
from services.sdk.feed import Changes
from services.sdk.permits import Permit, Refusal
from services.sdk.questions import Question
from services.sdk.reasons import Reason
from services.sdk.running import Blocking
from services.sdk.wire import LARGEST_ANSWER
from tests.sdk.conftest import ANOTHER, DESK, LOANS, SOMEBODY


def operations(client: type) -> dict[str, str]:
    """This function will return what a client offers beyond opening and closing, with its signature."""
    base = {name for kind in client.__mro__[1:] for name in vars(kind)}
    return {
        name: str(inspect.signature(inspect.unwrap(thing)))
        for name, thing in vars(client).items()
        if callable(thing) and not name.startswith("_") and name not in base
    }


def test_both_clients_offer_the_same() -> None:
    assert operations(ConsentClient) == operations(AsyncConsentClient)
    assert {"check", "check_many", "resolve", "changes", "report_uses", "listen"} <= operations(ConsentClient).keys()
    assert issubclass(ConsentClient, Blocking)


def test_a_whole_conversation(ledger: FakeLedger) -> None:
    async def converse() -> None:
        async with ledger.async_client() as client:
            assert await client.resolve("131052-999X") == ledger.pairwise_id("131052-999X")
            permit = (await client.check(DESK, [LOANS], SOMEBODY, staff_ref="S-1"))[LOANS]
            assert isinstance(permit, Permit)
            refusal = (await client.check(DESK, [LOANS], ANOTHER))[LOANS]
            assert refusal == Refusal(LOANS, Reason.NO_PERMISSION, "2")
            assert [bool(one) for one in await client.check_many([Question(DESK, LOANS, SOMEBODY)])] == [True]
            assert await client.changes() == Changes((), "c0", False)

    anyio.run(converse)
    assert [look.staff_ref for look in ledger.looks] == ["S-1", "", ""]


def test_one_token_serves_all_tasks(ledger: FakeLedger) -> None:
    async def converse() -> list[Any]:
        came: list[Any] = []

        async def ask(client: AsyncConsentClient) -> None:
            came.append(await client.check(DESK, [LOANS], SOMEBODY))

        async with ledger.async_client() as client, anyio.create_task_group() as tasks:
            for _ in range(40):
                tasks.start_soon(ask, client)
        return came

    assert all(each[LOANS] for each in anyio.run(converse))
    assert ledger.tokens_given == 1


@pytest.mark.parametrize(
    ("breakage", "fault"),
    [
        (503, Unreachable),
        (403, NotConnected),
        (lambda request: httpx.Response(200, json={"decision": True}), BadAnswer),
        (lambda request: httpx.Response(200, content=b"x" * (LARGEST_ANSWER + 1)), BadAnswer),
        (lambda request: httpx.Response(200, headers={"content-encoding": "gzip"}), BadAnswer),
    ],
)
def test_it_fails_closed_too(ledger: FakeLedger, breakage: Any, fault: type[Exception]) -> None:
    async def converse() -> None:
        async with ledger.async_client() as client:
            await client.resolve("131052-999X")
            ledger.break_with(breakage)
            with pytest.raises(fault):
                await client.check(DESK, [LOANS], SOMEBODY)

    anyio.run(converse)


def test_a_ledger_that_is_down_and_comes_back(ledger: FakeLedger) -> None:
    async def converse() -> None:
        async with ledger.async_client() as client:
            ledger.go_down()
            with pytest.raises(Unreachable):
                await client.check(DESK, [LOANS], SOMEBODY)
            ledger.come_back()
            assert (await client.check(DESK, [LOANS], SOMEBODY))[LOANS]

    anyio.run(converse)


def test_a_secret_never_travels_in_the_clear_here_either() -> None:
    with pytest.raises(ValueError, match="https"):
        AsyncConsentClient("http://ledger.test", Credentials("c", "s"), department="library")

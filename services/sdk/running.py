"""The two ways to run an operation's steps, and how a client offers an operation as a method."""

import inspect
import threading
import time
from collections.abc import Callable, Coroutine
from functools import wraps
from types import TracebackType
from typing import Any, Concatenate, ParamSpec, Self, TypeVar

import anyio

from services.sdk import wire
from services.sdk.errors import ConsentError
from services.sdk.exchange import Act, Call, Pause, Step, Steps
from services.sdk.session import Session

P = ParamSpec("P")
T = TypeVar("T")


class Blocking(Session):
    """Runs steps in the thread that asks. Threads may share it."""

    def _open(self, base_url: str, transport: Any) -> None:
        self._pool = wire.open_pool(base_url, transport)
        self._fetching = threading.Lock()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, fault: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """This function will close the client's connections."""
        self._pool.close()

    def run(self, steps: Steps[T]) -> T:
        """This function will run an operation's steps and return its result."""
        came: Any = None
        fault: ConsentError | None = None
        while True:
            try:
                step = steps.throw(fault) if fault else steps.send(came)
            except StopIteration as done:
                result: T = done.value
                return result
            try:
                came, fault = self._take(step), None
            except ConsentError as trouble:
                fault = trouble

    def _take(self, step: Step) -> Any:
        if isinstance(step, Call):
            return wire.send(self._pool, step)
        if isinstance(step, Pause):
            return time.sleep(step.seconds)
        if isinstance(step, Act):
            return step.work()
        with self._fetching:
            return self._tokens.kept() or self.run(self._tokens.fetch())


class Awaiting(Session):
    """Runs steps in an event loop, asyncio's or trio's. Tasks of one loop may share it."""

    def _open(self, base_url: str, transport: Any) -> None:
        self._pool = wire.open_async_pool(base_url, transport)
        self._fetching = anyio.Lock()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, fault: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.close()

    async def close(self) -> None:
        """This function will close the client's connections."""
        await self._pool.aclose()

    async def run(self, steps: Steps[T]) -> T:
        """This function will run an operation's steps and return its result."""
        came: Any = None
        fault: ConsentError | None = None
        while True:
            try:
                step = steps.throw(fault) if fault else steps.send(came)
            except StopIteration as done:
                result: T = done.value
                return result
            try:
                came, fault = await self._take(step), None
            except ConsentError as trouble:
                fault = trouble

    async def _take(self, step: Step) -> Any:
        if isinstance(step, Call):
            return await wire.send_async(self._pool, step)
        if isinstance(step, Pause):
            return await anyio.sleep(step.seconds)
        if isinstance(step, Act):
            came = step.work()
            return await came if inspect.isawaitable(came) else came
        async with self._fetching:
            return self._tokens.kept() or await self.run(self._tokens.fetch())


def blocking(operation: Callable[Concatenate[Session, P], Steps[T]]) -> Callable[Concatenate[Any, P], T]:
    """This function will make an operation a method that returns when it is done."""

    @wraps(operation)
    def ask(client: Blocking, /, *args: P.args, **kwargs: P.kwargs) -> T:
        return client.run(operation(client, *args, **kwargs))

    return ask


def awaiting(
    operation: Callable[Concatenate[Session, P], Steps[T]],
) -> Callable[Concatenate[Any, P], Coroutine[Any, Any, T]]:
    """This function will make an operation a method that is awaited."""

    @wraps(operation)
    async def ask(client: Awaiting, /, *args: P.args, **kwargs: P.kwargs) -> T:
        return await client.run(operation(client, *args, **kwargs))

    return ask

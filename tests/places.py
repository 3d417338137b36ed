"""The databases of a test run: an empty one, and one where the cast lives already.

Publishing a registry and enrolling a family takes some hundred statements, and nearly a thousand tests begin with it.
So it is done and committed once for all of them. What a test adds is rolled back, or goes to a clone of its own.
"""

from contextlib import ExitStack
from functools import cached_property

from django.conf import settings
from django.db import connections
from pytest_django.plugin import DjangoDbBlocker

from tests import databases
from tests.cast import Cast, assemble


class Places:
    """Where a test can begin; each place is made when the first test asks for it."""

    def __init__(self, template: str, blocker: DjangoDbBlocker, stack: ExitStack) -> None:
        self.template = template
        self._blocker = blocker
        self._stack = stack
        self._shown: str | None = None

    @cached_property
    def empty(self) -> str:
        """The database with the tables and nothing in them."""
        return self._stack.enter_context(databases.clone(self.template, "run"))

    @cached_property
    def _made(self) -> tuple[str, Cast]:
        name = self._stack.enter_context(databases.clone(self.template, "cast"))
        databases.point_django_at(name)
        cast = assemble()
        connections.close_all()
        return name, cast

    @property
    def settled_template(self) -> str:
        """A database with the cast that nobody is connected to: clones are made of it."""
        return self._made[0]

    @property
    def cast(self) -> Cast:
        """Who lives in the settled places."""
        return self._made[1]

    @cached_property
    def settled(self) -> str:
        """The database where the cast lives."""
        return self._stack.enter_context(databases.clone(self.settled_template, "settled"))

    def show(self, settled: bool) -> None:
        """This function will let Django see the place where the next test begins, outside any transaction.

        A file whose tests share a database of their own has pointed Django there: then nothing is changed.
        """
        seen = settings.DATABASES["default"]["NAME"]
        if self._shown not in (None, seen):
            if settled:
                raise LookupError(f"the cast lives in {self.settled}, but this file works in {seen}")
            return
        with self._blocker.unblock():
            self._shown = self.settled if settled else self.empty
            if self._shown != seen:
                databases.point_django_at(self._shown)

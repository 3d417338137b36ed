"""A log that grows: real uses under real data keys, recorded and sequenced as the city does, only many at a time."""

import os
import random
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from uuid import UUID, uuid4

from django.conf import settings
from django.db import connection, connections, transaction

from bench.city import ACTIVITY, CATEGORY, DEPARTMENT, build_city
from bench.ground import clone, in_database, tidy
from bench.writers import parameters
from consent import clock
from consent.core.events import commitment
from consent.ledger.actions.check import RECORD_USES
from consent.ledger.encoders import encode_use
from consent.ledger.models import Use
from consent.log.append import draw_ids
from consent.log.fork_guard import Highest
from consent.log.models import Log
from consent.log.placing import stored_size
from consent.log.reconciling import reconcile
from consent.log.recording import make_keys
from consent.log.sequencer import ready_log, sequence_batch
from consent.log.signing import sign_stored
from consent.registry.models import ClientApplication

DECIDED = 100  # residents who have decided by the ordinary actions, so that not every leaf is a use
USES_EACH = 20  # of each person, as in the large city
GROUP = 16  # concurrent checks share a moment and a commit
BLOCK = 4_096


@dataclass(slots=True)
class GrowingLog:
    """A city of its own whose log can be made larger, and the environment for a process that looks at it."""

    database: str
    environment: dict[str, str]
    number: int
    _people: list[UUID]
    _client: str
    _chance: random.Random
    _log: Log
    _highest: Highest | None

    def grow(self, leaves: int, progress: Callable[[int], None] = lambda done: None) -> None:
        """This function will record uses until the log has so many leaves, sequence them and tidy up behind itself."""
        while (there := stored_size(self._log.number)) < leaves:
            self._record(min(BLOCK, leaves - there))
            self.sequence()
            progress(BLOCK)
        tidy(self.database)

    def sequence(self) -> None:
        """This function will give everything that waits its index and sign the size it reaches."""
        while True:
            placed, self._highest = sequence_batch(self._log, self._highest)
            if not placed.claimed:
                return

    def _record(self, count: int) -> None:
        newcomers = [uuid4() for _ in range(max(1, count // USES_EACH))]
        about = newcomers + self._chance.sample(self._people, min(len(self._people), len(newcomers)))
        self._people += newcomers
        with transaction.atomic():
            keys = make_keys(set(about), clock.now())
            for start in range(0, count, GROUP):
                self._record_together([self._chance.choice(about) for _ in range(min(GROUP, count - start))], keys)

    def _record_together(self, subjects: list[UUID], keys: dict[UUID | None, bytes]) -> None:
        at = clock.now()
        uses = [
            Use(
                event_id=event_id, recorded_at=at, subject=subject, department=DEPARTMENT, client=self._client,
                activity=ACTIVITY, category=CATEGORY, allowed=event_id % 11 > 0, basis="consent",
                reason="refused" if event_id % 11 == 0 else "consent", permission_version=1, notice_version=1,
            )
            for event_id, subject in zip(draw_ids(len(subjects)), subjects, strict=True)
        ]  # fmt: skip
        leaves = [commitment(keys[use.subject], use.event_id, encode_use(use)) for use in uses]
        with connection.cursor() as cursor:
            cursor.execute(RECORD_USES, parameters(uses, leaves, at))


@contextmanager
def growing_log(empty: str) -> Iterator[GrowingLog]:
    """
    This function will lend a city in a database of its own, with a guard and keys of its own, whose log has begun.

    :param empty: the name of a migrated database that nobody is connected to.
    """
    shared, places = connections["default"], (settings.GUARD_DIR, settings.LOG_KEYS_DIR)
    with clone(empty, "growing") as database, tempfile.TemporaryDirectory() as volume:
        guard, keys = Path(volume) / "guard", Path(volume) / "keys"
        settings.GUARD_DIR, settings.LOG_KEYS_DIR = guard, keys
        own = connections.create_connection("default")
        own.settings_dict = {**own.settings_dict, "NAME": database}
        connections["default"] = own
        try:
            build_city(DECIDED, lambda done: None)
            log = ready_log()
            highest = sign_stored(log, reconcile(log))
            client = ClientApplication.objects.values_list("client_id", flat=True).get()
            environment = os.environ | {
                "DATABASE_URL": in_database(os.environ["DATABASE_URL"], database),
                "GUARD_DIR": str(guard),
                "LOG_KEYS_DIR": str(keys),
            }
            yield GrowingLog(database, environment, log.number, [], client, random.Random(4), log, highest)  # noqa: S311
        finally:
            own.close()
            connections["default"] = shared
            settings.GUARD_DIR, settings.LOG_KEYS_DIR = places

"""Whatever a department's software sends is answered as the OpenAPI document says, and never with a server error.

``make test`` asks a bounded number of questions, the same each time; ``make fuzz`` asks others, round after round, for
as long as it is told, and writes each fault with the line that asks for it once more (docs/testing.md).
"""

import os
import random
from pathlib import Path

import pytest

from tests.architecture.tree import ROOT
from tests.fuzz.checks import answer_has_the_house_form, ask_besides, neighbour_finds_nothing
from tests.fuzz.conftest import Door
from tests.fuzz.runs import Budget, Fault, faults

MINUTES = float(os.environ.get("FUZZ_MINUTES", "0"))
SEED = int(os.environ.get("FUZZ_SEED") or random.SystemRandom().randrange(1, 2**31))
BUDGET = Budget(examples=25, seconds=int(MINUTES * 60), seed=SEED) if MINUTES else Budget(examples=4)
WRITTEN = Path(os.environ.get("MYDATA_HOME") or ROOT / ".mydata") / "fuzz.txt"


@pytest.mark.law(
    "GDPR", "32(1)(b)", "whatever is sent to the departments' API is answered as documented, never by an error of ours"
)
def test_every_answer_is_as_documented_and_a_neighbours_thing_is_no_thing(door: Door) -> None:
    ask_besides(neighbour_finds_nothing(door.application, door.trial, door.library), answer_has_the_house_form)
    found: list[Fault] = []
    for fault in faults(door.application, door.trial.token, BUDGET):
        found.append(fault)
        write(found)
    assert found == [], "\n".join(map(str, found))
    assert len(door.trial.owned) > 10, "the run made and read things of the trial department's own"


def write(found: list[Fault]) -> None:
    """This function will keep what was found where whoever runs it for hours finds it."""
    if MINUTES:
        WRITTEN.parent.mkdir(parents=True, exist_ok=True)
        WRITTEN.write_text(f"FUZZ_SEED={SEED}\n\n" + "\n".join(map(str, found)))

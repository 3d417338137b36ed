"""What the tests of erasure share: a city with decisions and uses, and a volume for the journal."""

from pathlib import Path
from typing import Any

import pytest

from tests.cast import Cast, Person, token_for, with_consent
from tests.decisions.doors import ask_http


@pytest.fixture
def volume(settings: Any, tmp_path: Path) -> Path:
    """The volume that no backup rewinds."""
    settings.GUARD_DIR = tmp_path / "guard"
    return tmp_path / "guard"


@pytest.fixture
def city(own_database: str, settled: Cast, volume: Path) -> Cast:
    """The cast, Aino with a consent, two consented uses and one under the law."""
    cast = with_consent(settled)
    for activity, category in (
        ("trial-consent", "trial.plain"), ("trial-consent", "trial.plain"), ("trial-task", "trial.plain")
    ):  # fmt: skip
        look(cast.aino, activity, category)
    return cast


def look(person: Person, activity: str, category: str = "trial.plain") -> bool:
    """This function will check as the trial department and tell whether it was allowed."""
    answer = ask_http(token_for("trial"), {
        "subject": {"type": "department", "id": "trial"},
        "action": {"name": activity},
        "resource": {"type": category, "id": person.pairwise_id},
    })  # fmt: skip
    return bool(answer[2]["decision"])

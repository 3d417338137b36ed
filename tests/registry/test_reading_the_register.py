"""The rooms above read the register: a constant number of statements, and not found is said."""

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from consent import clock
from consent.core.errors import NotFound
from consent.registry import queries
from tests.registry.conftest import Load
from tests.registry.samples import LAW_NAME, law_based, sample


def many(count: int) -> dict[str, Any]:
    """This function will return a manifest of ``count`` activities."""
    manifest = sample()
    manifest["activities"] = [sample(code=f"gym-tips-{number}")["activities"][0] for number in range(count)]
    return manifest


def statements(read: Any) -> int:
    """This function will count the statements that a query takes."""
    with CaptureQueriesContext(
        connection,
    ) as captured:
        read()
    return len(captured)


def test_the_number_of_statements_does_not_grow_with_the_register(load: Load) -> None:
    load(many(1))
    few = statements(lambda: queries.activities_in_force(clock.now()))
    load(many(12))
    assert len(queries.activities_in_force(clock.now())) == 12
    assert statements(lambda: queries.activities_in_force(clock.now())) == few == 1
    assert statements(lambda: queries.activity("gym-tips-1")) == 1
    assert statements(lambda: queries.activities(["gym-tips-1", "gym-tips-2"])) == 1
    assert statements(queries.departments) == 1
    assert statements(queries.categories) == 1


def test_an_old_version_is_never_shown_as_the_current_one(load: Load) -> None:
    load(many(3))
    later = many(3)
    later["activities"][1]["valid_months"] = 3
    load(later)
    shown = {view.code: (view.notice.version, view.valid_months) for view in queries.activities_in_force(clock.now())}
    assert shown == {"gym-tips-0": (1, 12), "gym-tips-1": (2, 3), "gym-tips-2": (1, 12)}


def test_a_law_based_activity_shows_its_law_by_name(load: Load) -> None:
    load(law_based())
    view = queries.activity("gym-tips")
    assert view.law_ref == "Sports Act 5 §"
    assert view.law_name == LAW_NAME
    assert view.valid_months is None


def test_the_words_of_an_explicit_consent_belong_to_the_notice(load: Load) -> None:
    words = {"fi": "Annan nimenomaisen suostumuksen.", "sv": "Jag samtycker uttryckligen.", "en": "I explicitly agree."}
    load(sample(categories=["gym.injuries"], explicit_consent=words))
    assert queries.activity("gym-tips").notice.explicit_consent("sv") == "Jag samtycker uttryckligen."


def test_an_ordinary_consent_has_no_such_words(load: Load) -> None:
    load(sample())
    assert queries.activity("gym-tips").notice.explicit_consent("fi") == ""


def test_names_are_read_by_language(load: Load) -> None:
    load(sample())
    view = queries.activity("gym-tips")
    assert view.department.name("sv") == "Idrottstjänsterna"
    assert view.categories[0].name("fi") == "Liikuntaryhmät"
    assert [department.code for department in queries.departments()] == ["gym"]
    assert [category.code for category in queries.categories()] == ["gym.groups", "gym.injuries"]


@pytest.mark.parametrize(
    "read",
    [
        lambda: queries.activity("nowhere"),
        lambda: queries.notice("nowhere", 1),
        lambda: queries.notice("gym-tips", 2),
    ],
)
def test_what_is_not_registered_is_not_found(load: Load, read: Any) -> None:
    load(sample())
    with pytest.raises(NotFound):
        read()


def test_an_unknown_activity_has_no_notices(db: None) -> None:
    assert queries.notices_of("nowhere") == []

"""The test kit bites: modules that leak in one way each are caught, and the sound one is left alone."""

import textwrap
from collections.abc import Callable
from pathlib import Path
from types import ModuleType

import pytest

from services.kit.testkit import LeakyModule, assert_nothing_leaks, leaks
from services.kit.testkit.back_doors import back_doors

SOUND = """
    from dataclasses import dataclass

    from services.kit.records import Field, Record, locates, reads, writes

    class Unknown(LookupError):
        pass

    @dataclass(frozen=True)
    class Line:
        text: str

    @reads("trial.lines", under="trial")
    def read_lines(pairwise_id):
        return (Line("secret"),)

    class Page(Record):
        lines = Field(read_lines)

    @locates
    def locate(card):
        return "a" * 32

    @writes
    def store(lines):
        return len(lines)

    def _inner(pairwise_id):
        return "secret"
"""


@pytest.fixture
def module(tmp_path: Path) -> Callable[..., ModuleType]:
    """Makes a module of a records.py and other files, given as text."""

    def make(addition: str = "", **files: str) -> ModuleType:
        source = textwrap.dedent(SOUND) + textwrap.dedent(addition)
        records = ModuleType("services.trial.records")
        records.__file__ = str(tmp_path / "records.py")
        (tmp_path / "records.py").write_text(source)
        exec(compile(source, "records.py", "exec"), vars(records))
        for name, text in files.items():
            (tmp_path / f"{name}.py").write_text(textwrap.dedent(text))
        return records

    return make


def test_a_sound_module_passes(module: Callable[..., ModuleType]) -> None:
    views = """
        from services.trial import records
        from services.trial.records import Unknown, read_lines
        from services.sdk.permits import Permit, Refusal

        def page(permit):
            return records.read_lines(permit, "a" * 32)
    """
    assert_nothing_leaks(module(views=views))


@pytest.mark.parametrize(
    ("addition", "what"),
    [
        ("def everything(pairwise_id):\n    return 'secret'", "neither reads, locates nor writes"),
        ("def everything(permit, pairwise_id):\n    return 'secret'", "gives data for no permit"),
        (
            "def careless(permit, pairwise_id):\n    if permit:\n        return 'secret'\n    raise ValueError",
            "gives data for an expired permit",
        ),
        (
            "from services.sdk.permits import demand\n"
            "def half(permit, pairwise_id):\n"
            "    demand(permit, activity='trial', category='trial.lines', pairwise_id=permit.pairwise_id)\n"
            "    return 'secret'\n"
            "half.category, half.activity = 'trial.lines', 'trial'",
            "gives data for a permit about somebody else",
        ),
        (
            "from services.sdk.permits import demand\n"
            "def any_purpose(permit, pairwise_id):\n"
            "    demand(permit, activity=permit.activity, category='trial.lines', pairwise_id=pairwise_id)\n"
            "    return 'secret'\n"
            "any_purpose.category, any_purpose.activity = 'trial.lines', 'trial'",
            "gives data for a permit for another activity",
        ),
        (
            "from services.sdk.permits import Permit\n"
            "def trusting(permit, pairwise_id):\n"
            "    from services.sdk import clock\n"
            "    from services.sdk.errors import NoPermit\n"
            "    if type(permit) is Permit and hasattr(permit, '_claims') and permit.activity == 'trial' and (\n"
            "        'trial.lines' in permit.categories and permit.pairwise_id == pairwise_id\n"
            "    ) and permit.expires_at > clock.now():\n"
            "        return 'secret'\n"
            "    raise NoPermit\n"
            "trusting.category, trusting.activity = 'trial.lines', 'trial'",
            "gives data for an expired permit that was given more time",
        ),
        (
            "def worn(pairwise_id):\n    return 'secret'\nworn.locates = True\nworn.writes = True",
            "neither reads, locates nor writes",
        ),
        ("everything = lambda *_: 'secret'", "neither reads, locates nor writes"),
        ("class Shelf:\n    def all(self):\n        return 'secret'", "neither a Record nor a plain dataclass"),
        (
            "@dataclass\nclass Open:\n    key: str\n    @property\n    def lines(self):\n        return 'secret'",
            "computes by itself",
        ),
        (
            "class Loose(Record):\n    lines = Field(read_lines)\n    def all(self):\n        return _inner('a')",
            "computes by itself",
        ),
        (
            "def worn(permit, pairwise_id):\n    return 'secret'\nworn.category = worn.activity = 'trial.lines'\n"
            "class Painted(Record):\n    lines = Field(worn)",
            "Painted.lines: gives data for no permit",
        ),
        (
            "async def later(permit, pairwise_id):\n    return 'secret'",
            "neither reads, locates nor writes",
        ),
        (
            "def bulk(permit, pairwise_id, extra, *more, flag=True):\n    return 'secret'",
            "gives data for a permit for another category",
        ),
    ],
)
@pytest.mark.filterwarnings("ignore:coroutine .* was never awaited:RuntimeWarning")
def test_a_leaky_door_is_caught(module: Callable[..., ModuleType], addition: str, what: str) -> None:
    records = module(addition)
    assert any(what in str(leak) for leak in leaks(records)), leaks(records)
    with pytest.raises(LeakyModule, match=r"services\.trial\.records"):
        assert_nothing_leaks(records)


@pytest.mark.django_db
def test_a_door_that_looks_before_it_asks_for_the_permit_is_caught() -> None:
    from services.kit.testkit.doors import open_doors
    from services.library.models import Patron
    from services.sdk.permits import demand

    def early(permit: object, pairwise_id: str) -> int:
        count = Patron.objects.count()
        demand(permit, activity="trial", category="trial.lines", pairwise_id=pairwise_id)
        return count

    records = ModuleType("services.trial.records")
    early.__module__ = records.__name__
    early.category, early.activity = "trial.lines", "trial"  # type: ignore[attr-defined]
    records.early = early  # type: ignore[attr-defined]
    assert any("before it does anything else" in str(leak) for leak in open_doors(records))


@pytest.mark.parametrize(
    ("source", "what"),
    [
        ("from services.library.models import Patron", "imports Patron from the models past records.py"),
        ("from services.library.models.customers import Loan as Work", "imports Loan from the models"),
        ("def later():\n    from services.library.models import Reservation", "imports Reservation"),
        ("from services.library.models import *", "from the models past records.py"),
        ("from services.library import models", "whole"),
        ("import services.library.models", "whole"),
        ("import services.library.models.customers as c", "whole"),
        ("from services.library.models import customers", "from the models past records.py"),
        ("from .models import Patron", "relative"),
        ("from services.library import records\nrecords.Patron", "reaches Patron through records.py"),
        ("from services.library.records import Patron", "reaches Patron through records.py"),
        ("from services.library import records as r\nr.Patron", "reaches Patron through records.py"),
        ("import services.library.records as r\nr.Patron", "imports records.py by its path"),
        ("from services.library import records\ngetattr(records, 'Patron')", "hands records.py on whole"),
        ("from services.library import records\nvars(records)['Patron']", "hands records.py on whole"),
        ("from services.library.records import read_loans\nread_loans.__wrapped__('a')", "looks inside by __wrapped__"),
        ("def steal(permit):\n    return permit._seal", "looks inside by _seal"),
        ("def change(permit):\n    permit.__setstate__([b'', b''])", "looks inside by __setstate__"),
        ("def take(permit):\n    return permit.__getstate__()", "looks inside by __getstate__"),
        ("def make(kind):\n    return object.__new__(kind)", "looks inside by __new__"),
        ("def change(permit):\n    object.__setattr__(permit, 'x', 1)", "looks inside by __setattr__"),
        ("def change(permit):\n    permit.__setattr__('x', 1)", "looks inside by __setattr__"),
        ("def take(permit):\n    return permit._claims", "looks inside by _claims"),
        ("def take(permit):\n    return getattr(permit, '_seal')", "names _seal"),
        ("import importlib", "imports importlib whole"),
        ("from importlib import import_module", "importlib"),
        ("import gc", "imports gc whole"),
        ("from services.library.records import *", "reaches * through records.py"),
        ("from services.library import records\nrecords.Loan.objects.all()", "reaches Loan through records.py"),
        ("from django.db import connection", "imports connection from django.db"),
        ("from django.db import connections as c", "imports connections from django.db"),
        ("from django.apps import apps", "imports apps from django.apps"),
        ("from django.contrib.contenttypes.models import ContentType", "contenttypes"),
        ("from services.sdk.permits import issue", "with which permits are made"),
        ("from services.sdk.permits import _KEY", "with which permits are made"),
        ("from services.sdk import permits", "whole"),
        ("import services.sdk.permits", "whole"),
        ("from services.sdk.fake import FakeLedger", "services.sdk.fake"),
        ("from services.sdk import fake", "services.sdk.fake"),
        ("from services.kit.testkit.bad_permits import permit_for", "services.kit.testkit"),
        ("from services.kit.testkit.stand_in import stand_in", "services.kit.testkit"),
        ("from services.kit.connection import client_for", "client_for"),
        ("from services.kit import connection", "services.kit.connection"),
    ],
)
def test_a_way_around_the_door_is_caught(tmp_path: Path, source: str, what: str) -> None:
    assert any(what in str(leak) for leak in leaks_of_file(tmp_path, source)), leaks_of_file(tmp_path, source)


@pytest.mark.parametrize(
    "source",
    [
        "from services.library.models import Work",
        "from services.library.models import DemoCard, Work",
        "from services.library.records import read_loans, UnknownCard, CUSTOMER, LOANS",
        "from services.library import records\nrecords.read_loans",
        "from services.sdk.permits import Permit",
        "from django.db import transaction",
        "from services.kit import gate",
    ],
)
def test_what_is_harmless_is_left_alone(tmp_path: Path, source: str) -> None:
    assert leaks_of_file(tmp_path, source) == []


def leaks_of_file(folder: Path, source: str) -> list[str]:
    """This function will return what the kit says of the library with this as one of its files."""
    from services.library import records

    copy = ModuleType("services.library.records")
    vars(copy).update({name: thing for name, thing in vars(records).items() if name != "__file__"})
    copy.__file__ = str(folder / "records.py")
    (folder / "views.py").write_text(source)
    return [str(leak) for leak in back_doors(copy)]


def test_a_way_back_from_open_data_is_caught(monkeypatch: pytest.MonkeyPatch) -> None:
    from services.library import records
    from services.library.models import Patron

    monkeypatch.setattr(Patron, "personal_data", False, raising=False)
    assert any("leads from open data to personal data" in str(leak) for leak in back_doors(records))

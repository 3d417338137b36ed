"""The kit's trial bites: modules that are bad in one way each are caught by the proof that is about it."""

import io
from collections.abc import Callable
from itertools import count
from pathlib import Path
from typing import Any

import pytest
from django.apps import AppConfig, apps
from django.core.management import call_command

from services.kit.apps import ServiceConfig
from services.kit.testkit.trials import prove
from tests.architecture.tree import ROOT

pytestmark = pytest.mark.django_db
NAME, TITLE = "Testi Salainen", "Hyvin Pitkän Kirjan Nimi"
APPS = f"""
from services.kit.apps import ServiceConfig
from services.kit.trial import Trial

class SampleConfig(ServiceConfig):
    name = "PACKAGE"

    def trial(self):
        return Trial("010190-999W", "42", {{"library.customer": ("{NAME}",), "library.loans": ("{TITLE}",)}})
"""
RECORDS = f"""
from services.kit.records import locates, reads

@locates
def locate(key, resolve):
    return resolve("010190-999W")

@reads("library.customer", under="library-loans")
def read_name(pairwise_id):
    return "{NAME}"

@reads("library.loans", under="library-loans")
def read_titles(pairwise_id):
    return "{TITLE}"
"""
VIEWS = """
from functools import partial
from django.http import HttpResponse
from django.views.decorators.http import require_GET
from services.kit import gate
from services.kit.officers import officers_only
from PACKAGE import records

SEEN = {}

def ask(request, key):
    return gate.ask(module="PACKAGE", activity="library-loans", locate=partial(records.locate, key),
                    staff_ref=request.user.reference)

@officers_only(role="librarian", department="library")
@require_GET
def home(request):
    return HttpResponse("Find a customer")

@officers_only(role="librarian", department="library")
@require_GET
def desk(request, key):
    answers = ask(request, key)
    panels = [answers.read(records.read_name), answers.read(records.read_titles)]
    text = "".join(f"<p>{panel.data if panel.allowed else panel.why_not}</p>" for panel in panels)
    return HttpResponse(text, status=answers.status)
"""
URLS = """
from django.urls import path
from PACKAGE import views

app_name = "PACKAGE"
urlpatterns = [path("", views.home, name="home"), path("desk/<str:key>/", views.desk, name="desk")]
"""
FILES = {"__init__": "", "apps": APPS, "records": RECORDS, "views": VIEWS, "urls": URLS}
Makes = Callable[..., ServiceConfig]
_numbers = count()


@pytest.fixture
def module(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Makes:
    """Makes a small library module on the disk, with some of its source replaced, and installs it."""
    monkeypatch.syspath_prepend(str(tmp_path))

    def make(file: str = "views", old: str = "", new: str = "") -> ServiceConfig:
        package = f"sample_{next(_numbers)}"
        (tmp_path / package).mkdir()
        for name, source in FILES.items():
            if name == file:
                assert old in source, old
                source = source.replace(old, new)
            (tmp_path / package / f"{name}.py").write_text(source.replace("PACKAGE", package))
        manifest = (ROOT / "services" / "library" / "manifest.yaml").read_text(encoding="utf-8")
        (tmp_path / package / "manifest.yaml").write_text(
            manifest.replace("module: library", f"module: {package}"), encoding="utf-8"
        )
        config = AppConfig.create(package)
        assert isinstance(config, ServiceConfig)
        config.apps, config.models = apps, {}
        # Among the installed ones, without all of them beginning anew as a change of the setting would have it.
        monkeypatch.setitem(apps.app_configs, package, config)
        return config

    return make


def fallen(config: ServiceConfig) -> dict[str, str]:
    """This function will return the proofs that a module does not stand, with what is against them."""
    return {proof.title: "\n".join(proof.against) for proof in prove(config) if proof.against}


def test_a_module_that_obeys_stands_every_proof(module: Makes) -> None:
    assert fallen(module()) == {}


READ = "    text = "
BAD: dict[str, tuple[tuple[str, str, str], str, str]] = {
    "reads without a permit": (
        ("records", '@reads("library.customer", under="library-loans")\ndef read_name(', "def read_name(permit, "),
        "nothing personal is read without a permit",
        "gives data for no permit",
    ),
    "shows nothing at all": (
        ("views", "    return HttpResponse(text,", '    return HttpResponse("",'),
        "what the ledger allows is shown",
        "on no page, even when it is allowed",
    ),
    "is tried with a blind spot": (
        ("apps", f', "library.loans": ("{TITLE}",)', ""),
        "what the ledger allows is shown",
        "says nothing of library.loans",
    ),
    "shows the last customer on its first page": (
        ("views", 'HttpResponse("Find a customer")', f'HttpResponse("Last: {NAME}")'),
        "what the ledger allows is shown",
        "GET (first page) shows library.customer",
    ),
    "shows what was refused": (
        ("views", "else panel.why_not}", f"else panel.why_not}} {NAME}"),
        "what is refused is not shown, and the page says why",
        "shows library.customer",
    ),
    "does not say why": (
        ("views", "else panel.why_not}", "else 'no'}"),
        "what is refused is not shown, and the page says why",
        "no page says in words why not (withdrawn)",
    ),
    "falls over at a refusal": (
        ("views", READ, "    panels[0].data.upper()\n" + READ),
        "what is refused is not shown, and the page says why",
        "fails with AttributeError",
    ),
    "opens one category with another's permit": (
        ("records", '@reads("library.loans"', '@reads("library.customer"'),
        "a category that is refused alone is missing alone",
        "shows library.loans",
    ),
    "shows an old copy in an outage": (
        ("views", READ, "    SEEN[key] = panels if answers.available else SEEN.get(key, panels)\n"
         "    panels = SEEN[key]\n" + READ),
        "nothing is shown in an outage",
        "(no connection)",
    ),
    "says that all is well in an outage": (
        ("views", "status=answers.status", "status=200"),
        "nothing is shown in an outage",
        "says that all is well",
    ),
    "falls over in an outage": (
        ("views", READ, "    if not answers.available:\n        answers.by_category['library.loans'].reason\n"
         + READ),
        "nothing is shown in an outage",
        "fails with AttributeError",
    ),
    "asks category by category and shows what it has": (
        ("views", "    answers = ask(request, key)\n",
         "    answers = ask(request, key)\n    keep = not answers.available\n"
         f"    if keep:\n        return HttpResponse('{TITLE}')\n"),
        "nothing is shown when answers break off",
        "shows library.loans",
    ),
    "keeps an allow": (
        ("views", "    answers = ask(request, key)\n", "    answers = SEEN.get(key) or ask(request, key)\n"
         "    if all(answers.by_category.values()):\n        SEEN[key] = answers\n"),
        "nothing is shown after a withdrawal",
        "shows library.customer",
    ),
    "keeps what it read": (
        ("views", READ, "    SEEN[key] = panels if panels[0].allowed else SEEN.get(key, panels)\n"
         "    panels = SEEN[key]\n" + READ),
        "nothing is shown after an erasure",
        "shows library.loans",
    ),
    "asks once for two loads": (
        ("views", "    answers = ask(request, key)\n",
         "    answers = SEEN.pop(key, None) or SEEN.setdefault(key, ask(request, key))\n"),
        "every page asks afresh and says for whom",
        "asks library",
    ),
    "does not say who looks": (
        ("views", "staff_ref=request.user.reference", 'staff_ref=""'),
        "every page asks afresh and says for whom",
        "staff_ref",
    ),
    "lets everybody in": (
        ("views", '@officers_only(role="librarian", department="library")\n@require_GET\ndef desk',
         "@require_GET\ndef desk"),
        "only staff in the role come in",
        "somebody who has not signed in",
    ),
    "asks before it looks who is there": (
        ("views", "def desk(request, key):", "def desk(request, key):\n    pass\n\n_guarded = desk\n\n"
         "def desk(request, key):\n"
         "    ask(request, key)\n    return _guarded(request, key)\n\ndef _unused(request, key):"),
        "only staff in the role come in",
        "asks the ledger for somebody who may not come in",
    ),
    "may be kept by a browser": (
        ("views", "def desk(request, key):",
         "def desk(request, key):\n    return show(request, key)\n\n_guarded = desk\n\n"
         "def desk(request, key):\n    answer = _guarded(request, key)\n    del answer['Cache-Control']\n"
         "    return answer\n\ndef show(request, key):"),
        "nothing personal is kept by a browser",
        "may be kept by a browser",
    ),
}  # fmt: skip


@pytest.mark.parametrize("what", BAD)
def test_each_bad_module_is_caught_by_the_proof_about_it(module: Makes, what: str) -> None:
    change, title, words = BAD[what]
    against = fallen(module(*change))
    assert words in against.get(title, ""), against


def test_a_module_that_stores_nobody_to_be_tried_with_stands_no_proof(module: Makes) -> None:
    config = module("apps", "def trial(self):", "def other(self):")
    assert len(fallen(config)) == 12


def test_the_command_ends_with_one_and_names_the_module(module: Makes, settings: Any) -> None:
    settings.DEMO = True
    config = module("views", "status=answers.status", "status=200")
    said = io.StringIO()
    with pytest.raises(SystemExit) as ended:
        call_command("check_service", config.module_name, stdout=said)
    assert ended.value.code == 1
    assert "✗ nothing is shown in an outage" in said.getvalue()
    assert f"Not safe to use: {config.module_name}." in said.getvalue()

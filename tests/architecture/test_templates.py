"""A template stays in its room, runs no script, brings no style of its own and calls nobody else's server."""

import re
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path

import pytest

from tests.architecture.tree import files, text

TAG = re.compile(r"{%-?\s*(extends|include)\s+(\S+)[^%]*%}")
MARKUP = re.compile(r"{%.*?%}|{{.*?}}|{#.*?#}", re.DOTALL)
COMMENT = re.compile(r"{%\s*comment.*?%}.*?{%\s*endcomment\s*%}", re.DOTALL)
UNSAFE = re.compile(r"\|\s*safe\b|\|\s*safeseq\b|{%\s*autoescape\s+off")
# A service's templates may include the kit's, which are about nobody.
SERVICES = {path.parts[1] for path in files() if path.parts[0] == "services" and path.name == "manifest.yaml"}
SCRIPTED = {"api/docs.html"}  # Swagger UI, the one page that cannot do without (DESIGN section 8)
LOADS = {"src", "srcset", "poster", "data", "action", "formaction"}


def templates() -> Iterator[tuple[Path, str]]:
    """This function will yield every template's path and its name as Django knows it."""
    for path in files():
        if path.suffix in (".html", ".txt", ".svg") and "templates" in path.parts:
            yield path, "/".join(path.parts[path.parts.index("templates") + 1 :])


TEMPLATES = list(templates())


def own_folder(name: str) -> str:
    """This function will return the folder a template belongs to; empty for base and the pages of errors."""
    return name.rpartition("/")[0].partition("/")[0]


def strays(name: str, source: str) -> list[str]:
    """This function will return what a template extends or includes outside base, partials and its own folder."""
    found = []
    for kind, quoted in TAG.findall(source):
        target = quoted.strip("'\"")
        if target == quoted:
            found.append(f"{kind} {quoted}: name the template, not a variable")
        elif target != "base.html" and own_folder(target) not in _neighbours(name):
            found.append(f"{kind} {target}")
    return found


def _neighbours(name: str) -> set[str]:
    own = own_folder(name)
    return {"partials", own} | ({"kit"} if own in SERVICES else set())


class Offences(HTMLParser):
    """Collects from a template's markup what the content security policy would refuse or a stranger would serve."""

    def __init__(self, *, scripted: bool) -> None:
        super().__init__()
        self.scripted = scripted
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        """This function will look at one tag and its attributes."""
        line = self.getpos()[0]
        given = {key: value or "" for key, value in attributes}
        if tag == "style" or "style" in given:
            self.found.append(f"{line}: inline style")
        if tag == "script" and not (self.scripted and "src" in given):
            self.found.append(f"{line}: script")
        for key, value in given.items():
            if key.startswith("on") and key.isalpha():
                self.found.append(f"{line}: {key} handler")
            if value.strip().lower().startswith(("javascript:", "data:text")):
                self.found.append(f"{line}: {key} runs a script")
            if key in LOADS and re.match(r"\s*(https?:)?//", value):
                self.found.append(f"{line}: {key} from another server")
        if tag in ("link", "base", "use", "image") and re.match(r"\s*(https?:)?//", given.get("href", "")):
            self.found.append(f"{line}: {tag} from another server")
        if tag in ("iframe", "object", "embed", "applet"):
            self.found.append(f"{line}: {tag}")


def offences(source: str, *, scripted: bool = False) -> list[str]:
    """This function will return the markup offences of a template; template tags count as plain text."""
    parser = Offences(scripted=scripted)
    parser.feed(MARKUP.sub(_filler, COMMENT.sub("", source)))
    return parser.found


def _filler(match: re.Match[str]) -> str:
    return ("x" if match[0].startswith("{{") else " ") + "\n" * match[0].count("\n")


def unsigned_forms(source: str) -> list[str]:
    """This function will return the posting forms of a template that carry no CSRF token."""
    forms = re.findall(r"<form\b.*?</form>", COMMENT.sub("", source), re.DOTALL | re.IGNORECASE)
    posting = [form for form in forms if re.search(r"method=[\"']?post", form, re.IGNORECASE)]
    return [form[:80] for form in posting if "{% csrf_token %}" not in form]


def test_there_are_templates_to_look_at() -> None:
    names = {name for _, name in TEMPLATES}
    assert "base.html" in names
    assert any(path.parts[0] == "services" for path, _ in TEMPLATES)


@pytest.mark.parametrize(("path", "name"), TEMPLATES, ids=lambda value: str(value))
def test_a_template_stays_in_its_room(path: Path, name: str) -> None:
    assert strays(name, text(path)) == []


@pytest.mark.parametrize(("path", "name"), TEMPLATES, ids=lambda value: str(value))
def test_a_template_holds_nothing_the_policy_refuses(path: Path, name: str) -> None:
    source = text(path)
    assert offences(source, scripted=name in SCRIPTED) == []
    assert UNSAFE.findall(source) == []
    assert re.findall(r"@import|url\(\s*[\"']?(?:https?:)?//", source) == []


@pytest.mark.parametrize(("path", "name"), TEMPLATES, ids=lambda value: str(value))
def test_every_posting_form_carries_a_csrf_token(path: Path, name: str) -> None:
    assert unsigned_forms(text(path)) == []


def test_a_service_keeps_its_templates_under_its_own_name() -> None:
    """Django looks templates up in one common space: a service's ``home.html`` would hide another's."""
    astray = [
        str(path)
        for path, name in TEMPLATES
        if path.parts[0] == "services" and own_folder(name) not in (path.parts[1], f"services_{path.parts[1]}")
    ]
    assert astray == []


def test_our_style_sheets_call_nobody_elses_server() -> None:
    sheets = [path for path in files() if path.suffix == ".css"]
    outside = re.compile(r"@import\s|url\(\s*[\"']?(?:https?:)?//")
    assert {str(path): outside.findall(text(path)) for path in sheets if outside.search(text(path))} == {}


def test_no_python_marks_a_text_as_safe() -> None:
    marks = re.compile(r"\b(mark_safe|SafeString|SafeText)\b")
    program = [path for path in files() if path.suffix == ".py" and path.parts[0] in ("consent", "services")]
    assert [str(path) for path in program if marks.search(text(path))] == []


@pytest.mark.parametrize(
    ("name", "source"),
    [
        ("portal/home.html", "{% extends 'public/base.html' %}"),
        ("library/home.html", '{% include "portal/row.html" %}'),
        ("portal/home.html", "{% include chosen %}"),
        ("portal/home.html", '{% include "kit/find.html" %}'),
        ("partials/footer.html", "{% include 'portal/row.html' %}"),
        ("portal/home.html", "{% extends '404.html' %}"),
    ],
)
def test_a_stray_template_is_seen(name: str, source: str) -> None:
    assert strays(name, source)


@pytest.mark.parametrize(
    ("name", "source"),
    [
        ("portal/home.html", '{% extends "base.html" %}{% include "partials/x.html" with a=b only %}'),
        ("portal/home.html", "{% include 'portal/parts/row.html' %}"),
        ("library/home.html", '{% include "kit/find.html" %}'),
    ],
)
def test_a_template_at_home_is_left_alone(name: str, source: str) -> None:
    assert strays(name, source) == []


@pytest.mark.parametrize(
    "source",
    [
        '<p style="color:red">',
        "<style>p{}</style>",
        '<script src="/x.js"></script>',
        '<a onclick="x()">',
        '<p {% if x %}style="{{ y }}"{% endif %}>',
        '<img src="https://elsewhere.example/x.png">',
        '<img src="//elsewhere.example/x.png">',
        '<link rel="stylesheet" href="https://elsewhere.example/x.css">',
        '<a href="javascript:x()">',
        "<iframe></iframe>",
        '<form action="https://elsewhere.example/">',
    ],
)
def test_each_markup_offence_is_seen(source: str) -> None:
    assert offences(source)


def test_a_page_with_scripts_still_runs_none_of_its_own() -> None:
    assert offences("<script>x()</script>", scripted=True)
    assert offences('<script src="https://elsewhere.example/x.js"></script>', scripted=True)
    assert offences('<script src="{{ bundle }}"></script>', scripted=True) == []


def test_an_ordinary_link_to_another_site_is_no_offence() -> None:
    assert offences('<a href="https://tietosuoja.fi/">{{ x }}</a><img src="{% static \'a.svg\' %}" alt="">') == []


def test_a_posting_form_without_a_token_is_seen() -> None:
    assert unsigned_forms('<form method="post" action="/x/"><button>Go</button></form>')
    assert not unsigned_forms('<form method="post">{% csrf_token %}</form><form method="get"></form>')

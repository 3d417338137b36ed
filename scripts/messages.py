"""Keeps the message catalogues whole: finds every text in code and templates, merges it, compiles.

    python scripts/messages.py [NAME…]            update each .po and compile its .mo
    python scripts/messages.py --check [NAME…]    change nothing; exit 1 and say what is missing or not compiled

NAME is "city" for the platform's own catalogue or a package of services; all of them when none is given.

Needs no gettext tools. Message ids are the English texts; what is written for people is in fi and sv.
"""

import argparse
import ast
import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import django
import polib
from django.conf import settings
from django.utils.translation.template import templatize

ROOT = Path(__file__).resolve().parent.parent
LANGUAGES = ("fi", "sv")

# The argument positions of (context, singular, plural) for each way to mark a text.
CALLS = {
    "_": (None, 0, None),
    "gettext": (None, 0, None),
    "gettext_lazy": (None, 0, None),
    "gettext_noop": (None, 0, None),
    "ngettext": (None, 0, 1),
    "ngettext_lazy": (None, 0, 1),
    "pgettext": (0, 1, None),
    "pgettext_lazy": (0, 1, None),
    "npgettext": (0, 1, 2),
    "npgettext_lazy": (0, 1, 2),
}
CALL = re.compile(r"\b(" + "|".join(sorted(CALLS, key=len, reverse=True)) + r")\(")


@dataclass(frozen=True, order=True)
class Message:
    """A text to translate: ``plural`` and ``context`` are empty when it has none."""

    text: str
    plural: str = ""
    context: str = ""


@dataclass(frozen=True)
class Catalogue:
    """Where texts come from and the ``locale`` directory that translates them."""

    name: str
    locale: Path
    sources: tuple[Path, ...]

    def messages(self) -> dict[Message, set[str]]:
        """This function will return every text with the files it occurs in."""
        found: dict[Message, set[str]] = {}
        for source in self.sources:
            for path in sorted([*source.rglob("*.py"), *source.rglob("*.html"), *source.rglob("*.txt")]):
                for message in _messages_in(path):
                    found.setdefault(message, set()).add(path.relative_to(ROOT).as_posix())
        return found

    def po(self, language: str) -> Path:
        """This function will return the catalogue's file in ``language``."""
        return self.locale / language / "LC_MESSAGES" / "django.po"


def catalogues() -> list[Catalogue]:
    """This function will return the city's own catalogue and one for each package of services that has pages."""
    services = [path for path in sorted((ROOT / "services").iterdir()) if (path / "locale").is_dir()]
    return [
        Catalogue("city", ROOT / "locale", (ROOT / "consent", ROOT / "templates")),
        *(Catalogue(path.name, path / "locale", (path,)) for path in services),
    ]


def update(catalogue: Catalogue, language: str) -> polib.POFile:
    """This function will merge the texts of the sources into a .po file, keep what is translated, drop what is gone."""
    path = catalogue.po(language)
    old = {_key(entry): entry for entry in polib.pofile(str(path))} if path.exists() else {}
    new = polib.POFile(wrapwidth=110)
    new.metadata = {
        "Project-Id-Version": "mydata",
        "Language": language,
        "MIME-Version": "1.0",
        "Content-Type": "text/plain; charset=UTF-8",
        "Content-Transfer-Encoding": "8bit",
        "Plural-Forms": "nplurals=2; plural=(n != 1);",
    }
    found = catalogue.messages()
    for message in sorted(found, key=lambda message: (min(found[message]), message)):
        new.append(_entry(message, sorted(found[message]), old.get(message)))
    return new


def problems(catalogue: Catalogue, language: str) -> list[str]:
    """This function will list what is wrong with a catalogue in ``language``; an empty list means that it is whole."""
    path = catalogue.po(language)
    if not path.exists():
        return [f"{path}: missing"]
    po = polib.pofile(str(path))
    have = {_key(entry): entry for entry in po}
    wanted = catalogue.messages()
    said = [f"not in the catalogue: {message.text!r}" for message in sorted(wanted.keys() - have.keys())]
    said += [f"no longer used: {message.text!r}" for message in sorted(have.keys() - wanted.keys())]
    said += [f"fuzzy: {entry.msgid!r}" for entry in po.fuzzy_entries()]
    said += [f"untranslated: {entry.msgid!r}" for entry in po if not entry.obsolete and not _translated(entry)]
    said += [f"placeholders differ: {entry.msgid!r}" for entry in po if _translated(entry) and not _same_blanks(entry)]
    compiled = path.with_suffix(".mo")
    if not compiled.exists() or compiled.read_bytes() != po.to_binary():
        said.append(f"{compiled.name} is not what the .po file compiles to")
    return [f"{catalogue.name}/{language}: {what}" for what in said]


def _messages_in(path: Path) -> Iterator[Message]:
    text = path.read_text("utf-8")
    if path.suffix == ".py":
        calls = (node for node in ast.walk(ast.parse(text)) if isinstance(node, ast.Call))
    else:
        calls = _calls_in(templatize(text))
    for call in calls:
        if (message := _message(call)) is not None:
            yield message


def _calls_in(text: str) -> Iterator[ast.Call]:
    """Django turns a template into text in which only the marked calls are Python."""
    for match in CALL.finditer(text):
        end = match.end()
        while (end := text.find(")", end) + 1) > 0:
            try:
                tree = ast.parse(text[match.start() : end], mode="eval")
            except SyntaxError:
                continue
            if isinstance(tree.body, ast.Call):
                yield tree.body
            break


def _message(call: ast.Call) -> Message | None:
    name = call.func.id if isinstance(call.func, ast.Name) else getattr(call.func, "attr", "")
    if name not in CALLS:
        return None

    def argument(position: int | None) -> str:
        if position is None or position >= len(call.args):
            return ""
        node = call.args[position]
        return node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else ""

    context, singular, plural = CALLS[name]
    text = argument(singular)
    return Message(text, argument(plural), argument(context)) if text else None


def _key(entry: polib.POEntry) -> Message:
    return Message(entry.msgid, entry.msgid_plural or "", entry.msgctxt or "")


def _entry(message: Message, files: list[str], old: polib.POEntry | None) -> polib.POEntry:
    entry = polib.POEntry(msgid=message.text, occurrences=[(file, "") for file in files])
    if message.context:
        entry.msgctxt = message.context
    if message.plural:
        entry.msgid_plural = message.plural
        entry.msgstr_plural = old.msgstr_plural if old else {0: "", 1: ""}
    elif old:
        entry.msgstr = old.msgstr
    if "%(" in message.text:
        entry.flags = ["python-format"]
    return entry


def _translated(entry: polib.POEntry) -> bool:
    if entry.msgid_plural:
        return all(entry.msgstr_plural.get(form) for form in (0, 1))
    return bool(entry.msgstr)


def _same_blanks(entry: polib.POEntry) -> bool:
    texts = list(entry.msgstr_plural.values()) if entry.msgid_plural else [entry.msgstr]
    blanks = re.compile(r"%\(\w+\)[sd]")
    return all(set(blanks.findall(text)) == set(blanks.findall(entry.msgid)) for text in texts)


def main() -> int:
    """This function will update or check every catalogue and return the exit code."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--check", action="store_true", help="change nothing, only say what is wrong")
    parser.add_argument("names", nargs="*", help="which catalogues; all when left out")
    arguments = parser.parse_args()
    chosen = [one for one in catalogues() if not arguments.names or one.name in arguments.names]
    if not settings.configured:
        settings.configure(USE_I18N=True)
        django.setup()
    said = []
    for catalogue in chosen:
        for language in LANGUAGES:
            path = catalogue.po(language)
            if not arguments.check:
                path.parent.mkdir(parents=True, exist_ok=True)
                po = update(catalogue, language)
                po.save(str(path))
                path.with_suffix(".mo").write_bytes(polib.pofile(str(path)).to_binary())
            said += problems(catalogue, language)
    print("\n".join(said) or "every text is translated and compiled")
    return 1 if said else 0


if __name__ == "__main__":
    sys.exit(main())

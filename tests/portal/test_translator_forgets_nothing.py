"""Every text is there in Finnish and Swedish, and what is compiled is what is written."""

from pathlib import Path

import polib
import pytest

from scripts import messages

CATALOGUES = {catalogue.name: catalogue for catalogue in messages.catalogues()}


@pytest.mark.parametrize("language", messages.LANGUAGES)
@pytest.mark.parametrize("name", CATALOGUES)
@pytest.mark.law("Language Act 423/2003", "10 §", "every page is there in Finnish and Swedish")
def test_nothing_is_missing_untranslated_or_not_compiled(name: str, language: str) -> None:
    assert messages.problems(CATALOGUES[name], language) == []


def test_the_city_and_its_services_each_have_a_catalogue() -> None:
    assert {"city", "kit", "library"} <= CATALOGUES.keys()


@pytest.mark.parametrize("damage", ["untranslated", "fuzzy", "stale", "gone", "blank"])
def test_a_damaged_catalogue_is_noticed(damage: str, tmp_path: Path) -> None:
    whole = CATALOGUES["city"]
    copy = messages.Catalogue("copy", tmp_path / "locale", whole.sources)
    path = copy.po("fi")
    path.parent.mkdir(parents=True)
    po = polib.pofile(str(whole.po("fi")))
    path.with_suffix(".mo").write_bytes(po.to_binary())
    entry = next(entry for entry in po if entry.msgid == "Act for %(name)s")
    match damage:
        case "untranslated":
            entry.msgstr = ""
        case "fuzzy":
            entry.flags.append("fuzzy")
        case "stale":
            entry.msgstr = "Toinen %(name)s"
        case "gone":
            po.remove(entry)
        case "blank":
            entry.msgstr = "Toinen %(nmae)s"
    po.save(str(path))
    said = "\n".join(messages.problems(copy, "fi"))
    expected = {
        "untranslated": "untranslated: 'Act for",
        "fuzzy": "fuzzy: 'Act for",
        "stale": "not what the .po file compiles to",
        "gone": "not in the catalogue: 'Act for",
        "blank": "placeholders differ: 'Act for",
    }
    assert expected[damage] in said

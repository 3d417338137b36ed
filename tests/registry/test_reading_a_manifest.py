"""A department writes YAML, and each mistake of form is pointed at with what to do."""

import json
from pathlib import Path
from typing import Any

import pytest
import yaml
from django.conf import settings

from consent.core.errors import Invalid, NotFound
from consent.registry.manifest import read_manifest
from consent.registry.manifest_shape import shape_problems
from consent.registry.prose import settled
from tests.registry.samples import changed, sample

GOVERNANCE = ("activities", 0, "governance")


def problems_of(tmp_path: Path, text: str | bytes) -> list[str]:
    """This function will return what is wrong with a file of this content."""
    file = tmp_path / "manifest.yaml"
    file.write_bytes(text if isinstance(text, bytes) else text.encode())
    with pytest.raises(Invalid) as refused:
        read_manifest(file)
    return refused.value.problems


def put(manifest: dict[str, Any], value: object, *path: str | int) -> dict[str, Any]:
    """This function will return the manifest with one place overwritten."""

    def change(copied: Any) -> None:
        for part in path[:-1]:
            copied = copied[part]
        copied[path[-1]] = value

    return changed(manifest, change)


def test_a_manifest_reads_back_as_it_was_written(tmp_path: Path) -> None:
    file = tmp_path / "manifest.yaml"
    file.write_text(yaml.safe_dump(sample(), allow_unicode=True), encoding="utf-8")
    assert read_manifest(file) == sample()


def test_the_schema_allows_no_unknown_key_anywhere() -> None:
    schema = json.loads((settings.BASE_DIR / "services" / "manifest.schema.json").read_text(encoding="utf-8"))
    open_objects: list[str] = []

    def walk(node: Any, path: str) -> None:
        if isinstance(node, dict):
            if node.get("type") == "object" and node.get("additionalProperties") is not False:
                open_objects.append(path)
            for key, value in node.items():
                walk(value, f"{path}/{key}")
        elif isinstance(node, list):
            for number, value in enumerate(node):
                walk(value, f"{path}/{number}")

    walk(schema, "")
    assert schema["$schema"] == "https://json-schema.org/draft/2020-12/schema"
    assert open_objects == []


@pytest.mark.parametrize(
    ("manifest", "problem"),
    [
        (
            put(sample(), True, "activities", 0, "pre_ticked"),
            "activities[0]: remove 'pre_ticked'; known here: code, basis, purpose",
        ),
        (put(sample(), "12", "activities", 0, "valid_months"), "activities[0].valid_months: give a whole number"),
        (put(sample(), -1, "activities", 0, "retention", "months"), "activities[0].retention.months: give at least 0"),
        (put(sample(), "secret", "categories", 0, "sensitivity"), "categories[0].sensitivity: choose one of normal, "),
        (put(sample(), {"fi": "Vain"}, "department", "name"), "department.name: add 'sv', 'en'"),
        (put(sample(), {}, "department", "contact"), "department.contact: fill it in, it is empty"),
        (put(sample(), "Gym Tips", "activities", 0, "code"), "activities[0].code: 'Gym Tips' does not fit: "),
        (put(sample(), "x" * 91, "activities", 0, "notice", "fi", "title"), "activities[0].notice.fi.title: shorten"),
        (put(sample(), ["gym.groups"] * 2, "activities", 0, "categories"), "activities[0].categories: name each"),
        (put(sample(), 7, "activities", 0, "purpose"), "activities[0].purpose: give text"),
        (put(sample(), "soon", "activities", 0, "in_force_from"), "activities[0].in_force_from: 'soon' does not"),
        (
            put(sample(), "2026-13-01T00:00:00Z", "activities", 0, "in_force_from"),
            "activities[0].in_force_from: '2026-13-01T00:00:00Z' is no day and time of the calendar",
        ),
        (put(sample(), "gym\n", "department", "code"), "department.code: 'gym\\n' does not fit: "),
        (put(sample(), " \n", "department", "name", "sv"), "department.name.sv: fill it in, it is empty"),
        (put(sample(), "\u0344" * 120, "department", "name", "sv"), "department.name.sv: shorten it to 120 "),
        (put(sample(), 12.0, "activities", 0, "valid_months"), "activities[0].valid_months: write text, a whole "),
        (put(sample(), 2**53, "activities", 0, "valid_months"), "activities[0].valid_months: the number is too large"),
        (put(sample(), {1: "x"}, "department", "name"), "department.name: every key is text"),
        (put(sample(), [], "activities"), "activities: fill it in, it is empty"),
        ([], "manifest: give a group of named values instead of []"),
        (put(sample(), "a\u202eb", "module"), "module: remove the invisible character U+202E"),
        (put(sample(), "tyhjä\x00merkki", "department", "name", "fi"), "department.name.fi: remove the invisible"),
        (put(sample(), "menet\u00e4\u00adt", "department", "name", "fi"), "department.name.fi: remove the invisible"),
        (put(sample(), "puoli\ud800", "department", "name", "fi"), "department.name.fi: remove the invisible"),
    ],
)  # fmt: skip
def test_a_mistake_of_form_is_pointed_at(manifest: Any, problem: str) -> None:
    found = shape_problems(manifest)
    assert any(line.startswith(problem) for line in found), found


def test_several_mistakes_are_listed_together() -> None:
    manifest = put(put(sample(), 0, "department", "code"), "x", "activities", 0, "retention")
    assert len(shape_problems(manifest)) == 2


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("module: gym\nmodule: library\n", "'module' stands here twice"),
        ("a: &x [1]\nb: *x\n", "instead of an alias"),
        ("module: !!python/object/apply:os.system ['true']\n", "not plain YAML"),
        ("1: one\n", "not text"),
        ("module: [\n", "not plain YAML"),
        ("module: !!int ''\n", "without a !tag"),
        ("module: !!bool maybe\n", "without a !tag"),
        (b"module: \xff\xfe\n", "not plain YAML in UTF-8"),
        ("x: " + "[" * 5000, "not plain YAML"),
    ],
)
def test_yaml_with_surprises_is_refused(tmp_path: Path, text: str | bytes, said: str) -> None:
    [problem] = problems_of(tmp_path, text)
    assert said in problem


@pytest.mark.parametrize(
    "code_point", [0x200B, 0x200D, 0x200F, 0x2060, 0xFEFF, 0x2066, 0x034F, 0x3164, 0xFE0F, 0xE0041]
)
def test_an_invisible_character_is_refused_anywhere(code_point: int) -> None:
    [problem] = shape_problems(put(sample(), f"gym{chr(code_point)} / planner", *GOVERNANCE, "approved_by"))
    assert problem == f"activities[0].governance.approved_by: remove the invisible character U+{code_point:04X}"


def test_a_number_longer_than_any_text_is_no_traceback(tmp_path: Path) -> None:
    text = yaml.safe_dump(sample(), allow_unicode=True).replace("months: 6", "months: 0x" + "F" * 20_000)
    assert problems_of(tmp_path, text) == ["activities[0].retention.months: the number is too large"]


def test_words_that_yaml_likes_to_convert_stay_words(tmp_path: Path) -> None:
    file = tmp_path / "manifest.yaml"
    written = yaml.safe_dump(sample(), allow_unicode=True).replace("drafted_by: gym / planner", "drafted_by: no")
    file.write_text(written.replace("dpo_opinion: Fine.", "dpo_opinion: 2026-11-24"), encoding="utf-8")
    governance = read_manifest(file)["activities"][0]["governance"]
    assert governance["drafted_by"] == "no"
    assert governance["dpo_opinion"] == "2026-11-24"


def test_an_oversized_file_is_refused(tmp_path: Path) -> None:
    assert "larger than 512 kB" in problems_of(tmp_path, "#" * 600_000)[0]


def test_a_file_that_is_not_there_is_said_to_be_missing(tmp_path: Path) -> None:
    with pytest.raises(NotFound) as missing:
        read_manifest(tmp_path / "nowhere.yaml")
    assert "no manifest to read" in str(missing.value)


@pytest.mark.parametrize("name", [".", "nul\x00"])
def test_a_path_that_is_no_file_is_said_to_hold_no_manifest(tmp_path: Path, name: str) -> None:
    with pytest.raises(NotFound):
        read_manifest(tmp_path / name)


def test_rewrapped_lines_and_composed_letters_are_the_same_text() -> None:
    assert (
        settled("Päätät\n  itse.\n\n\nAina.\n")
        == settled("Pa\u0308a\u0308ta\u0308t itse.\n \n Aina.")
        == ("Päätät itse.\n\nAina.")
    )

"""A module's manifest as its own pages need it. The register reads the same file and checks it against the schema."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

Texts = Mapping[str, str]


class ManifestError(Exception):
    """The manifest is missing or lacks what the module's pages need."""


@dataclass(frozen=True, slots=True)
class ManifestActivity:
    """One purpose of the module: its title by language, the categories it may ask for, the departments it gives to."""

    code: str
    titles: Texts
    categories: tuple[str, ...]
    recipients: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Manifest:
    """The parts of manifest.yaml that a running module uses."""

    module: str
    department: str
    department_names: Texts
    scopes: tuple[str, ...]
    category_names: Mapping[str, Texts]
    activities: Mapping[str, ManifestActivity]

    def activity(self, code: str) -> ManifestActivity:
        """This function will return one activity. Raises ManifestError for a code the manifest does not have."""
        if code not in self.activities:
            raise ManifestError(f"The manifest of {self.module} has no activity {code}.")
        return self.activities[code]


def load_manifest(path: Path) -> Manifest:
    """This function will read a manifest file. Raises ManifestError."""
    try:
        content = yaml.safe_load(path.read_text(encoding="utf-8"))
        return Manifest(
            module=content["module"],
            department=content["department"]["code"],
            department_names=content["department"]["name"],
            scopes=tuple(content["scopes"]),
            category_names={entry["code"]: entry["name"] for entry in content["categories"]},
            activities={entry["code"]: _activity(entry) for entry in content["activities"]},
        )
    except (OSError, yaml.YAMLError, KeyError, TypeError) as fault:
        raise ManifestError(f"{path.name} of {path.parent.name} cannot be read ({type(fault).__name__}).") from fault


def _activity(entry: dict[str, Any]) -> ManifestActivity:
    titles = {language: notice["title"] for language, notice in entry["notice"].items()}
    recipients = tuple(each["department"] for each in entry["recipients"] if "department" in each)
    return ManifestActivity(entry["code"], titles, tuple(entry["categories"]), recipients)

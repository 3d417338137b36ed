"""The demo extract: the one file through which the synthetic city reaches the service modules."""

import json
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

VERSION = 1


class ExtractError(Exception):
    """The extract is missing or not one this version reads."""


@dataclass(frozen=True, slots=True)
class Person:
    """One synthetic resident, as far as a service may need them. ``guardians`` are national ids."""

    national_id: str
    given_name: str
    family_name: str
    birth_date: date
    language: str
    persona: str
    district: str = ""
    street_address: str = ""
    postal_code: str = ""
    phone: str = ""
    guardians: tuple[str, ...] = ()
    non_disclosure: bool = False

    def age(self, on: date) -> int:
        """This function will return the person's age in full years on a date."""
        return on.year - self.birth_date.year - ((on.month, on.day) < (self.birth_date.month, self.birth_date.day))


@dataclass(frozen=True, slots=True)
class Extract:
    """The synthetic city of one seed, as it was on the day ``as_of`` when the file says so."""

    seed: int
    people: tuple[Person, ...]
    as_of: date | None = None


def read_extract(path: Path) -> Extract:
    """This function will read the extract file. Raises ExtractError when it is missing or of another form."""
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
        if content["version"] != VERSION:
            raise ExtractError(f"The extract has version {content['version']}; this program reads {VERSION}.")
        as_of = date.fromisoformat(content["as_of"]) if "as_of" in content else None
        return Extract(int(content["seed"]), tuple(_person(entry) for entry in content["people"]), as_of)
    except FileNotFoundError:
        raise ExtractError("There is no demo extract yet: run `python manage.py demo_city` first.") from None
    except (KeyError, TypeError, ValueError) as fault:
        raise ExtractError(f"The demo extract is not readable ({type(fault).__name__}).") from None


def _person(entry: dict[str, Any]) -> Person:
    return Person(
        national_id=entry["national_id"],
        given_name=entry["given_name"],
        family_name=entry["family_name"],
        birth_date=date.fromisoformat(entry["birth_date"]),
        language=entry["language"],
        persona=entry.get("persona") or "",
        district=entry.get("district", ""),
        street_address=entry.get("street_address", ""),
        postal_code=entry.get("postal_code", ""),
        phone=entry.get("phone", ""),
        guardians=tuple(entry.get("guardians", ())),
        # What is not false is protected: a value of another form must not open anybody's address.
        non_disclosure=entry.get("non_disclosure", False) is not False,
    )

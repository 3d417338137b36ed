"""The extract file: how a made-up city reaches the departments' own registers, which share no database with us."""

import json
import os
import tempfile
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from consent.demo.city.person import City, Person

VERSION = 1


def extract_bytes(city: City, people: Iterable[Person]) -> bytes:
    """This function will write the extract of ``people`` of a city: JSON in UTF-8, one person a line."""
    head = json.dumps({"version": VERSION, "seed": city.seed, "residents": len(city.people), "as_of": str(city.as_of)})
    lines = ",\n".join(json.dumps(_record(person), ensure_ascii=False) for person in people)
    return f'{head[:-1]}, "people": [\n{lines}\n]}}\n'.encode()


def _record(person: Person) -> dict[str, Any]:
    return {
        "national_id": person.national_id,
        "given_name": person.given_name,
        "family_name": person.family_name,
        "birth_date": person.birth_date.isoformat(),
        "language": person.language,
        "district": person.district,
        "street_address": person.street_address,
        "postal_code": person.postal_code,
        "phone": person.phone,
        "guardians": list(person.guardians),
        "persona": person.persona,
        "non_disclosure": person.non_disclosure,
    }


def write_extract(path: Path, content: bytes) -> bool:
    """This function will put ``content`` at ``path``, readable by its owner only, and tell whether it changed anything.

    Written beside and then moved: a reader sees the old file or the new one, never a part. A crash leaves at most a
    temporary file that nobody reads.
    """
    if path.is_file() and path.read_bytes() == content and path.stat().st_mode & 0o777 == 0o600:
        return False
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    descriptor, temporary = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")  # mkstemp makes mode 600
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        Path(temporary).replace(path)
    except BaseException:
        Path(temporary).unlink(missing_ok=True)
        raise
    return True


def described(path: Path) -> tuple[int, int] | None:
    """This function will return seed and size of the city in an extract file; None when there is no readable one."""
    try:
        head = json.loads(path.read_bytes())
        return int(head["seed"]), int(head["residents"])
    except (OSError, ValueError, KeyError, TypeError):
        return None

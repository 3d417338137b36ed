"""Reading a service's manifest: YAML in, a mapping of the right shape or a list of what to correct out."""

import json
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import yaml
from django.conf import settings
from jsonschema import Draft202012Validator
from jsonschema.exceptions import ValidationError, best_match

from consent.core.errors import Invalid, NotFound
from consent.registry.shape_errors import path_of, what_to_do

LARGEST_BYTES = 512 * 1024
UNSTORABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")


class _PlainLoader(yaml.SafeLoader):
    """YAML without surprises: a key given twice is an error, and dates and ``no`` stay text."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Any, Any]:
        """This function will build a mapping and refuse a repeated key."""
        seen: set[Any] = set()
        for key_node, _value in node.value:
            key = self.construct_object(key_node, deep=True)
            if not isinstance(key, str):
                raise yaml.constructor.ConstructorError(None, None, f"the key {key!r} is not text", key_node.start_mark)
            if key in seen:
                raise yaml.constructor.ConstructorError(None, None, f"'{key}' stands here twice", key_node.start_mark)
            seen.add(key)
        return super().construct_mapping(node, deep)

    def compose_node(self, parent: yaml.Node | None, index: int) -> yaml.Node | None:
        """This function will refuse aliases, by which a small file becomes a huge one."""
        if self.check_event(yaml.AliasEvent):
            mark = self.peek_event().start_mark  # type: ignore[no-untyped-call]
            raise yaml.composer.ComposerError(None, None, "write the text out instead of an alias", mark)
        return super().compose_node(parent, index)


_KEPT = ("tag:yaml.org,2002:int", "tag:yaml.org,2002:null")
_PlainLoader.yaml_implicit_resolvers = {
    first: [(tag, pattern) for tag, pattern in resolvers if tag in _KEPT]
    for first, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
}
_PlainLoader.add_implicit_resolver("tag:yaml.org,2002:bool", re.compile(r"^(?:true|false)$"), list("tf"))


def read_manifest(path: Path) -> dict[str, Any]:
    """This function will return the manifest at ``path``, checked against the schema.

    Raises ``NotFound`` when there is no such file and ``Invalid`` with every problem when it is no valid manifest.
    """
    try:
        source = path.read_bytes()
    except OSError as error:
        raise NotFound("no_manifest", f"there is no manifest to read at {path}: {error.strerror}") from None
    if len(source) > LARGEST_BYTES:
        raise Invalid("manifest_too_large", [f"the file is larger than {LARGEST_BYTES // 1024} kB: split the service"])
    try:
        manifest = yaml.load(source.decode("utf-8"), _PlainLoader)  # noqa: S506  (a SafeLoader)
    except (yaml.YAMLError, UnicodeDecodeError, ValueError, RecursionError) as error:
        raise Invalid("not_yaml", [f"the file is not plain YAML in UTF-8: {' '.join(str(error).split())}"]) from None
    if problems := shape_problems(manifest):
        raise Invalid("manifest_shape", problems)
    return dict(manifest)


def shape_problems(manifest: Any) -> list[str]:
    """This function will return each way in which ``manifest`` breaks the schema, as "path: what to do"."""
    problems = [_explained(error) for error in sorted(_validator().iter_errors(manifest), key=_position)]
    return list(dict.fromkeys([*problems, *_unstorable(manifest, "")]))


@cache
def _validator() -> Draft202012Validator:
    schema_file = Path(settings.BASE_DIR) / "services" / "manifest.schema.json"
    schema = json.loads(schema_file.read_text(encoding="utf-8"))
    Draft202012Validator.check_schema(schema)
    return Draft202012Validator(schema)


def _explained(error: ValidationError) -> str:
    closest = best_match(error.context or []) or error
    return f"{path_of(closest.absolute_path)}: {what_to_do(closest)}"


def _position(error: ValidationError) -> list[str]:
    return [f"{part:06}" if isinstance(part, int) else str(part) for part in error.absolute_path]


def _unstorable(value: Any, path: str) -> Iterator[str]:
    if isinstance(value, dict):
        for key, item in value.items():
            yield from _unstorable(item, f"{path}.{key}" if path else str(key))
    elif isinstance(value, list):
        for number, item in enumerate(value):
            yield from _unstorable(item, f"{path}[{number}]")
    elif isinstance(value, str) and (found := UNSTORABLE.search(value)):
        yield f"{path}: remove the invisible character U+{ord(found.group(0)):04X}"

"""Reading a service's manifest: YAML in, a mapping of the right shape or a list of what to correct out."""

import re
from pathlib import Path
from typing import Any

import yaml

from consent.core.errors import Invalid, NotFound
from consent.registry.manifest_shape import shape_problems

LARGEST_BYTES = 512 * 1024


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
        """This function will refuse aliases, by which a small file becomes a huge one, and tags, which make objects."""
        event: Any = self.peek_event()  # type: ignore[no-untyped-call]
        if self.check_event(yaml.AliasEvent):
            raise yaml.composer.ComposerError(None, None, "write the text out instead of an alias", event.start_mark)
        if getattr(event, "tag", None) is not None:
            raise yaml.composer.ComposerError(None, None, "write the value without a !tag", event.start_mark)
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
        with path.open("rb") as file:
            source = file.read(LARGEST_BYTES + 1)
    except (OSError, ValueError) as error:
        raise NotFound("no_manifest", f"there is no manifest to read at {str(path)!r}: {error}") from None
    if len(source) > LARGEST_BYTES:
        raise Invalid("manifest_too_large", [f"the file is larger than {LARGEST_BYTES // 1024} kB: split the service"])
    try:
        manifest = yaml.load(source.decode("utf-8"), _PlainLoader)  # noqa: S506  (a SafeLoader)
    except (yaml.YAMLError, UnicodeDecodeError, ValueError, RecursionError) as error:
        raise Invalid("not_yaml", [f"the file is not plain YAML in UTF-8: {' '.join(str(error).split())}"]) from None
    if problems := shape_problems(manifest):
        raise Invalid("manifest_shape", problems)
    return dict(manifest)

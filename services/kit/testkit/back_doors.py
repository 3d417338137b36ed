"""Back doors around a records.py, found in the source of the module's other files."""

import ast
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

from django.apps import apps
from django.db.models import Model

from services.kit.testkit.doors import door_names
from services.kit.testkit.leaks import Leak

# Whole modules, and names of modules, that would let a view around the door.
_BANNED_MODULES = (
    "django.contrib.contenttypes",
    "gc",
    "importlib",
    "services.kit.connection",
    "services.kit.testkit",
    "services.sdk.fake",
)
_NEVER_WHOLE = "services.sdk.permits"
_BANNED_NAMES = {
    "django.db": {"connection", "connections"},
    "django.apps": {"apps"},
}
_PERMIT_NAMES = {"Decision", "Permit", "Refusal"}
# Ways into a guarded function, into a permit, and past a permit's own methods.
_BANNED_ATTRIBUTES = {
    *("__closure__", "__globals__", "__wrapped__", "_claims", "_seal"),
    *("__new__", "__setattr__", "__getstate__", "__setstate__", "__reduce__", "__reduce_ex__"),
}


def back_doors(records: ModuleType) -> list[Leak]:
    """This function will return each way around the door of the module that records belongs to.

    Only records.py, the models and the migrations may import models that hold personal data; a model without any
    says so with the class attribute ``personal_data = False``, and must have no way back to one that does.
    """
    package, _, _ = records.__name__.rpartition(".")
    root = Path(str(records.__file__)).parent
    models = _models_of(package)
    found = list(_ways_back(models))
    for path in sorted(root.rglob("*.py")):
        parts = path.relative_to(root).parts
        if parts[0] not in {"records.py", "models", "models.py", "migrations"}:
            source = _Source(package, "/".join(parts), models, door_names(records))
            found += source.leaks(ast.parse(path.read_text(encoding="utf-8")))
    return found


def _models_of(package: str) -> dict[str, type[Model]]:
    for config in apps.get_app_configs():
        if config.name == package:
            return {model.__name__: model for model in config.get_models()}
    return {}


def _is_personal(model: type[Model] | None) -> bool:
    return getattr(model, "personal_data", True) is not False


def _ways_back(models: dict[str, type[Model]]) -> Iterator[Leak]:
    for name, model in models.items():
        if not _is_personal(model):
            for relation in model._meta.related_objects:
                if not relation.hidden and _is_personal(relation.related_model):
                    way = relation.get_accessor_name()
                    yield Leak(f"{name}.{way}", "leads from open data to personal data; use related_name='+'")


class _Source:
    """One file of a module, apart from its records and models."""

    def __init__(self, package: str, name: str, models: dict[str, type[Model]], doors: set[str]) -> None:
        self.package, self.name, self.models, self.doors = package, name, models, doors

    def leaks(self, tree: ast.Module) -> Iterator[Leak]:
        """This function will yield every leak of the file's syntax tree."""
        as_records = {"records"} | self._other_names_of_records(tree)
        looked_into = set()
        for node in ast.walk(tree):
            if isinstance(node, ast.Import | ast.ImportFrom):
                yield from self._import(node)
            elif isinstance(node, ast.Attribute):
                if node.attr in _BANNED_ATTRIBUTES:
                    yield self._leak(node, f"looks inside by {node.attr}")
                if isinstance(node.value, ast.Name) and node.value.id in as_records:
                    looked_into.add(node.value)
                    yield from self._through_records(node, node.attr)
            elif isinstance(node, ast.Constant) and node.value in _BANNED_ATTRIBUTES:
                yield self._leak(node, f"names {node.value}, with which one looks inside")
        for node in ast.walk(tree):
            if isinstance(node, ast.Name) and node.id in as_records and node not in looked_into:
                yield self._leak(node, "hands records.py on whole")

    def _import(self, node: ast.Import | ast.ImportFrom) -> Iterator[Leak]:
        if isinstance(node, ast.ImportFrom) and node.level:
            yield self._leak(node, "imports by a relative path, which hides what it reaches")
            return
        for alias in node.names:
            if isinstance(node, ast.ImportFrom):
                yield from self._name(node, node.module or "", alias.name)
            else:
                yield from self._module(node, alias.name)
                if alias.name == f"{self.package}.records":
                    yield self._leak(node, "imports records.py by its path; import it from the package")

    def _other_names_of_records(self, tree: ast.Module) -> set[str]:
        return {
            alias.asname
            for node in ast.walk(tree)
            if isinstance(node, ast.ImportFrom) and node.module == self.package
            for alias in node.names
            if alias.name == "records" and alias.asname
        }

    def _leak(self, node: ast.stmt | ast.expr, what: str) -> Leak:
        return Leak(f"{self.package}/{self.name}:{node.lineno}", what)

    def _module(self, node: ast.stmt, module: str) -> Iterator[Leak]:
        if _within(module, *_BANNED_MODULES, f"{self.package}.models") or module == _NEVER_WHOLE:
            yield self._leak(node, f"imports {module} whole")

    def _name(self, node: ast.stmt, module: str, name: str) -> Iterator[Leak]:
        if _within(module, f"{self.package}.models"):
            if name not in self.models or _is_personal(self.models[name]):
                yield self._leak(node, f"imports {name} from the models past records.py")
        elif module == f"{self.package}.records":
            yield from self._through_records(node, name)
        elif module == _NEVER_WHOLE and name not in _PERMIT_NAMES:
            yield self._leak(node, f"imports {name}, with which permits are made")
        elif _within(module, *_BANNED_MODULES) or name in _BANNED_NAMES.get(module, ()):
            yield self._leak(node, f"imports {name} from {module}")
        else:
            yield from self._module(node, f"{module}.{name}")

    def _through_records(self, node: ast.stmt | ast.expr, name: str) -> Iterator[Leak]:
        if name not in self.doors:
            yield self._leak(node, f"reaches {name} through records.py, which does not offer it")


def _within(module: str, *packages: str) -> bool:
    return any(module == package or module.startswith(f"{package}.") for package in packages)

"""The kit itself, and the base of every service module's AppConfig."""

from collections.abc import Callable
from functools import cached_property
from pathlib import Path
from typing import Any

from django.apps import AppConfig

from services.kit.extract import Extract
from services.kit.manifest import Manifest, load_manifest
from services.kit.trial import Trial

Tick = Callable[[int], None]


class KitConfig(AppConfig):
    """The glue between Django and the sdk. Its one table has spent permits and nothing about anybody."""

    name = "services.kit"
    default = True


class ServiceConfig(AppConfig):
    """A city service: a module under services/ with a manifest. Its pages appear at /services/<module>/."""

    default = False

    def __init_subclass__(cls, **kwargs: Any) -> None:
        # Django takes the one config of an apps.py marked default; this base is imported into each of them.
        super().__init_subclass__(**kwargs)
        cls.default = True

    @property
    def module_name(self) -> str:
        """The module's short name, which is also its folder, its app label and the name of its credentials file."""
        return self.name.rpartition(".")[2]

    @cached_property
    def manifest(self) -> Manifest:
        """What the module told the register: department, categories, activities."""
        return load_manifest(Path(self.path) / "manifest.yaml")

    def load_demo(self, extract: Extract, tick: Tick) -> int:
        """This function will fill the module's own tables with the demo city and return how many rows it added.

        It calls tick(1) for each person and must add nothing the second time. A module may leave it as it is.
        """
        tick(len(extract.people))
        return 0

    def trial(self) -> Trial:
        """This function will store a made-up person with something in every category, for the kit to try the module.

        It is called inside a transaction that is rolled back. A module without one cannot be tried.
        """
        raise NotImplementedError(f"{self.name} stores nobody to be tried with; see docs/add-a-service.md.")

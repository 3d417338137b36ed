"""What the tests of the registry share: an operator, and manifests put into the register."""

from collections.abc import Callable
from typing import Any

import pytest

from consent.people.actors import Actor
from consent.registry.actions.load_manifest import Loaded, load_manifest

Load = Callable[[dict[str, Any]], Loaded]


@pytest.fixture
def operator() -> Actor:
    """The system actor that publishes and registers in tests."""
    return Actor.system("test_operator")


@pytest.fixture
def load(db: None, operator: Actor) -> Load:
    """Loads a manifest as the operator."""
    return lambda manifest: load_manifest(actor=operator, manifest=manifest)

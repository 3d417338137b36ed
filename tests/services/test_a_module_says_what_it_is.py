"""The kit's small parts: manifest, credentials, seals, URLs."""

import json
from pathlib import Path

import pytest
from django.apps import apps
from django.urls import resolve

from services.kit import gate
from services.kit.apps import ServiceConfig
from services.kit.connection import client_for
from services.kit.manifest import ManifestError, load_manifest
from services.kit.records import Reader
from services.kit.sealing import fingerprint, seal, unseal
from services.library.records import CUSTOMER, LOANS, read_customer, read_history, read_loans, read_reservations
from services.sdk.errors import NotConnected

MODULES = [config for config in apps.get_app_configs() if isinstance(config, ServiceConfig)]


def test_there_is_a_library() -> None:
    assert [config.module_name for config in MODULES if config.module_name == "library"]


@pytest.mark.parametrize("config", MODULES, ids=lambda config: config.module_name)
def test_each_module_has_a_manifest_of_its_own_name(config: ServiceConfig) -> None:
    assert config.manifest.module == config.module_name
    assert config.manifest.activities
    for activity in config.manifest.activities.values():
        assert set(activity.categories) <= set(config.manifest.category_names)
        assert set(activity.titles) == {"fi", "sv", "en"}


@pytest.mark.parametrize("config", MODULES, ids=lambda config: config.module_name)
def test_each_modules_pages_are_under_its_name(config: ServiceConfig) -> None:
    assert resolve(f"/services/{config.module_name}/").app_name == config.module_name


def test_the_records_name_the_manifests_categories() -> None:
    manifest = apps.get_app_config("library").manifest  # type: ignore[attr-defined]
    assert {CUSTOMER, LOANS} == set(manifest.category_names)
    assert set(manifest.activity("library-loans").categories) == {CUSTOMER, LOANS}
    assert manifest.activity("library-recommendations").categories == (LOANS,)
    with pytest.raises(ManifestError):
        manifest.activity("unheard-of")


@pytest.mark.parametrize(
    "reader", [read_customer, read_loans, read_history, read_reservations], ids=lambda r: r.__name__
)
def test_each_reading_serves_an_activity_that_covers_its_category(reader: Reader) -> None:
    manifest = apps.get_app_config("library").manifest  # type: ignore[attr-defined]
    assert reader.category in manifest.activity(reader.activity).categories


@pytest.mark.parametrize("content", ["", "[]", "a: [", "module: x", "module: !!python/object:os.system x"])
def test_a_broken_manifest_is_an_error_of_its_own(tmp_path: Path, content: str) -> None:
    path = tmp_path / "manifest.yaml"
    path.write_text(content)
    with pytest.raises(ManifestError):
        load_manifest(path)
    with pytest.raises(ManifestError):
        load_manifest(tmp_path / "missing.yaml")


@pytest.mark.parametrize("name", ["kit", "auth", "people"])
def test_only_a_service_module_may_ask(name: str) -> None:
    with pytest.raises(TypeError, match="not a service module"):
        gate.ask(module=name, activity="x", locate=lambda resolve: "a" * 32, staff_ref="")


def test_new_credentials_count_at_once_and_missing_ones_never_look_like_old_ones(tmp_path: Path, settings) -> None:
    settings.SERVICE_CREDENTIALS_DIR, settings.CONSENT_API_URL = tmp_path, "http://127.0.0.1:9"
    manifest, path = MODULES[0].manifest, tmp_path / f"{MODULES[0].module_name}.json"
    with pytest.raises(NotConnected):
        client_for(manifest)
    path.write_text(json.dumps({"client_id": "one", "client_secret": "secret"}))
    first = client_for(manifest)
    assert client_for(manifest) is first
    assert first.department == manifest.department
    path.write_text(json.dumps({"client_id": "two", "client_secret": "secret"}))
    assert client_for(manifest) is not first
    path.unlink()
    with pytest.raises(NotConnected):
        client_for(manifest)


@pytest.mark.parametrize(
    "content",
    [
        "",
        "{",
        "[]",
        "null",
        '"x"',
        "{}",
        '{"client_id": "x"}',
        '{"client_id": "", "client_secret": "s"}',
        '{"client_id": 1, "client_secret": 2}',
    ],
)
def test_half_a_credentials_file_connects_nothing(tmp_path: Path, settings, content: str) -> None:
    settings.SERVICE_CREDENTIALS_DIR = tmp_path
    (tmp_path / f"{MODULES[0].module_name}.json").write_text(content)
    with pytest.raises(NotConnected):
        client_for(MODULES[0].manifest)


def test_a_seal_opens_for_its_own_module_and_key_only(settings) -> None:
    sealed = seal("library", "010190-901H")
    assert unseal("library", sealed) == "010190-901H"
    assert seal("library", "010190-901H") != sealed
    with pytest.raises(ValueError, match="sealed"):
        unseal("health", sealed)
    with pytest.raises(ValueError, match="sealed"):
        unseal("library", sealed[:-1] + bytes([sealed[-1] ^ 1]))
    with pytest.raises(ValueError, match="sealed"):
        unseal("library", b"")
    settings.SERVICES_KEY = "x" * 60
    with pytest.raises(ValueError, match="sealed"):
        unseal("library", sealed)


def test_a_fingerprint_is_the_same_each_time_and_differs_by_module() -> None:
    assert fingerprint("library", "010190-901H") == fingerprint("library", "010190-901H")
    assert fingerprint("library", "010190-901H") != fingerprint("health", "010190-901H")
    assert fingerprint("library", "010190-901H") != fingerprint("library", "010190-902J")

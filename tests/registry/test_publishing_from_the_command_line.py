"""An operator types publish_registry."""

from io import StringIO
from pathlib import Path
from typing import Any

import pytest
import yaml
from django.core.management import CommandError, call_command

from consent.registry.models import Activity
from tests.registry.samples import changed, sample


def write(path: Path, manifest: dict[str, Any]) -> Path:
    """This function will write a manifest as YAML."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(yaml.safe_dump(manifest, allow_unicode=True), encoding="utf-8")
    return path


def publish(*paths: Path, **options: Any) -> str:
    """This function will run the command and return what it printed."""
    output = StringIO()
    call_command("publish_registry", *map(str, paths), stdout=output, **options)
    return output.getvalue()


def test_the_table_tells_what_is_new_and_then_what_is_unchanged(db: None, tmp_path: Path) -> None:
    file = write(tmp_path / "gym.yaml", sample())
    assert publish(file).count(" new ") == 4
    again = publish(file)
    assert again.count(" unchanged ") == 4
    assert " new " not in again


def test_without_a_path_every_service_is_published(db: None, tmp_path: Path, settings: Any) -> None:
    schema = settings.BASE_DIR / "services" / "manifest.schema.json"
    write(tmp_path / "services" / "gym" / "manifest.yaml", sample())
    (tmp_path / "services" / "manifest.schema.json").write_bytes(schema.read_bytes())
    settings.BASE_DIR = tmp_path
    publish()
    assert Activity.objects.get().code == "gym-tips"


def test_a_quiet_run_prints_nothing(db: None, tmp_path: Path) -> None:
    assert publish(write(tmp_path / "gym.yaml", sample()), verbosity=0) == ""


def test_a_refusal_lists_every_rule_of_every_manifest_and_keeps_the_good_ones(db: None, tmp_path: Path) -> None:
    rival = changed(sample(code="rival-tips", child_rule=None, valid_months=99), _as_rival)
    with pytest.raises(CommandError) as refused:
        publish(
            write(tmp_path / "gym.yaml", sample()),
            write(tmp_path / "rival.yaml", rival),
            tmp_path / "nowhere.yaml",
        )
    said = str(refused.value)
    assert refused.value.returncode == 1
    assert said.index("rival.yaml:") < said.index("[consent_too_long]") < said.index("nowhere.yaml:")
    assert "[child_rule_missing]" in said
    assert "gym.yaml" not in said
    assert [row.code for row in Activity.objects.all()] == ["gym-tips"]


def _as_rival(manifest: dict[str, Any]) -> None:
    manifest.update(module="rival", categories=[])
    manifest["department"]["code"] = "rival"


def test_no_service_at_all_is_said(db: None, tmp_path: Path, settings: Any) -> None:
    settings.BASE_DIR = tmp_path
    with pytest.raises(CommandError, match="no manifest"):
        publish()

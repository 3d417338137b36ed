"""Each of the city's own modules stands every proof of the kit, and the command says so."""

import io
import os
import subprocess
import sys
from typing import Any

import pytest
from django.apps import apps
from django.core.management import call_command
from django.core.management.base import CommandError

from services.kit.apps import ServiceConfig
from services.kit.testkit.trials import prove
from services.schoolhealth.models import Pupil
from tests import databases
from tests.architecture.tree import ROOT

MODULES = sorted(config.module_name for config in apps.get_app_configs() if isinstance(config, ServiceConfig))


@pytest.mark.django_db
@pytest.mark.law("GDPR", "25", "each service proves that it reads nothing without a permit and obeys in every state")
@pytest.mark.parametrize("module", MODULES)
def test_it_stands_every_proof(module: str) -> None:
    config = apps.get_app_config(module)
    assert isinstance(config, ServiceConfig)
    proofs = list(prove(config))
    assert [(proof.title, proof.against) for proof in proofs if proof.against] == []
    assert len(proofs) == 12


@pytest.mark.django_db
def test_the_command_prints_each_proof_and_a_verdict(settings: Any) -> None:
    settings.DEMO = True
    said = io.StringIO()
    call_command("check_service", "library", stdout=said)
    assert said.getvalue().count("✓") == 12
    assert "Safe to use: library." in said.getvalue()


@pytest.mark.django_db
def test_it_is_refused_beside_people_and_for_a_module_that_is_none(settings: Any) -> None:
    settings.DEMO = True
    with pytest.raises(CommandError, match="There are: library, preschool"):
        call_command("check_service", "treasury")
    settings.DEMO = False
    with pytest.raises(CommandError, match="demo mode only"):
        call_command("check_service", "library")


def test_it_is_typed_at_a_shell_and_stores_nothing(own_database: str) -> None:
    urls = {"DATABASE_URL": "default", "DATABASE_OWNER_URL": "owner", "DATABASE_ERASER_URL": "eraser"}
    environment = {**os.environ, "DEMO": "1"} | {
        name: databases.url_of(role, own_database) for name, role in urls.items()
    }
    command = [sys.executable, "-m", "services.kit.check", "schoolhealth"]
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "Safe to use: schoolhealth." in done.stdout
    assert not Pupil.objects.exists()

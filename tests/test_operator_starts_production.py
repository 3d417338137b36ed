"""Production refuses to start half-configured, says everything that is wrong at once, and is clean when it is right."""

import base64
import os
import secrets
import subprocess
import sys
from pathlib import Path

import pytest

from tests.databases import ROOT

GOOD = {
    "SECRET_KEY": secrets.token_urlsafe(60).lower().replace("secret", "x"),
    "SERVICES_KEY": secrets.token_urlsafe(40),
    "ROOT_KEY": base64.b64encode(bytes(range(32))).decode(),
    "DATABASE_URL": "postgresql://mydata_app:x@db.internal/mydata",
    "DATABASE_OWNER_URL": "postgresql://mydata_owner:x@db.internal/mydata",
    "PUBLIC_URL": "https://mydata.city.example",
    "ALLOWED_HOSTS": "mydata.city.example",
    "CITY_NAME": "City",
    "ACCEPT_STAND_IN_REGISTER": "1",
    "LOG_ORIGIN": "mydata.city.example/log",
    "GUARD_DIR": "/var/lib/mydata-guard",
    "LOG_KEYS_DIR": "/etc/mydata/log-keys",
}


def manage(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """This function will run a management command with exactly ``environment`` and what Python itself needs."""
    kept = {name: os.environ[name] for name in ("PATH", "HOME", "VIRTUAL_ENV") if name in os.environ}
    return subprocess.run(
        [sys.executable, "-m", "django", *arguments],
        cwd=ROOT,
        env={**kept, "DJANGO_SETTINGS_MODULE": "consent.settings", "PYTHONDONTWRITEBYTECODE": "1", **environment},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


def test_a_good_configuration_passes_the_deployment_check_without_a_warning(tmp_path: Path) -> None:
    ran = manage("check", "--deploy", "--fail-level", "WARNING", **GOOD, MYDATA_HOME=str(tmp_path))
    assert ran.returncode == 0, ran.stderr
    assert "no issues" in ran.stdout


def test_another_site_of_the_city_can_plant_neither_a_session_nor_a_forms_token(tmp_path: Path) -> None:
    ran = manage("diffsettings", **GOOD, MYDATA_HOME=str(tmp_path))
    said = dict(line.split(" = ", 1) for line in ran.stdout.replace("  ###", "").splitlines() if " = " in line)
    for name in ("SESSION_COOKIE", "CSRF_COOKIE"):
        assert said[f"{name}_NAME"].startswith("'__Host-"), ran.stderr
        assert said[f"{name}_SECURE"] == "True"
        # What the prefix asks for besides: the whole host and no domain.
        assert f"{name}_DOMAIN" not in said
        assert f"{name}_PATH" not in said


def test_a_form_may_lead_to_the_provider_and_on_to_where_that_sends_people(tmp_path: Path) -> None:
    provider = {
        "OIDC_RESIDENTS_ISSUER": "https://id.city.example/realm",
        "OIDC_RESIDENTS_CLIENT_ID": "c",
        "OIDC_RESIDENTS_CLIENT_SECRET": "s",
        "OIDC_RESIDENTS_ACR": "amr:suomi_fi",
        "OIDC_RESIDENTS_ONWARD": "https://tunnistautuminen.suomi.fi",
    }
    ran = manage("diffsettings", **GOOD, **provider, MYDATA_HOME=str(tmp_path))
    allowed = "'form-action': [\"'self'\", 'https://id.city.example', 'https://tunnistautuminen.suomi.fi']"
    assert allowed in ran.stdout, ran.stderr


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"DEBUG": "1"}, "DEBUG=1"),
        ({"SECRET_KEY": ""}, "SECRET_KEY"),
        ({"SECRET_KEY": "short"}, "SECRET_KEY"),
        ({"SECRET_KEY": "a" * 60}, "SECRET_KEY looks like a default"),
        ({"SECRET_KEY": "django-insecure-" + secrets.token_urlsafe(60)}, "SECRET_KEY looks like a default"),
        ({"ROOT_KEY": ""}, "ROOT_KEY"),
        ({"ROOT_KEY": "not base64!"}, "ROOT_KEY"),
        ({"ROOT_KEY": base64.b64encode(b"x" * 16).decode()}, "ROOT_KEY"),
        ({"ROOT_KEY": base64.b64encode(b"x" * 32).decode()}, "ROOT_KEY looks like a default"),
        ({"SERVICES_KEY": ""}, "SERVICES_KEY"),
        ({"SERVICES_KEY": GOOD["SECRET_KEY"]}, "SERVICES_KEY"),
        ({"SECRET_KEY": "p7Vd0x" * 10}, "SECRET_KEY looks like a default"),
        ({"DATABASE_URL": ""}, "DATABASE_URL"),
        ({"DATABASE_URL": "sqlite:///city.db"}, "postgresql://"),
        ({"DATABASE_OWNER_URL": GOOD["DATABASE_URL"] + "?application_name=x"}, "are one role"),
        ({"PROCESS": "wrok"}, "PROCESS must be one of"),
        ({"ALLOWED_HOSTS": ".fi"}, "ALLOWED_HOSTS"),
        ({"PUBLIC_URL": "http://mydata.city.example"}, "PUBLIC_URL"),
        ({"ALLOWED_HOSTS": ""}, "ALLOWED_HOSTS"),
        ({"ALLOWED_HOSTS": "*"}, "ALLOWED_HOSTS"),
        ({"DATABASE_OWNER_URL": GOOD["DATABASE_URL"]}, "are one role"),
        ({"LOG_ORIGIN": ""}, "LOG_ORIGIN"),
        ({"LOG_ORIGIN": "https://mydata.city.example/log"}, "LOG_ORIGIN"),
        ({"LOG_ORIGIN": "mydata.city.example/log/"}, "LOG_ORIGIN"),
        ({"LOG_ORIGIN": "the log"}, "LOG_ORIGIN"),
        ({"GUARD_DIR": ""}, "GUARD_DIR"),
        ({"GUARD_DIR": "", "PROCESS": "worker"}, "GUARD_DIR"),
        ({"LOG_KEYS_DIR": "", "PROCESS": "worker"}, "LOG_KEYS_DIR"),
    ],
)
def test_a_broken_configuration_does_not_start(changes: dict[str, str], said: str) -> None:
    ran = manage("check", **(GOOD | changes))
    assert ran.returncode != 0
    assert said in ran.stderr


@pytest.mark.parametrize("process", ["web", "api"])
def test_web_and_api_do_without_the_logs_keys_and_guard(process: str) -> None:
    environment = {name: value for name, value in GOOD.items() if name not in ("GUARD_DIR", "LOG_KEYS_DIR")}
    assert manage("check", **environment, PROCESS=process).returncode == 0


def test_every_problem_is_told_at_once() -> None:
    ran = manage("check", **(GOOD | {"SECRET_KEY": "x", "ALLOWED_HOSTS": "", "PUBLIC_URL": "http://x"}))
    assert all(name in ran.stderr for name in ("SECRET_KEY", "ALLOWED_HOSTS", "PUBLIC_URL"))


def test_demo_is_refused_where_it_would_be_reached_from_outside() -> None:
    ran = manage("check", **(GOOD | {"DEMO": "1"}))
    assert ran.returncode != 0
    assert "DEMO=1" in ran.stderr


def test_the_stand_in_register_must_be_accepted_in_so_many_words() -> None:
    environment = {name: value for name, value in GOOD.items() if name != "ACCEPT_STAND_IN_REGISTER"}
    ran = manage("check", "--fail-level", "WARNING", **environment)
    assert ran.returncode != 0
    assert "people.W001" in ran.stderr


def test_secrets_may_come_from_files(tmp_path: Path) -> None:
    environment = dict(GOOD)
    for name in ("SECRET_KEY", "ROOT_KEY", "DATABASE_URL"):
        file = tmp_path / name
        file.write_text(environment.pop(name) + "\n")
        environment[f"{name}_FILE"] = str(file)
    assert manage("check", **environment).returncode == 0


def test_no_secret_is_told_when_starting_fails() -> None:
    secret = secrets.token_urlsafe(60)
    ran = manage("check", **(GOOD | {"SECRET_KEY": secret, "ALLOWED_HOSTS": ""}))
    assert ran.returncode != 0
    assert secret not in ran.stdout + ran.stderr
    assert GOOD["ROOT_KEY"] not in ran.stdout + ran.stderr


def test_the_demonstration_has_no_door_in_production() -> None:
    ran = manage("shell", "-v0", "-c", "from django.urls import resolve; resolve('/demo/login/')", **GOOD)
    assert ran.returncode != 0
    assert "Resolver404" in ran.stderr

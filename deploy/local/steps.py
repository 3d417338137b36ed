"""What a city needs before it is served, in one process of its own: `python -m deploy.local.steps`."""

import hashlib
import json
import logging
import os
import sys
import time
from collections.abc import Callable
from contextlib import nullcontext
from dataclasses import dataclass
from functools import partial
from io import StringIO
from pathlib import Path
from typing import Any

import django
import yaml
from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.core.management import call_command
from django.core.management.base import CommandError
from rich.console import Console

from deploy.local.environment import STEPS
from deploy.local.files import make_directory, write_private
from deploy.local.paths import CLONE

# What a system of a department may need; not the scopes of single adapters, nor of drafting.
SANDBOX_SCOPES = (
    *("decision:evaluate", "decision:search", "subjects:resolve", "registry:read"),
    *("consent:read", "consent:request", "uses:read", "uses:report", "offers:write", "ssf.manage", "ssf.read"),
)


@dataclass(frozen=True)
class Step:
    """One thing to do, and a fingerprint of what it is made from: the same one again means there is nothing to do."""

    title: str
    work: Callable[[], object]
    fingerprint: Callable[[], str] | None = None
    shows_progress: bool = False


def main() -> int:
    """This function will take every step in order, saying which, and return the exit status."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "consent.settings")
    console = Console(highlight=False)
    logging.disable(logging.INFO)  # somebody watches these steps; what is worth a log line later is noise here
    with console.status("Reading the program…"):
        django.setup()
    done_file = Path(settings.MYDATA_HOME) / STEPS
    done: dict[str, str] = json.loads(done_file.read_text(encoding="utf-8")) if done_file.exists() else {}
    for step in _steps():
        fingerprint = step.fingerprint() if step.fingerprint else ""
        if fingerprint and done.get(step.title) == fingerprint:
            continue
        began = time.monotonic()
        try:
            with nullcontext() if step.shows_progress else console.status(f"{step.title}…"):
                step.work()
        except CommandError as error:
            console.print(f"[red]✗[/] {step.title}: {error}", markup=True)
            return 1
        console.print(f"[green]✓[/] {step.title} [dim]{time.monotonic() - began:.1f} s[/]")
        if step.fingerprint:
            done[step.title] = step.fingerprint()
            write_private(done_file, json.dumps(done))
    return 0


def _steps() -> tuple[Step, ...]:
    return (
        Step("Database tables and roles", partial(call_command, "migrate", verbosity=0, interactive=False)),
        Step("Register of processing activities", partial(call_command, "publish_registry", verbosity=0)),
        Step("Residents of the demo city", partial(call_command, "demo_city"), shows_progress=True),
        Step("Credentials of the city's services", _register_services),
        Step("A request that waits for Aino", _ask_aino),
        Step("Sandbox for engineers who integrate", _open_sandbox),
        Step("Demo data of the city's services", partial(call_command, "load_demo"), _extract, shows_progress=True),
        Step("Style sheets and fonts", _collect_static, _static),
    )


def _register_services() -> None:
    folder = Path(settings.SERVICE_CREDENTIALS_DIR)
    make_directory(folder, 0o700)
    token_url = f"{settings.CONSENT_API_URL}/o/token/"
    for manifest in sorted((CLONE / "services").glob("*/manifest.yaml")):
        service = yaml.safe_load(manifest.read_text(encoding="utf-8"))
        for name, department in _clients(service).items():
            file = folder / f"{name}.json"
            if not file.exists():
                output = StringIO()
                call_command(
                    "register_client",
                    *("--department", department, "--scopes", " ".join(service["scopes"])),
                    *("--name", name, "--json"),
                    stdout=output,
                )
                write_private(file, output.getvalue())
            credentials = json.loads(file.read_text(encoding="utf-8"))
            if set(credentials["scopes"]) != set(service["scopes"]):  # the service does more than last time
                wanted = ("--client-id", credentials["client_id"], "--scopes", " ".join(service["scopes"]))
                call_command("register_client", *wanted, stdout=StringIO())
            now = credentials | {"token_url": token_url, "scopes": service["scopes"]}
            if now != credentials:  # or the city is served on another port
                write_private(file, json.dumps(now))


def _ask_aino() -> None:
    credentials = Path(settings.SERVICE_CREDENTIALS_DIR) / "preschool.json"
    client = json.loads(credentials.read_text(encoding="utf-8"))["client_id"]
    call_command("demo_request", "--client-id", client, stdout=StringIO())


def _open_sandbox() -> None:
    """A client for each department with every scope that an integration uses, beside people to ask about."""
    file = Path(settings.DEMO_EXTRACT).with_name("sandbox.json")
    before = json.loads(file.read_text(encoding="utf-8"))["clients"] if file.exists() else {}
    people = json.loads(Path(settings.DEMO_EXTRACT).read_text(encoding="utf-8"))["people"]
    services = [
        yaml.safe_load(path.read_text(encoding="utf-8")) for path in (CLONE / "services").glob("*/manifest.yaml")
    ]
    departments = sorted({code for service in services for code in _clients(service).values()})
    sandbox = {
        "api": settings.CONSENT_API_URL,
        "portal": settings.PUBLIC_URL,
        "people": {person["persona"]: person["national_id"] for person in people if person["persona"]},
        "clients": {code: _sandbox_client(code, before.get(code)) for code in departments},
    }
    write_private(file, json.dumps(sandbox, indent=2))


def _sandbox_client(department: str, before: dict[str, Any] | None) -> dict[str, Any]:
    wanted, output = " ".join(SANDBOX_SCOPES), StringIO()
    if before is None:
        named = ("--department", department, "--scopes", wanted, "--name", f"Sandbox of {department}", "--json")
        call_command("register_client", *named, stdout=output)
        return {name: value for name, value in json.loads(output.getvalue()).items() if name != "token_url"}
    if set(before["scopes"]) != set(SANDBOX_SCOPES):
        call_command("register_client", "--client-id", before["client_id"], "--scopes", wanted, stdout=output)
    return before | {"scopes": list(SANDBOX_SCOPES)}


def _clients(service: dict[str, Any]) -> dict[str, str]:
    """The departments whose clients a service needs, by credentials file: its own, and those it hands data over to."""
    module = service["module"]
    given = {
        entry["department"] for each in service["activities"] for entry in each["recipients"] if "department" in entry
    }
    return {module: service["department"]["code"], **{f"{module}.{code}": code for code in sorted(given)}}


def _collect_static() -> None:
    # Parts we do not show, and whose compression would take most of the time.
    unused = ["redoc", "rest_framework"]
    call_command("collectstatic", verbosity=0, interactive=False, ignore_patterns=unused)


def _extract() -> str:
    """Fingerprint of what the services' demo data are made from."""
    modules = [str(path.relative_to(CLONE)) for path in sorted((CLONE / "services").glob("*/manifest.yaml"))]
    try:
        content = Path(settings.DEMO_EXTRACT).read_bytes()
    except OSError:
        return ""
    return hashlib.sha256(content + json.dumps(modules).encode()).hexdigest()


def _static() -> str:
    """Fingerprint of every style sheet, font and picture, and of whether what was collected is still there."""
    if not (Path(settings.STATIC_ROOT) / "staticfiles.json").exists():
        return "missing"
    digest = hashlib.sha256()
    for finder in get_finders():
        for name, storage in finder.list([]):
            status = Path(storage.path(name)).stat()
            digest.update(f"{name} {status.st_size} {status.st_mtime_ns}\n".encode())
    return digest.hexdigest()


if __name__ == "__main__":
    sys.exit(main())

"""A gateway's mapping for the trial department, and how a gateway asks."""

import json
from pathlib import Path
from typing import Any

from django.http import HttpResponse
from django.test import Client

from consent.api.adapters.config import AdaptersConfig
from consent.api.adapters.gateway.mapping import load
from tests.api.conftest import bearer

PATH = "/adapters/gateway/lending"
ROUTE: dict[str, Any] = {
    "path": "/loans/{person}",
    "methods": ["GET"],
    "activity": "trial-contract",
    "category": "trial.plain",
}
ROUTES: list[dict[str, Any]] = [
    ROUTE | {"staff_ref": {"header": "X-Staff-Ref"}, "case": {"header": "X-Case"}, "query": ["page"]},
    ROUTE | {"path": "/consent/{person}/", "activity": "trial-consent"},
    ROUTE | {"path": "/by-header", "person": {"header": "X-Person"}, "methods": ["GET", "POST"]},
    ROUTE | {"path": "/foreign/{person}", "activity": "somebody-elses"},
    ROUTE
    | {
        "path": "/strict/{person}/{part}",
        "activity": "trial-conditions",
        "staff_ref": {"header": "X-Staff-Ref"},
        "case": {"header": "X-Case"},
    },
]


def write(file: Path, routes: Any = None, department: str = "trial", **more: Any) -> Path:
    """This function will write a mapping with one gateway, ``lending``."""
    told = {"department": department, "routes": ROUTES if routes is None else routes, **more}
    file.write_text(json.dumps({"gateways": {"lending": told}}), "utf-8")
    return file


def adapters(file: Path, **switches: bool) -> AdaptersConfig:
    """This function will return the settings that a written mapping makes."""
    return AdaptersConfig(load(write(file)), **switches)


def ask(browser: Client, token: str, uri: str, method: str = "GET", by: str = "get", **headers: str) -> HttpResponse:
    """This function will ask as nginx does; ``headers`` are spelled with underscores."""
    told = {"X-Original-URI": uri, "X-Original-Method": method}
    told |= {name.replace("_", "-"): value for name, value in headers.items()}
    return getattr(browser, by)(PATH, headers=bearer(token) | told)

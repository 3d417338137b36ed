"""Probes: alive without the database, ready only with a primary that answers."""

import pytest
from django.db import OperationalError
from django.test import Client, override_settings

from consent.public.views import health


def test_alive_asks_the_database_nothing() -> None:
    # Without the db fixture any statement would fail.
    answer = Client().get("/healthz")
    assert (answer.status_code, answer.content) == (200, b"ok\n")
    assert "no-store" in answer["Cache-Control"]


def test_ready_when_the_primary_answers(db: None) -> None:
    with override_settings(VERSION="1.2.3", RELEASE="v1.2.3-4-gabcdef"):
        answer = Client().get("/readiness")
    fields = {"status": "ok", "packageVersion": "1.2.3", "release": "v1.2.3-4-gabcdef", "database": "ok"}
    assert (answer.status_code, answer.json()) == (200, fields)


def test_not_ready_when_the_database_is_gone(monkeypatch: pytest.MonkeyPatch) -> None:
    class Gone:
        def cursor(self) -> None:
            raise OperationalError("the server closed the connection")

    monkeypatch.setattr(health, "connection", Gone())
    answer = Client().get("/readiness")
    assert answer.status_code == 503
    assert answer.json().items() >= {"status": "unavailable", "database": "unreachable"}.items()


def test_not_ready_on_a_replica(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(health, "_database_state", lambda: "read_only")
    assert Client().get("/readiness").status_code == 503


@pytest.mark.parametrize("path", ["/healthz", "/readiness"])
def test_a_probe_only_reads(path: str) -> None:
    assert Client().post(path).status_code == 405

"""What the law asks and this platform does not do yet: each test fails on purpose, and must be replaced when it stops.

Each asks for the door by which the behaviour would be reached (a command, an address, a room of the design), so it
stops failing on the day the behaviour arrives, and strictness then demands a real test in its place.
docs/compliance.md lists them under "Not yet".
"""

import pytest
from django.core.management import get_commands

from consent.core.events import Kind
from tests.architecture.routing import routes
from tests.architecture.tree import ROOT


def has_command(name: str) -> bool:
    """This function will tell whether an operator can run ``manage.py name``."""
    return name in get_commands()


def has_address(beginning: str) -> bool:
    """This function will tell whether any address of the site begins so."""
    return any(route.pattern.startswith(beginning) for route in routes())


@pytest.mark.law("GDPR", "12(3)", "each request of a resident has a clock: one month, at most two more with reasons")
@pytest.mark.xfail(strict=True, reason="requests under articles 15 to 22 have no record and no clock yet")
def test_a_request_is_due_one_month_after_it_arrived() -> None:
    assert has_address("data-requests/")


@pytest.mark.law("GDPR", "14", "who is known from another source is told within a month or at first contact")
@pytest.mark.xfail(strict=True, reason="notices are shown in the portal only: nothing is sent, and showing is no event")
def test_what_was_shown_to_whom_and_when_is_recorded() -> None:
    assert any(kind.value.startswith("notice.shown") for kind in Kind)


@pytest.mark.law("GDPR", "16", "a correction is a new record that refers to the old one")
@pytest.mark.xfail(strict=True, reason="personal data lives with the services; corrections are asked of them in person")
def test_a_correction_can_be_asked_for() -> None:
    assert any(kind.value.startswith("rectification") for kind in Kind)


@pytest.mark.law("GDPR", "18", "a resident restricts processing, and is told before it is lifted")
@pytest.mark.xfail(strict=True, reason="an operator can restrict and checks obey; residents have no way to ask for it")
def test_a_resident_asks_for_restriction() -> None:
    assert has_address("permissions/<slug:activity>/restrict/")


@pytest.mark.law("GDPR", "28", "each processor has an instruction, its sub-processors and an end on record")
@pytest.mark.xfail(strict=True, reason="the register has no processors yet")
def test_a_processor_is_on_record() -> None:
    assert any(path.name.startswith("processor") for path in (ROOT / "consent/registry/models").iterdir())


@pytest.mark.law("GDPR", "32(1)(d)", "restoring is tested, and what is restored is whole")
@pytest.mark.xfail(strict=True, reason="operators restore with PostgreSQL's own tools; the drill does not exist yet")
def test_a_restore_is_rehearsed() -> None:
    assert has_command("drill")


@pytest.mark.law(
    "GDPR", "33", "a breach has a record and a clock of 72 hours, and those concerned are found in a minute"
)
@pytest.mark.xfail(strict=True, reason="breaches have no record yet")
def test_a_breach_has_a_clock() -> None:
    assert has_address("audit/breaches/")


@pytest.mark.law("GDPR", "36", "a high-risk activity's impact assessment has an end, and is not published after it")
@pytest.mark.xfail(strict=True, reason="an impact assessment is referred to, without a date until which it holds")
def test_an_impact_assessment_runs_out() -> None:
    assert "dpia_until" in (ROOT / "consent/registry/models/activity.py").read_text(encoding="utf-8")


@pytest.mark.law("Openness Act 621/1999", "14 §", "a request for a document is answered in two weeks, at most a month")
@pytest.mark.xfail(strict=True, reason="requests have no record and no clock yet")
def test_a_document_request_has_a_clock_of_its_own() -> None:
    assert has_address("data-requests/")


@pytest.mark.law("Openness Act 621/1999", "26 §", "a consent to lift secrecy is an act and a record of its own")
@pytest.mark.xfail(strict=True, reason="no activity asks for a waiver yet, and no event kind exists for one")
def test_a_secrecy_waiver_is_no_consent() -> None:
    assert any(kind.value.startswith("waiver") for kind in Kind)

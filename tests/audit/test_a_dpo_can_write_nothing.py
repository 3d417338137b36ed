"""Read-only by construction: whatever a data protection officer sends to whatever address, only looks are recorded."""

import ast
from pathlib import Path

import pytest
from django.db import connection
from django.test import Client
from django.urls import get_resolver

from consent.ledger.models import Use
from tests.architecture.routing import routes
from tests.audit.conftest import Look
from tests.audit.test_a_registrar_reads_the_register import staff
from tests.cast import Cast

# What may grow: the record of a look, with its event and key, the session that the browser holds, and the wish to have
# the log verified, which the worker carries out by reading.
ASKING = {"log_verification", "procrastinate_jobs", "procrastinate_events"}
# What the officer found about a use in an emergency: a finding beside the use, which changes nothing of it.
REVIEWED = {"ledger_usereview"}
MAY_GROW = {"log_event", "log_pending", "log_datakey", "ledger_staffview", "django_session"} | ASKING | REVIEWED
# Each of these changes only whoever sends it, or is open to anybody without signing in; none concerns the record.
OPEN_TO_ALL = {"sign-out/", "language/", "demo/login/"}
WHY = "A complaint about odd looks, case 12."
BODY = {
    "reason": WHY, "person": "", "notice_version": "1", "language": "en", "persona": "aino", "topic": "other",
    "text": "Everything is fine here.", "answer": "yes", "confirm": "yes",
}  # fmt: skip
REGISTRARS = {f"consent/audit/views/{page}.py" for page in ("feedback", "clients", "drafts")}
METHODS = ("post", "put", "patch", "delete")
ROOT = Path(__file__).resolve().parent.parent.parent


def counts() -> dict[str, int]:
    found = {}
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(
                f"SELECT count(*), coalesce(md5(string_agg(t::text, '' ORDER BY t::text)), '') FROM {table} t"
            )
            found[table] = cursor.fetchone()
    return found


@pytest.mark.law("GDPR", "38(3)", "the data protection officer audits and can change nothing but the record of looking")
def test_nothing_grows_but_the_record_of_looking(cast: Cast, dpo: Client, look: Look) -> None:
    look(cast.aino)
    event = Use.objects.get().event_id
    before = counts()
    sent = 0
    for route in routes(get_resolver()):
        if route.pattern in OPEN_TO_ALL or route.pattern == "feedback/":
            continue
        for address in {route.address, route.address.replace("/events/1/", f"/events/{event}/")}:
            for method in METHODS:
                body = BODY | {"person": str(cast.aino.subject)}
                answer = getattr(dpo, method)(address, body if method == "post" else "{}")
                assert answer.status_code < 500, (method, address)
                b"".join(answer) if answer.streaming else answer.content
                sent += 1
    after = counts()
    changed = {table for table in after if after[table] != before.get(table)}
    assert sent > 100
    assert changed <= MAY_GROW
    assert "ledger_staffview" in changed
    for table in changed - {"django_session"}:
        assert after[table][0] > before[table][0]


def imported(tree: ast.Module) -> set[tuple[str, str]]:
    """This function will return what a module imports: (module, name) pairs."""
    found = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom):
            found |= {(node.module or "", name.name) for name in node.names}
        elif isinstance(node, ast.Import):
            found |= {(name.name, "") for name in node.names}
    return found


def test_the_console_imports_no_write_verb_but_the_record_of_looking() -> None:
    allowed = {
        ("consent.ledger.actions.view_as_staff", name)
        for name in (
            "record_staff_view",
            "RECORD",
            "EMERGENCY",
            "EVENTS_CSV",
            "EVENTS_JSON",
            "SHORTEST_REASON",
            "LONGEST_REASON",
        )
    }
    allowed |= {
        ("consent.ledger.actions.review_use", name) for name in ("review_use", "SHORTEST_WORDS", "LONGEST_WORDS")
    }
    allowed |= {("consent.log.tasks", "request_verification")}
    files = list((ROOT / "consent/audit").rglob("*.py"))
    assert len(files) > 5
    found = {
        (str(file.relative_to(ROOT)), pair)
        for file in files
        for pair in imported(ast.parse(file.read_text()))
        if ".actions" in pair[0] or pair[0].endswith((".log.append", ".tasks"))
    }
    # What a registrar does is no act of a data protection officer: the views themselves are closed to one.
    registrars = {pair for pair in found if pair[0] in REGISTRARS}
    assert {pair for _, pair in registrars} <= {
        ("consent.rights.actions.answer_feedback", "answer_feedback"),
        ("consent.registry.actions.approve_draft", "approve_draft"),
        ("consent.registry.actions.return_draft", "return_draft"),
        ("consent.registry.actions.return_draft", "SHORTEST"),
        ("consent.registry.actions.return_draft", "LONGEST"),
        ("consent.registry.actions.register_client", "register_client"),
        ("consent.registry.actions.change_client", "change_client"),
        ("consent.registry.actions.rotate_secret", "rotate_secret"),
        ("consent.registry.actions.rotate_secret", "end_overlap"),
    }
    assert {pair for _, pair in found - registrars} <= allowed


def test_the_record_of_looking_can_be_told_from_the_look(cast: Cast) -> None:
    """Somebody without the role who sends the same gets nothing recorded."""
    before = counts()
    for role in ("registrar", "librarian"):
        client = staff(role, None if role == "registrar" else "trial")
        assert client.post("/audit/events/1/person/", {"reason": WHY}).status_code == 403
        assert client.post("/audit/events/export/csv/").status_code == 403
    after = counts()
    assert after["ledger_staffview"] == before["ledger_staffview"]

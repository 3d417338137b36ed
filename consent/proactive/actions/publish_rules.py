"""Publish a version of a department's rules."""

import hashlib
from typing import Any

from django.db import connection, transaction

from consent.core.canonical import canonical
from consent.core.eligibility import categories_of, check_rules
from consent.core.errors import Invalid, NotAllowed, NotFound
from consent.core.events import Kind
from consent.log.append import append
from consent.people.actors import Actor
from consent.proactive.bounds import is_code
from consent.proactive.models import RuleSet
from consent.proactive.read_models import RuleSetView
from consent.proactive.views import rules_view
from consent.registry.queries import departments, sources_of

_PUBLISHING = 31


def publish_rules(*, actor: Actor, department: str, code: str, body: Any) -> RuleSetView:
    """This function will publish ``body`` as the newest version of a department's rules and return it.

    The same body again publishes nothing and returns what stands. No version is ever changed: offers keep theirs.
    Raises ``Invalid`` (``rules``) with every fault, among them a data category that nobody registered, ``NotFound`` for
    no such department and ``NotAllowed`` for a resident. GDPR 13(2)(f), 22.
    """
    if actor.kind == "resident":
        raise NotAllowed("not_an_officer")
    if department not in {one.code for one in departments()}:
        raise NotFound("no_such_department")
    problems = _problems(code, body)
    if problems:
        raise Invalid("rules", problems)
    digest = hashlib.sha256(canonical(body)).digest()
    with transaction.atomic():
        _one_publisher_at_a_time(department)
        newest = RuleSet.objects.filter(department=department, code=code).order_by("-version").first()
        if newest is not None and bytes(newest.digest) == digest:
            return rules_view(newest)
        row = RuleSet(
            department=department,
            code=code,
            version=newest.version + 1 if newest else 1,
            body=body,
            digest=digest,
            published_by=actor.name,
        )
        append(Kind.RULES_PUBLISHED, None, row)
        return rules_view(row)


def _problems(code: str, body: Any) -> list[str]:
    problems = [] if is_code(code) else ["A rule set's code is small letters, digits and hyphens, 64 at most."]
    found = check_rules(body)
    if not found:
        categories = categories_of(body)
        unknown = sorted(categories - sources_of(categories).keys())
        found = [f"{category} is no registered data category." for category in unknown]
    return problems + found


def _one_publisher_at_a_time(department: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, %s))", [f"rules {department}", _PUBLISHING])

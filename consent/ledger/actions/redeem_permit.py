"""Redeem a permit: the source of the data asks, at the moment it hands them over, whether that still may be."""

import json
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from cryptography.exceptions import InvalidTag
from django.db import transaction

from consent import clock
from consent.core.errors import Conflict, NotFound
from consent.ledger import quotas
from consent.ledger.actions.check import Answer, Rejection, check
from consent.ledger.decision_ids import event_of
from consent.ledger.models import Use
from consent.ledger.reads import CheckQuestion
from consent.log.sealing import unseal_text
from consent.people.actions.spend_token import spend_token
from consent.people.actors import Actor
from consent.registry.client_queries import client_is_in_use
from consent.tokens.permits import Shown, read_permit

# Under this name permits are spent; the rows go when the permits could not be shown any more.
_SPENT_AS = "permits"
_KEPT = timedelta(minutes=5)


@dataclass(frozen=True, slots=True)
class Redeemed:
    """A permit that was good until now: its claims, and the source's own decisions to hand over, in their order."""

    claims: dict[str, Any]
    decision_ids: tuple[str, ...]


def redeem_permit(
    *, actor: Actor, token_checksum: str, source: str, permit: str, pairwise_id: str
) -> Redeemed | Rejection | None:
    """This function will spend ``permit`` and return it when ``source`` may hand over now what it is for, else None.

    ``source`` knows the person by ``pairwise_id``, and its token has the checksum ``token_checksum``. The question
    whether the recipient may have it is asked anew, by the source, with the facts of this moment: it is the use that
    tells the resident who gave the data (GDPR 7(3), 15(1)(c)), and refuses what was withdrawn since. What is not
    genuine, not for this source, not about this person, too old or spent is not even asked. Of any number of
    redemptions at once one finds the permit unspent; it is spent also when the answer is no. Beyond the quota of the
    source's client it returns the ``Rejection``. Raises ``django.db.DatabaseError`` when the ledger cannot be reached:
    then nothing may be handed over.
    """
    shown = read_permit(permit, source=source, at=clock.now())
    if shown is None or not shown.is_about(pairwise_id):
        return None
    try:
        with transaction.atomic():
            questions = _questions(shown, token_checksum, pairwise_id) if _is_first(actor, shown) else ()
            outcomes = check(questions) if questions else []
    except BaseException:
        quotas.drop_shares()  # what was counted in a transaction that failed
        raise
    for beyond in (Rejection.TOO_MANY, Rejection.TOO_MANY_ABOUT_ONE):
        if beyond in outcomes:
            return beyond
    allowed = [outcome for outcome in outcomes if isinstance(outcome, Answer) and outcome.allowed]
    if not outcomes or len(allowed) < len(outcomes):
        return None
    return Redeemed(shown.claims, tuple(answer.decision_id for answer in allowed))


def _is_first(actor: Actor, shown: Shown) -> bool:
    forget_at = datetime.fromtimestamp(shown.expires_at, UTC) + _KEPT
    try:
        spend_token(actor=actor, issuer=_SPENT_AS, token_id=shown.decision_id, forget_at=forget_at)
    except Conflict:
        return False
    return True


def _questions(shown: Shown, token_checksum: str, pairwise_id: str) -> list[CheckQuestion]:
    """This function will ask as the recipient did: for its matter, by its hand, and in its emergency if it was one.

    There is nothing to ask when the recipient's own use has been erased meanwhile, or its client switched off.
    """
    try:
        use = Use.objects.filter(pk=event_of(shown.decision_id)).first()
        said = _said_in(use) if use else {}
    except (NotFound, LookupError, InvalidTag):
        return []
    if use is None or not client_is_in_use(use.client):
        return []
    return [
        CheckQuestion(
            token_checksum=token_checksum,
            department=shown.department,
            activity=shown.activity,
            category=category,
            pairwise_id=pairwise_id,
            case=said.get("case"),
            staff_ref=said.get("staff_ref"),
            reason=said.get("reason") if use.break_glass else None,
            break_glass=use.break_glass,
        )
        for category in shown.categories
    ]


def _said_in(use: Use) -> dict[str, str]:
    if use.sealed is None:
        return {}
    said: dict[str, str] = json.loads(unseal_text(use.subject, use.pk, use.recorded_at, bytes(use.sealed)))
    return said

"""Reviewing a use in an emergency: the one finding that a data protection officer writes."""

from typing import get_args

from django.db import IntegrityError, transaction

from consent import clock
from consent.core.errors import Conflict, Invalid, NotAllowed
from consent.core.events import Kind
from consent.ledger.emergency_queries import Found, emergency
from consent.ledger.models import UseReview
from consent.log.append import append, draw_ids
from consent.log.sealing import seal_text
from consent.people.actors import Actor

SHORTEST_WORDS, LONGEST_WORDS = 10, 1000
FINDINGS: tuple[Found, ...] = get_args(Found)


def review_use(*, actor: Actor, use: int, found: str, words: str, role: str = "dpo") -> int:
    """This function will record what the review of the use with the event id ``use`` found; returns its event id.

    The finding stops nothing and changes no decision: the officer audits (GDPR 38(6), 39(1)(b)), and the person reads
    it beside the use. The words are sealed under the person's key. Raises ``NotFound`` for what is no permitted use in
    an emergency, ``Conflict`` (``reviewed_already``), ``Invalid`` (``words_too_short``, ``words_too_long``, ``found``)
    and ``NotAllowed`` for anybody but staff.
    """
    if actor.kind != "staff" or actor.account is None:
        raise NotAllowed("staff_only")
    said = words.strip()
    if found not in FINDINGS:
        raise Invalid("found")
    if len(said) < SHORTEST_WORDS:
        raise Invalid("words_too_short")
    if len(said) > LONGEST_WORDS:
        raise Invalid("words_too_long")
    view, subject = emergency(use)
    if view.found is not None:
        raise Conflict("reviewed_already")
    try:
        with transaction.atomic():
            event_id, at = draw_ids(1)[0], clock.now()
            review = UseReview(
                event_id=event_id,
                subject=subject,
                use=use,
                actor_account=actor.account,
                actor_name=actor.name,
                role=role,
                found=found,
                sealed=seal_text(subject, event_id, at, said),
            )
            return append(Kind.USE_REVIEWED, subject, review, at)
    except IntegrityError:
        # Somebody else was a moment quicker: a use is reviewed once.
        raise Conflict("reviewed_already") from None

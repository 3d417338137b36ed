"""Mark feedback as answered."""

import logging

from django.db import transaction

from consent import clock
from consent.core.errors import Conflict, NotAllowed, NotFound
from consent.people.actors import Actor
from consent.people.queries import open_account
from consent.rights.models import Feedback

logger = logging.getLogger(__name__)


def answer_feedback(*, actor: Actor, feedback: int) -> None:
    """This function will record that a registrar has answered ``feedback`` (Act 306/2019, section 9).

    Raises ``NotAllowed`` for anybody but a registrar, ``NotFound`` for a number that was never given and ``Conflict``
    (``already_answered``) when somebody was faster: the first answer stands.
    """
    account = open_account(actor.account) if actor.kind == "staff" and actor.account else None
    if account is None or not account.has_role("registrar"):
        raise NotAllowed("not_a_registrar", "feedback is answered by registrars")
    with transaction.atomic():
        row = Feedback.objects.select_for_update().filter(pk=feedback).first()
        if row is None:
            raise NotFound("no_such_feedback")
        if row.answered_at is not None:
            raise Conflict("already_answered")
        row.answered_at = clock.now()
        row.answered_by = actor.name
        row.save(update_fields=["answered_at", "answered_by"])
    logger.info("feedback %s answered by %s", feedback, actor.name)

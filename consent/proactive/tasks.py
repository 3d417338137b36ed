"""What the worker does for campaigns: closes those whose deadline is over, and takes decisions to people."""

import logging
from datetime import timedelta

from procrastinate.contrib.django import app

from consent import clock
from consent.messaging.queries import waiting_replies
from consent.people.actors import Actor
from consent.proactive.actions.close_campaign import close_campaign, unsettled
from consent.proactive.actions.deliver_decisions import deliver_due

# Replies that came in time and wait for their turn are handled first; no longer than this, should some never be.
REPLIES_FIRST = timedelta(minutes=15)
logger = logging.getLogger(__name__)


@app.periodic(cron="* * * * *")
@app.task(queue="campaigns", queueing_lock="close_campaigns", lock="close_campaigns", pass_context=False)
def close_campaigns(timestamp: int) -> int:
    """This function will close campaigns whose deadline is over, go on with the half settled, and return how many.

    ``timestamp`` is the moment for which the run was planned (seconds); it is not used.
    """
    actor, at = Actor.system("close_campaigns"), clock.now()
    patient = waiting_replies() > 0
    closed = 0
    for department, campaign, since in unsettled(at):
        if patient and at < since + REPLIES_FIRST:
            continue
        close_campaign(actor=actor, department=department, campaign=campaign)
        closed += 1
    return closed


@app.periodic(cron="* * * * *")
@app.task(queue="campaigns", queueing_lock="deliver_decisions", lock="deliver_decisions", pass_context=False)
def deliver_decisions(timestamp: int) -> int:
    """This function will hand decision documents to their carrier and return how many it settled.

    ``timestamp`` is the moment for which the run was planned (seconds); it is not used.
    """
    return deliver_due(actor=Actor.system("deliver_decisions"))

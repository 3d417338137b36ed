"""What the worker tidies of messages each night."""

from procrastinate.contrib.django import app

from consent.messaging.actions.forget_messages import forget_old_messages as forget_old
from consent.people.actors import Actor


@app.periodic(cron="37 3 * * *")
@app.task(queue="tidy", queueing_lock="forget_old_messages", pass_context=False)
def forget_old_messages(timestamp: int) -> int:
    """This function will let go of numbers and texts kept long enough and return how many messages (GDPR 5(1)(e)).

    ``timestamp`` is the moment for which the run was planned (seconds); it is not used.
    """
    actor, gone = Actor.system("forget_old_messages"), 0
    while batch := forget_old(actor=actor):
        gone += batch
    return gone

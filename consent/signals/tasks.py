"""What the worker tidies for streams each night."""

from procrastinate.contrib.django import app

from consent.people.actors import Actor
from consent.signals.actions.forget_old import forget_old


@app.periodic(cron="11 3 * * *")
@app.task(queue="tidy", queueing_lock="forget_old_signals", pass_context=False)
def forget_old_signals(timestamp: int) -> int:
    """This function will let go of what nobody fetched and return how many tokens were emptied (GDPR 5(1)(e)).

    ``timestamp`` is the moment for which the run was planned (seconds); it is not used.
    """
    return forget_old(actor=Actor.system("forget_old_signals"))

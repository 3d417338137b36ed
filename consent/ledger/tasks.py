"""What the worker tidies in the ledger: counts of minutes past, and breaches of quotas kept long enough."""

from procrastinate.contrib.django import app

from consent import clock
from consent.ledger.breaches import sweep_counts


@app.periodic(cron="7 * * * *")
@app.task(queue="tidy", queueing_lock="sweep_quota_counts", pass_context=False)
def sweep_quota_counts(timestamp: int) -> int:
    """This function will delete what quotas no longer need and return how much.

    ``timestamp`` is the moment for which the run was planned (seconds); it is not used.
    """
    return sweep_counts(clock.now())

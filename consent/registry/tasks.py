"""What the worker tidies in the registry: access tokens that have expired, and answers kept long enough."""

from oauth2_provider.models import AccessToken
from procrastinate.contrib.django import app

from consent import clock
from consent.registry.kept_answers import forget_answers


@app.periodic(cron="17 * * * *")
@app.task(queue="tidy", queueing_lock="clear_expired_tokens", pass_context=False)
def clear_expired_tokens(timestamp: int) -> int:
    """This function will delete access tokens past their ten minutes and return how many; they open nothing anyway.

    ``timestamp`` is the moment for which the run was planned (seconds), as procrastinate passes it; it is not used.
    """
    deleted: int
    deleted, _ = AccessToken.objects.filter(expires__lt=clock.now()).delete()
    return deleted


@app.periodic(cron="37 * * * *")
@app.task(queue="tidy", queueing_lock="forget_kept_answers", pass_context=False)
def forget_kept_answers(timestamp: int) -> int:
    """This function will delete answers kept for repeated requests past their thirty days and return how many.

    ``timestamp`` is the moment for which the run was planned (seconds); it is not used.
    """
    return forget_answers()

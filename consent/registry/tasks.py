"""What the worker tidies in the registry: access tokens that have expired."""

from oauth2_provider.models import AccessToken
from procrastinate.contrib.django import app

from consent import clock


@app.periodic(cron="17 * * * *")
@app.task(queue="tidy", queueing_lock="clear_expired_tokens", pass_context=False)
def clear_expired_tokens(timestamp: int) -> int:
    """This function will delete access tokens past their ten minutes and return how many; they open nothing anyway.

    ``timestamp`` is the moment for which the run was planned (seconds), as procrastinate passes it; it is not used.
    """
    deleted: int
    deleted, _ = AccessToken.objects.filter(expires__lt=clock.now()).delete()
    return deleted

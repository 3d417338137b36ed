"""What the worker tidies about people: sessions that are over."""

from django.contrib.sessions.models import Session
from procrastinate.contrib.django import app

from consent import clock


@app.periodic(cron="47 * * * *")
@app.task(queue="tidy", queueing_lock="clear_expired_sessions", pass_context=False)
def clear_expired_sessions(timestamp: int) -> int:
    """This function will delete sessions that have expired and return how many.

    ``timestamp`` is the moment for which the run was planned (seconds), as procrastinate passes it; it is not used.
    """
    deleted, _ = Session.objects.filter(expire_date__lt=clock.now()).delete()
    return deleted

"""What the worker tidies: feedback that was answered long ago."""

from datetime import timedelta

from procrastinate.contrib.django import app

from consent import clock
from consent.rights.models import Feedback

KEPT_AFTER_ANSWER = timedelta(days=365)
MARKED_FOR = timedelta(hours=1)


@app.periodic(cron="7 * * * *")
@app.task(queue="tidy", queueing_lock="clear_old_feedback", pass_context=False)
def clear_old_feedback(timestamp: int) -> int:
    """This function will delete feedback answered more than 12 months ago and return how many (GDPR 5(1)(e)).

    What is not answered stays, however old. It also forgets which messages of more than an hour ago came from one
    browser. ``timestamp`` is the moment for which the run was planned (seconds); it is not used.
    """
    at = clock.now()
    Feedback.objects.filter(received_at__lte=at - MARKED_FOR).exclude(sender_mark="").update(sender_mark="")
    deleted, _ = Feedback.objects.filter(answered_at__lte=at - KEPT_AFTER_ANSWER).delete()
    return deleted

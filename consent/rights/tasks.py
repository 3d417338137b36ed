"""What the worker tidies: old feedback, records past their period, and erasures that a crash interrupted."""

from datetime import timedelta

from procrastinate.contrib.django import app

from consent import clock
from consent.people.actors import Actor
from consent.rights.actions.apply_retention import apply_retention
from consent.rights.actions.erase_resident import replay_journal
from consent.rights.actions.finish_shredding import finish_shredding
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


@app.periodic(cron="*/5 * * * *")
@app.task(queue="tidy", queueing_lock="finish_erasures", pass_context=False)
def finish_erasures(timestamp: int) -> int:
    """This function will carry out what interrupted erasures have left and return how many payloads went (GDPR 17).

    Whom a restored database has brought back is erased again, also when no operator thought of the journal.
    ``timestamp`` is the moment for which the run was planned (seconds); it is not used.
    """
    actor = Actor.system("finish_erasures")
    replay_journal(actor=actor)
    return finish_shredding(actor=actor)


@app.periodic(cron="23 2 * * *")
@app.task(queue="tidy", queueing_lock="nightly_retention", pass_context=False)
def nightly_retention(timestamp: int) -> int:
    """This function will shred what is past its period and return how many records went (GDPR 5(1)(e))."""
    return sum(apply_retention(actor=Actor.system("nightly_retention")).counts.values())

"""What the worker does about people: sessions that are over go, next year's keys come."""

from itertools import islice

from django.contrib.sessions.models import Session
from django.db.models import Exists, OuterRef
from procrastinate.contrib.django import app

from consent import clock
from consent.log.recording import prepare_keys
from consent.people.actions.sign_in_attempts import forget_attempts
from consent.people.models import SignedInSession, Subject

BATCH = 2_000


@app.periodic(cron="47 * * * *")
@app.task(queue="tidy", queueing_lock="clear_expired_sessions", pass_context=False)
def clear_expired_sessions(timestamp: int) -> int:
    """This function will delete sessions that have expired and return how many.

    ``timestamp`` is the moment for which the run was planned (seconds), as procrastinate passes it; it is not used.
    """
    deleted, _ = Session.objects.filter(expire_date__lt=clock.now()).delete()
    living = Session.objects.filter(session_key=OuterRef("session_key"))
    SignedInSession.objects.filter(~Exists(living)).delete()
    return deleted


@app.periodic(cron="7 * * * *")
@app.task(queue="tidy", queueing_lock="forget_sign_in_attempts", pass_context=False)
def forget_sign_in_attempts(timestamp: int) -> int:
    """This function will delete what is kept of sign-in attempts when its time is over, and return how many rows.

    A day for counters, thirty days for the networks an account has used (GDPR 5(1)(e)). ``timestamp`` is the moment
    for which the run was planned (seconds); it is not used.
    """
    return forget_attempts()


@app.periodic(cron="0 3 15,29 12 *")
@app.task(queue="tidy", queueing_lock="prepare_next_years_keys", pass_context=False)
def prepare_next_years_keys(timestamp: int) -> int:
    """This function will make next year's data key for every subject and return how many subjects there are.

    Otherwise the first check of the year about a person would take longer than the second, and tell that it was the
    first. May be repeated. ``timestamp`` is the moment for which the run was planned (seconds); it is not used.
    """
    at, done = clock.now(), 0
    subjects = Subject.objects.values_list("pk", flat=True).order_by("pk").iterator(chunk_size=BATCH)
    while batch := list(islice(subjects, BATCH)):
        prepare_keys(batch, at.year + 1, at)
        done += len(batch)
    return done

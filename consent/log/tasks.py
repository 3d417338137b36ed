"""What the worker does for the log beside sequencing it: verifying it, each night and when somebody asks."""

from django.db import transaction
from procrastinate.contrib.django import app
from procrastinate.exceptions import AlreadyEnqueued

from consent import clock
from consent.core.errors import Conflict
from consent.log.actions.verify import ask_for_verification, carry_out_verification

SUNDAY = 6


@app.task(queue="log", queueing_lock="verify_log")
def verify_log(verification: int) -> None:
    """This function will carry out a verification that somebody asked for, by its number."""
    carry_out_verification(actor="worker", verification=verification)


def request_verification(*, actor: str, everything: bool = False) -> int:
    """This function will hand a verification to the worker and return its number, in one transaction.

    Raises ``Conflict`` (``already_asked``) while one is waiting or under way.
    """
    with transaction.atomic():
        number = ask_for_verification(actor=actor, everything=everything)
        try:
            with transaction.atomic():
                verify_log.defer(verification=number)
        except AlreadyEnqueued:
            raise Conflict("already_asked", "a verification is waiting for the worker") from None
        return number


@app.periodic(cron="40 2 * * *")
@app.task(queue="log", queueing_lock="verify_log_nightly", pass_context=False)
def verify_log_nightly(timestamp: int) -> None:
    """This function will verify what came since the last whole verification, and on Sundays everything.

    ``timestamp`` is the moment for which the run was planned (seconds); it is not used.
    """
    try:
        number = ask_for_verification(actor="nightly", everything=clock.today().weekday() == SUNDAY)
    except Conflict:
        return
    carry_out_verification(actor="nightly", verification=number)

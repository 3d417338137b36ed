"""Let go of what nobody fetched, and of acknowledgements past their period."""

from datetime import timedelta

from django.conf import settings
from django.db import transaction

from consent import clock
from consent.people.actors import Actor
from consent.signals.models import Acknowledgement, ErasureNotice, SecurityEvent
from consent.signals.vocabulary import DEAD, WAITING

# Shorter than a key is published after it stopped signing (consent.tokens): a token never outlives what verifies it.
WAITS_FOR = timedelta(days=30)
SHOWN_FOR = timedelta(days=120)
DAYS_OF_A_YEAR = 366


def forget_old(*, actor: Actor) -> int:
    """This function will empty tokens that waited a month, delete their traces after four, and return how many went.

    What is left of a token meanwhile is that there was one: neither whom it was about nor its text. Acknowledgements
    are kept as long as decisions. GDPR 5(1)(e).
    """
    at = clock.now()
    with transaction.atomic():
        due = SecurityEvent.objects.select_for_update(skip_locked=True).filter(made_at__lte=at - WAITS_FOR)
        old = SecurityEvent.objects.filter(pk__in=list(due.order_by("pk").values_list("pk", flat=True)))
        old.filter(state=WAITING).update(state=DEAD, err="expired", err_description="", next_try_at=None)
        emptied = old.exclude(token="").update(token="", person="")
        ErasureNotice.objects.filter(made_at__lte=at - WAITS_FOR).delete()
        old.filter(made_at__lte=at - SHOWN_FOR).delete()
        kept = timedelta(days=DAYS_OF_A_YEAR * settings.RETENTION_YEARS["decisions"])
        Acknowledgement.objects.filter(told_at__lte=at - kept).delete()
        return emptied

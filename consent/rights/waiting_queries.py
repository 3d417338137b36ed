"""What waits for somebody, as the console's overview counts it: of several rooms, in one statement."""

from dataclasses import dataclass
from datetime import date

from django.db import connection

from consent.ledger import emergency_queries as emergencies
from consent.signals.vocabulary import DEAD

# The tables of the rooms below are read in this one statement; nothing is written.
_COUNTED = f"""
SELECT (SELECT count(*) FROM rights_feedback WHERE answered_at IS NULL AND due_on < %s),
    (SELECT count(*) FROM signals_securityevent WHERE state = %s),
    ({emergencies.WAITING})
"""  # noqa: S608  (composed of constants)


@dataclass(frozen=True, slots=True)
class Waiting:
    """Feedback past its day, signals that nobody took, and uses in an emergency that nobody has reviewed."""

    late_feedback: int
    laid_aside: int
    emergencies: int


def what_waits(today: date) -> Waiting:
    """This function will count what waits for somebody on ``today``, emergencies as far as the ledger counts them.

    Act 306/2019, s. 9; GDPR 19, 39(1)(b).
    """
    with connection.cursor() as cursor:
        cursor.execute(_COUNTED, [today, DEAD, emergencies.MOST])
        return Waiting(*(int(number) for number in cursor.fetchone()))

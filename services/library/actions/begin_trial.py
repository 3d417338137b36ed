"""A made-up customer, for the kit to try the module with."""

from datetime import timedelta

from services.kit.trial import Trial
from services.library import records
from services.library.cards import PREFIX, complete
from services.library.catalogue import books, load_collection
from services.sdk import clock

_PERSON = "010190-999W"
_NAME = "Testi Koekirjanen"


def begin_trial(*, actor: str) -> Trial:
    """This function will give a made-up customer a card, a loan, a returned loan and a reservation.

    actor is the command that tries the module.
    """
    if not actor:
        raise ValueError("Somebody has to begin a trial.")
    load_collection()
    # Long titles, which stand on no page by chance.
    borrowed, returned, reserved = sorted(books(), key=lambda book: -len(book.title))[:3]
    today = clock.now().date()
    card = complete(f"{PREFIX}99999999999")
    loans = (
        (borrowed.code, today - timedelta(days=7), today + timedelta(days=21), None),
        (returned.code, today - timedelta(days=60), today - timedelta(days=32), today - timedelta(days=40)),
    )
    waiting = ((reserved.code, today, True),)
    records.enrol_patrons([records.NewPatron(_PERSON, _NAME, card, loans, waiting)])
    titles = tuple(book.title for book in (borrowed, returned, reserved))
    return Trial(_PERSON, card, {records.CUSTOMER: (_NAME,), records.LOANS: titles})

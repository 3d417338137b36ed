"""A made-up pupil, for the kit to try the module with."""

from services.kit.references import complete
from services.kit.trial import Trial
from services.schoolhealth import records
from services.schoolhealth.facts import Need, NewPupil

_PUPIL = "150318A997W"
_NEED, _MEASURE = "reduced hearing", "a seat near the front"


def begin_trial(*, actor: str) -> Trial:
    """This function will open a card with a need and an arrangement for a made-up pupil.

    actor is the command that tries the module.
    """
    pupil = NewPupil(complete("99999997"), _PUPIL, (Need(_NEED, urgent=False),), (_MEASURE,))
    records.open_cards(actor=actor, newcomers=[pupil])
    return Trial(_PUPIL, pupil.reference, {records.NEEDS: (_NEED,), records.SUPPORT: (_MEASURE,)})

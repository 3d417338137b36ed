"""A made-up child, for the kit to try the module with."""

from datetime import date

from services.kit.references import complete
from services.kit.trial import Trial
from services.preschool import records
from services.preschool.catalogue import load_units, unit_rows
from services.preschool.facts import AllergyFact, Contact, Home, NewChild

_CHILD = "150320A998E"
_BORN = date(2020, 3, 15)
_STREET, _GUARDIAN, _PHONE = "Koekuja 998 B 7", "Testi Koehuoltaja", "040 555 0998"


def begin_trial(*, actor: str) -> Trial:
    """This function will enrol a made-up child with a home, a guardian, a place and an allergy.

    actor is the command that tries the module.
    """
    load_units()
    unit = next(unit for unit in unit_rows() if unit.free)
    child = NewChild(
        reference=complete("99999998"),
        national_id=_CHILD,
        birth_date=_BORN,
        home=Home(unit.district, unit.postal_code, _STREET),
        guardians=(Contact(_GUARDIAN, _PHONE),),
        allergies=(AllergyFact("sesame", severe=True),),
        units=(unit.code,),
    )
    records.enrol_children(actor=actor, newcomers=[child])
    shown = {
        records.BIRTH_DATE: ("15 March 2020",),
        records.HOME: (_STREET,),
        records.CONTACT: (_GUARDIAN, _PHONE),
        # Units stand on other pages too; that the child has a place does not.
        records.PLACE: ("Has a place",),
        records.ALLERGIES: ("sesame",),
    }
    return Trial(_CHILD, child.reference, shown)

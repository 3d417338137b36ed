"""What the tests of early education share: children with references, units, a fake ledger in the module's place."""

from dataclasses import dataclass
from datetime import date

from services.preschool.facts import AllergyFact, Contact, Home, NewChild
from services.preschool.models import Unit
from services.preschool.records import (
    ALLERGIES,
    BIRTH_DATE,
    CONTACT,
    HOME,
    PLACE,
    PLACEMENT,
    enrol_children,
)
from services.preschool.references import complete
from services.sdk.fake import FakeLedger
from services.sdk.reasons import Reason
from tests.cast import national_id, years_ago

FOR_PLACEMENT = (BIRTH_DATE, HOME, CONTACT, PLACE)
STREET, PHONE, UNIT_NAME = "Fleminginkatu 412 A 7", "040 555 0199", "Päiväkoti Unikko"


@dataclass(frozen=True)
class Pupil:
    """A child of the tests."""

    national_id: str
    reference: str
    pairwise_id: str
    born: date

    @property
    def placement(self) -> str:
        """The address of the placement page."""
        return f"/services/preschool/children/{self.reference}/"

    @property
    def place(self) -> str:
        """Where a place is given."""
        return f"{self.placement}place/"

    @property
    def kitchen(self) -> str:
        """The address of the kitchen page."""
        return f"{self.placement}kitchen/"


def build(code: str, capacity: int, name: str = UNIT_NAME, district: str = "Kallio", taken: int = 0) -> Unit:
    """This function will open a unit."""
    values = {"district": district, "postal_code": "00530", "language": "fi", "capacity": capacity, "taken": taken}
    return Unit.objects.create(code=code, name=name, **values)


def enrol_child(ledger: FakeLedger, number: int, *, protected: bool = False, units: tuple[str, ...] = ()) -> Pupil:
    """This function will enrol a five-year-old of Kallio with a guardian and a severe allergy."""
    born = years_ago(5)
    hetu = national_id(born, number)
    child = NewChild(
        reference=complete(f"{number:08d}"),
        national_id=hetu,
        birth_date=born,
        home=Home("Kallio", "00530", STREET),
        guardians=(Contact("Aino Virtanen", PHONE),),
        allergies=(AllergyFact("egg", severe=False), AllergyFact("peanut", severe=True)),
        protected=protected,
        units=units,
    )
    enrol_children(actor="tests", newcomers=[child])
    return Pupil(hetu, child.reference, ledger.pairwise_id(hetu), born)


def allow(ledger: FakeLedger, pupil: Pupil, activity: str = PLACEMENT, *categories: str) -> None:
    """This function will let the ledger allow an activity about a child: all it covers unless categories are named."""
    covered = FOR_PLACEMENT if activity == PLACEMENT else (ALLERGIES,)
    reason = Reason.LAW if activity == PLACEMENT else Reason.CONSENT
    for category in categories or covered:
        ledger.answer(activity, category, pupil.pairwise_id, reason)

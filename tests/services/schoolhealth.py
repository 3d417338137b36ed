"""What the tests of school health care share: pupils with cards, and a fake ledger for each of the two sides."""

from dataclasses import dataclass

from services.kit.references import complete
from services.schoolhealth.facts import Need, NewPupil
from services.schoolhealth.records import FOR_THE_SCHOOL, NEEDS, SUPPORT, open_cards
from services.sdk.fake import FakeLedger
from services.sdk.reasons import Reason
from tests.cast import national_id, years_ago

WORDS = ("asthma", "reduced hearing")
MEASURE = "a seat near the front"


@dataclass(frozen=True)
class BothLedgers:
    """What the school is answered for itself, and health care for the school."""

    school: FakeLedger
    health: FakeLedger


@dataclass(frozen=True)
class Pupil:
    """A pupil of the tests."""

    national_id: str
    reference: str

    @property
    def page(self) -> str:
        """The address of the pupil's page."""
        return f"/services/schoolhealth/pupils/{self.reference}/"


def open_card(number: int, *, findings: bool = True) -> Pupil:
    """This function will open the card of a seven-year-old with an urgent and another finding, or with none."""
    hetu = national_id(years_ago(7), number)
    needs = (Need(WORDS[1], urgent=False), Need(WORDS[0], urgent=True)) if findings else ()
    new = NewPupil(complete(f"{number:08d}"), hetu, needs, (MEASURE,) if findings else ())
    open_cards(actor="tests", newcomers=[new])
    return Pupil(hetu, new.reference)


def answer(ledger: FakeLedger, pupil: Pupil, reason: Reason, *categories: str) -> None:
    """This function will let one side's ledger answer so about a pupil: for both categories unless some are named."""
    for category in categories or (NEEDS, SUPPORT):
        ledger.answer(FOR_THE_SCHOOL, category, ledger.pairwise_id(pupil.national_id), reason)


def allow(both: BothLedgers, pupil: Pupil, *categories: str) -> None:
    """This function will let both sides be allowed."""
    for ledger in (both.school, both.health):
        answer(ledger, pupil, Reason.CONSENT, *categories)

"""What the services' pages are about: a customer of the library, a child in early education, a pupil at school."""

from services.library.cards import complete as complete_card
from services.library.catalogue import load_collection
from services.preschool.references import complete as complete_reference
from services.sdk.fake import FakeLedger
from tests.access.city import City
from tests.services import conftest as at_the_library
from tests.services import preschool as at_preschool
from tests.services import schoolhealth as at_school


def furnish(city: City, library: FakeLedger, education: FakeLedger, both: at_school.BothLedgers) -> None:
    """This function will give the library a customer, early education a child and the school nurse a pupil, whose data
    the officers may see."""
    load_collection()
    customer = at_the_library.enrol(library, 901, "Aino Virtanen", ("Roseanna", "The Big Sleep"))
    at_the_library.allow(library, customer)
    child = at_preschool.enrol_child(education, 903)
    at_preschool.allow(education, child)
    pupil = at_school.open_card(904)
    at_school.allow(both, pupil)
    city.things["pupil"] = lambda thing: nobodys_reference if thing == "unknown" else pupil.reference
    nobodys_card, nobodys_reference = complete_card("2900000000997"), complete_reference("00000997")
    city.things["card"] = lambda thing: nobodys_card if thing == "unknown" else customer.card
    city.things["child"] = lambda thing: nobodys_reference if thing == "unknown" else child.reference

"""Early education's only door to personal fields: what is read here is read under a permit, or not at all."""

from collections.abc import Callable, Iterable, Sequence
from datetime import date

from django.db import transaction
from django.db.models import F

from services.kit.records import Field, Record, locates, reads, writes
from services.kit.sealing import fingerprint, seal, unseal
from services.preschool.dates import begins_on, today
from services.preschool.facts import AllergyFact, Contact, Guardians, Home, NewChild, Place
from services.preschool.models import Allergy, Child, Guardian, Placement, Unit
from services.sdk import clock
from services.sdk.errors import BadQuestion
from services.sdk.permits import demand

BIRTH_DATE = "child.birth_date"
HOME = "home.address"
CONTACT = "guardian.contact"
PLACE = "child.placement"
ALLERGIES = "child.allergies"
PLACEMENT = "preschool-placement"
KITCHEN = "kitchen-allergies"
_MODULE = "preschool"


class UnknownChild(LookupError):
    """There is no child of that reference."""


class NoPlaceFree(Exception):
    """The unit has no free place, or there is no such unit."""


class ProtectedChild(Exception):
    """The child's place may be known to nobody here."""


@reads(BIRTH_DATE, under=PLACEMENT)
def read_birth_date(pairwise_id: str) -> date:
    """This function will return the child's date of birth."""
    child = Child.objects.only("birth_date_sealed").get(pairwise_id=pairwise_id)
    return date.fromisoformat(_open(child.birth_date_sealed))


@reads(HOME, under=PLACEMENT)
def read_home(pairwise_id: str) -> Home:
    """This function will return where the child lives; of a protected child, that it is protected and nothing else."""
    child = Child.objects.only("home_sealed", "protected").get(pairwise_id=pairwise_id)
    if child.protected:
        return Home(protected=True)
    district, postal_code, street = _open(child.home_sealed).split("\n")
    return Home(district=district, postal_code=postal_code, street_address=street)


@reads(CONTACT, under=PLACEMENT)
def read_guardians(pairwise_id: str) -> Guardians:
    """This function will return how the guardians are reached, unless the child is protected."""
    child = Child.objects.only("pk", "protected").get(pairwise_id=pairwise_id)
    if child.protected:
        return Guardians(protected=True)
    rows = Guardian.objects.filter(child=child).order_by("pk")
    return Guardians(people=tuple(Contact(_open(each.name_sealed), _open(each.phone_sealed)) for each in rows))


@reads(PLACE, under=PLACEMENT)
def read_place(pairwise_id: str) -> Place:
    """This function will return the unit where the child has a place; of a protected child no unit and no day."""
    child = Child.objects.only("pk", "protected").get(pairwise_id=pairwise_id)
    if child.protected:
        return Place(protected=True)
    placement = Placement.objects.filter(child=child).select_related("unit").first()
    if placement is None:
        return Place()
    unit = placement.unit
    return Place(unit=unit.code, unit_name=unit.name, district=unit.district, starts_on=placement.starts_on)


@reads(ALLERGIES, under=KITCHEN)
def read_allergies(pairwise_id: str) -> tuple[AllergyFact, ...]:
    """This function will return what the child must not eat, what is severe first."""
    rows = Allergy.objects.filter(child__pairwise_id=pairwise_id)
    facts = (AllergyFact(_open(each.food_sealed), each.severe) for each in rows)
    return tuple(sorted(facts, key=lambda fact: (not fact.severe, fact.food)))


class ChildRecord(Record):
    """All that placing a child needs; each field opens only under a permit that names its category."""

    birth_date = Field(read_birth_date)
    home = Field(read_home)
    guardians = Field(read_guardians)
    place = Field(read_place)


@locates
def locate_child(reference: str, resolve: Callable[[str], str]) -> str:
    """This function will return the pairwise id behind a reference. Raises UnknownChild; what resolve raises passes on.

    The first time the sealed national id is opened for resolve and nothing else; afterwards the id is known. Raises
    BadQuestion when the seal was made under another key.
    """
    try:
        child = Child.objects.only("pairwise_id", "national_id_sealed").get(reference=reference)
    except Child.DoesNotExist:
        raise UnknownChild from None
    if not child.pairwise_id:
        try:
            national_id = _open(child.national_id_sealed)
        except ValueError:
            raise BadQuestion("The child's id cannot be opened under this key.") from None
        child.pairwise_id = resolve(national_id)
        child.save(update_fields=["pairwise_id"])
    return child.pairwise_id


@writes
def meet_children(resolve: Callable[[str], str]) -> int:
    """This function will have every child resolved whose pairwise id is not known yet, and return how many there were.

    What resolve raises passes on; who was resolved until then stays so.
    """
    references = list(Child.objects.filter(pairwise_id="").order_by("pk").values_list("reference", flat=True))
    for reference in references:
        locate_child(reference, resolve)
    return len(references)


@locates
def locate_next(after: str) -> str:
    """This function will return the pairwise id that comes next after another, the first after "".

    Raises UnknownChild after the last.
    """
    found = Child.objects.filter(pairwise_id__gt=after).order_by("pairwise_id").values_list("pairwise_id", flat=True)
    if (following := found.first()) is None:
        raise UnknownChild
    return following


@locates
def locate_known(pairwise_id: str) -> str:
    """This function will return the pairwise id of a child that is in the register. Raises UnknownChild."""
    if not Child.objects.filter(pairwise_id=pairwise_id).exists():
        raise UnknownChild
    return pairwise_id


@writes
@transaction.atomic
def assign_place(*, actor: str, permit: object, pairwise_id: str, unit: str) -> int:
    """This function will give the child a place in a unit, in exchange for the one it may have, and return 1.

    Returns 0 when the child is there already. actor is the staff reference. Raises PermitError without a permit for
    the child's place and birth date, ProtectedChild, or NoPlaceFree; then nothing is changed.
    """
    for category in (PLACE, BIRTH_DATE):
        demand(permit, activity=PLACEMENT, category=category, pairwise_id=pairwise_id)
    child = Child.objects.select_for_update().get(pairwise_id=pairwise_id)
    if child.protected:
        raise ProtectedChild
    before = Placement.objects.filter(child=child).first()
    if before is not None and before.unit_id == unit:
        return 0
    # In one order for everybody: two children who change places must not wait for each other.
    codes = {unit, before.unit_id} if before is not None else {unit}
    locked = {each.code: each for each in Unit.objects.select_for_update().filter(code__in=codes).order_by("code")}
    if unit not in locked or locked[unit].taken >= locked[unit].capacity:
        raise NoPlaceFree
    Unit.objects.filter(code=unit).update(taken=F("taken") + 1)
    if before is not None:
        Unit.objects.filter(code=before.unit_id).update(taken=F("taken") - 1)
    starts_on = begins_on(date.fromisoformat(_open(child.birth_date_sealed)), today())
    values = {"unit_id": unit, "starts_on": starts_on, "placed_at": clock.now(), "placed_by": actor}
    Placement.objects.update_or_create(child=child, defaults=values)
    return 1


@writes
@transaction.atomic
def enrol_children(*, actor: str, newcomers: Sequence[NewChild]) -> int:
    """This function will enrol children who are not known yet and return how many rows it added.

    A child gets a place in the first of its units that has one free. Of a protected child neither home nor contacts
    are stored.
    """
    known = {bytes(each) for each in Child.objects.values_list("national_id_fingerprint", flat=True)}
    marked = {fingerprint(_MODULE, each.national_id): each for each in newcomers}
    added = {mark: each for mark, each in marked.items() if mark not in known}
    children = {mark: _child(mark, each) for mark, each in added.items()}
    Child.objects.bulk_create(children.values(), batch_size=1000)
    guardians = [
        Guardian(child=children[mark], name_sealed=_seal(contact.name), phone_sealed=_seal(contact.phone))
        for mark, each in added.items()
        for contact in (() if each.protected else each.guardians)
    ]
    allergies = [
        Allergy(child=children[mark], food_sealed=_seal(fact.food), severe=fact.severe)
        for mark, each in added.items()
        for fact in each.allergies
    ]
    Guardian.objects.bulk_create(guardians, batch_size=2000)
    Allergy.objects.bulk_create(allergies, batch_size=2000)
    placed = _place_all(actor, ((children[mark], each) for mark, each in added.items())) if added else []
    Placement.objects.bulk_create(placed, batch_size=2000)
    return len(children) + len(guardians) + len(allergies) + len(placed)


def _child(mark: bytes, new: NewChild) -> Child:
    home = "\n".join((new.home.district, new.home.postal_code, new.home.street_address))
    return Child(
        reference=new.reference,
        national_id_fingerprint=mark,
        national_id_sealed=_seal(new.national_id),
        birth_date_sealed=_seal(new.birth_date.isoformat()),
        home_sealed=b"" if new.protected else _seal(home),
        protected=new.protected,
    )


def _place_all(actor: str, newcomers: Iterable[tuple[Child, NewChild]]) -> list[Placement]:
    units = {unit.code: unit for unit in Unit.objects.select_for_update().order_by("code")}
    placed = []
    for child, new in newcomers:
        unit = next((units[code] for code in new.units if units[code].taken < units[code].capacity), None)
        if unit is not None:
            unit.taken += 1
            starts_on = begins_on(new.birth_date, today())
            values = {"starts_on": starts_on, "placed_at": clock.now(), "placed_by": actor}
            placed.append(Placement(child=child, unit=unit, **values))
    Unit.objects.bulk_update(units.values(), ["taken"])
    return placed


def _seal(text: str) -> bytes:
    return seal(_MODULE, text)


def _open(sealed: "bytes | memoryview[int]") -> str:
    return unseal(_MODULE, bytes(sealed))

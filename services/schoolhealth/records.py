"""School health care's only door to personal fields: what is handed over here is handed over under two permits."""

from collections.abc import Callable, Sequence

from django.db import transaction

from services.kit.handover import gives
from services.kit.records import locates, writes
from services.kit.sealing import fingerprint, seal, unseal
from services.schoolhealth.facts import Need, NewPupil
from services.schoolhealth.models import Finding, Measure, Pupil
from services.sdk.errors import BadQuestion, WrongSubject

NEEDS = "child.health_needs"
SUPPORT = "child.school_support"
FOR_THE_SCHOOL = "school-health-support"
SCHOOL = "education"
_MODULE = "schoolhealth"


class UnknownPupil(LookupError):
    """There is no pupil of that reference."""


@gives(NEEDS, under=FOR_THE_SCHOOL, to=SCHOOL)
def give_needs(pairwise_id: str, school_pairwise_id: str) -> tuple[Need, ...]:
    """This function will return what in the pupil's health the school should know of, what is urgent first."""
    rows = Finding.objects.filter(pupil=_pupil(pairwise_id, school_pairwise_id))
    needs = (Need(_open(each.word_sealed), each.urgent) for each in rows)
    return tuple(sorted(needs, key=lambda need: (not need.urgent, need.word)))


@gives(SUPPORT, under=FOR_THE_SCHOOL, to=SCHOOL)
def give_support(pairwise_id: str, school_pairwise_id: str) -> tuple[str, ...]:
    """This function will return the arrangements that the nurse recommends, as words of the vocabulary."""
    rows = Measure.objects.filter(pupil=_pupil(pairwise_id, school_pairwise_id))
    return tuple(sorted(_open(each.word_sealed) for each in rows))


@locates
def locate_pupil(reference: str, resolve: Callable[[str], str]) -> str:
    """This function will return the pairwise id of a pupil towards health care; see locate_at_school."""
    return _locate(reference, resolve, "pairwise_id")


@locates
def locate_at_school(reference: str, resolve: Callable[[str], str]) -> str:
    """This function will return the pairwise id of a pupil towards the school. What resolve raises passes on.

    The first time the sealed national id is opened for resolve and nothing else; afterwards the id is known. Raises
    UnknownPupil, and BadQuestion when the seal was made under another key.
    """
    return _locate(reference, resolve, "school_pairwise_id")


@writes
@transaction.atomic
def open_cards(*, actor: str, newcomers: Sequence[NewPupil]) -> int:
    """This function will open a card for pupils who have none yet and return how many rows it added.

    actor is who does it, a staff reference or a command.
    """
    if not actor:
        raise ValueError("Somebody has to open the cards.")
    known = {bytes(each) for each in Pupil.objects.values_list("national_id_fingerprint", flat=True)}
    marked = {fingerprint(_MODULE, each.national_id): each for each in newcomers}
    added = {mark: each for mark, each in marked.items() if mark not in known}
    pupils = {mark: _card(mark, each) for mark, each in added.items()}
    Pupil.objects.bulk_create(pupils.values(), batch_size=1000)
    findings = [
        Finding(pupil=pupils[mark], word_sealed=_seal(need.word), urgent=need.urgent)
        for mark, each in added.items()
        for need in each.needs
    ]
    measures = [
        Measure(pupil=pupils[mark], word_sealed=_seal(word)) for mark, each in added.items() for word in each.measures
    ]
    Finding.objects.bulk_create(findings, batch_size=2000)
    Measure.objects.bulk_create(measures, batch_size=2000)
    return len(pupils) + len(findings) + len(measures)


def _pupil(pairwise_id: str, school_pairwise_id: str) -> Pupil:
    """This function will return the one card that has both ids. Raises WrongSubject when they are of two pupils."""
    try:
        return Pupil.objects.only("pk").get(pairwise_id=pairwise_id, school_pairwise_id=school_pairwise_id)
    except Pupil.DoesNotExist:
        raise WrongSubject("The two sides' permits are not about one pupil.") from None


def _locate(reference: str, resolve: Callable[[str], str], column: str) -> str:
    try:
        pupil = Pupil.objects.only(column, "national_id_sealed").get(reference=reference)
    except Pupil.DoesNotExist:
        raise UnknownPupil from None
    known: str = getattr(pupil, column)
    if known:
        return known
    try:
        national_id = _open(pupil.national_id_sealed)
    except ValueError:
        raise BadQuestion("The pupil's id cannot be opened under this key.") from None
    found = resolve(national_id)
    setattr(pupil, column, found)
    pupil.save(update_fields=[column])
    return found


def _card(mark: bytes, new: NewPupil) -> Pupil:
    return Pupil(reference=new.reference, national_id_fingerprint=mark, national_id_sealed=_seal(new.national_id))


def _seal(text: str) -> bytes:
    return seal(_MODULE, text)


def _open(sealed: "bytes | memoryview[int]") -> str:
    return unseal(_MODULE, bytes(sealed))

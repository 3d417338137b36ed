"""What the pages show that is about nobody: whom one may try in a demonstration."""

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from services.schoolhealth.models import DemoPupil

EINO, YOUNG = "eino", "young"
_WORDS = {
    EINO: _("Eino, for whom Aino and Saara decide together"),
    YOUNG: _("A pupil of 13 to 15 years, who decides alone"),
}


def pupils_to_try() -> tuple[tuple[Promise | str, str], ...]:
    """This function will return in words who it is, and the reference, of each pupil to try; none outside a demo."""
    rows = DemoPupil.objects.order_by("who").values_list("who", "reference")
    return tuple((_WORDS.get(who, who.capitalize()), reference) for who, reference in rows)


def remember(to_try: Mapping[str, str]) -> int:
    """This function will keep the references of pupils to try and return how many are new."""
    added = 0
    for who, reference in to_try.items():
        _row, new = DemoPupil.objects.update_or_create(who=who, defaults={"reference": reference})
        added += new
    return added

"""Who the children to try are, in words; nothing outside a demo."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from services.preschool.catalogue import demo_children

_WORDS = {
    "eino": _("Eino, whose guardians are Aino and Saara"),
    "newcomer": _("A newcomer whom the permission register does not know"),
    "protected": _("A child under a non-disclosure order"),
}


def children_to_try() -> tuple[tuple[Promise | str, str], ...]:
    """This function will return in words who it is, and the reference, of each child to try."""
    return tuple((_WORDS.get(who, who.capitalize()), reference) for who, reference in demo_children())

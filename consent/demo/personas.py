"""The cast: people with a fixed meaning whom anyone may sign in as in demo mode."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from django_stubs_ext import StrPromise


@dataclass(frozen=True, slots=True)
class Persona:
    """One of the cast. ``id`` is also the username; ``roles`` are pairs of a role and a department's code or None."""

    id: str
    name: str
    description: "StrPromise"
    roles: tuple[tuple[str, str | None], ...] = ()
    landing: str = "/"

    @property
    def is_staff(self) -> bool:
        """Whether the persona works for the city; the others live in it."""
        return bool(self.roles)

    @property
    def role_label(self) -> "StrPromise":
        """The heading under which the sign-in page lists the persona."""
        return _("City staff") if self.is_staff else _("Residents")


PERSONAS = (
    Persona("aino", "Aino Virtanen", _("Parent. She decides for herself and for her son Eino.")),
    Persona("saara", "Saara Lehtonen", _("Eino's other guardian. She lives in another part of the city.")),
    Persona("mikko", "Mikko Salmi", _("A stranger to the others, with a family of his own.")),
    Persona(
        "librarian",
        "Leena Salonen",
        _("Librarian. Needs the platform's permission to see a borrower's data."),
        (("librarian", "library"),),
        "/services/library/",
    ),
    Persona(
        "officer",
        "Olli Hakala",
        _("Planning officer in early childhood education."),
        (("officer", "education"),),
        "/services/preschool/",
    ),
    Persona(
        "registrar",
        "Risto Koivu",
        _("Registrar. Approves what departments want to publish."),
        (("registrar", None),),
        "/audit/activities/",
    ),
    Persona(
        "kaisa",
        "Kaisa Mäkelä",
        _("Data protection officer. Audits everything and decides nothing."),
        (("dpo", None),),
        "/audit/",
    ),
)
_BY_ID = {persona.id: persona for persona in PERSONAS}


def persona(persona_id: str) -> Persona | None:
    """This function will return the persona with an id, or None."""
    return _BY_ID.get(persona_id)

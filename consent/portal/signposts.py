"""Which service pages a member of staff is shown the way to. Who gets in, the service itself decides."""

from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from consent.portal.wording import Text


@dataclass(frozen=True, slots=True)
class Signpost:
    """A link for holders of one staff role."""

    role: str
    url: str
    title: Text
    text: Text


SIGNPOSTS = (
    Signpost(
        role="librarian",
        url="/services/library/",
        title=_("Library"),
        text=_("Loans and reading recommendations. Each look at a customer’s data is recorded and shown to them."),
    ),
    Signpost(
        role="officer",
        url="/services/preschool/",
        title=_("Pre-primary education"),
        text=_("Places, units and allergies. Each look at a child’s data is recorded and shown to the guardians."),
    ),
    Signpost(
        role="officer",
        url="/campaigns/",
        title=_("Campaigns"),
        text=_("Services offered to families before they apply: how it goes, and what needs a person."),
    ),
    Signpost(
        role="officer",
        url="/services/schoolhealth/",
        title=_("School nurse’s findings"),
        text=_(
            "What school health care may tell the school. Both departments ask before each look, and both are recorded."
        ),
    ),
    Signpost(
        role="dpo",
        url="/audit/",
        title=_("Data protection console"),
        text=_("How things stand, every event, and what needs a look. Opening a person’s record asks for a reason."),
    ),
)


def signposts_for(roles: frozenset[str]) -> tuple[Signpost, ...]:
    """This function will return the signposts for somebody who holds ``roles``."""
    return tuple(signpost for signpost in SIGNPOSTS if signpost.role in roles)

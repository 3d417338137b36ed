"""The parts of a notice behind the first layer, in the order in which people ask for them."""

from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from consent.portal.wording import Text
from consent.registry.queries import NoticeView

PARTS: tuple[tuple[str, Text], ...] = (
    ("what_we_do", _("What the city does")),
    ("how_selected", _("How a program takes part")),
    ("where_from", _("Where the data come from")),
    ("children", _("Children and young people")),
    ("rights", _("Your rights")),
)


@dataclass(frozen=True, slots=True)
class Layer:
    """One part with its heading."""

    heading: Text
    text: str


def layers_of(notice: NoticeView, language: str) -> tuple[Layer, ...]:
    """This function will return the parts that ``notice`` has, in ``language``."""
    texts = notice.text(language)
    explicit = notice.explicit_consent(language)
    parts = [Layer(heading, texts[part]) for part, heading in PARTS if texts.get(part)]
    return (Layer(_("What you consent to"), explicit), *parts) if explicit else tuple(parts)

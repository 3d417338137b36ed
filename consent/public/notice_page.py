"""A published notice as its page shows it, from the very document whose hash people agree to."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from consent.core.vocabulary import Basis
from consent.registry.queries import NoticeView

TEXT_PARTS: tuple[tuple[str, Promise], ...] = (
    ("why", gettext_lazy("Why")),
    ("what_we_do", gettext_lazy("What the city does")),
    ("how_selected", gettext_lazy("How a program takes part")),
    ("where_from", gettext_lazy("Where the data come from")),
    ("if_no", gettext_lazy("If you say no")),
    ("children", gettext_lazy("Children and young people")),
    ("rights", gettext_lazy("Your rights")),
)

BASES: dict[Basis, Promise] = {
    Basis.CONSENT: gettext_lazy("Consent"),
    Basis.CONTRACT: gettext_lazy("Agreement"),
    Basis.LEGAL_OBLIGATION: gettext_lazy("The city’s duty by law"),
    Basis.PUBLIC_TASK: gettext_lazy("A public task laid down by law"),
    Basis.VITAL_INTERESTS: gettext_lazy("To protect somebody’s life"),
}

# GDPR article 6(1), by basis.
POINTS = {
    Basis.CONSENT: "6(1)(a)",
    Basis.CONTRACT: "6(1)(b)",
    Basis.LEGAL_OBLIGATION: "6(1)(c)",
    Basis.VITAL_INTERESTS: "6(1)(d)",
    Basis.PUBLIC_TASK: "6(1)(e)",
}


@dataclass(frozen=True, slots=True)
class NoticePage:
    """What the page shows: ``parts`` are running text, ``facts`` pairs of a heading and a short text."""

    activity: str
    title: str
    summary: str
    department: str
    version: int
    hash: str
    published_at: datetime
    parts: tuple[tuple[str | Promise, str], ...]
    facts: tuple[tuple[str, str], ...]


def notice_page(notice: NoticeView, language: str) -> NoticePage:
    """This function will return ``notice`` in ``language``, with nothing added that was not published."""
    texts = notice.text(language)
    explicit = notice.explicit_consent(language)
    parts: list[tuple[str | Promise, str]] = [(_("What you consent to"), explicit)] if explicit else []
    parts += [(heading, texts[part]) for part, heading in TEXT_PARTS if texts.get(part)]
    return NoticePage(
        activity=notice.activity,
        title=texts["title"],
        summary=texts["summary"],
        department=notice.document["department"]["name"][language],
        version=notice.version,
        hash=notice.hash.hex(),
        published_at=notice.published_at,
        parts=tuple(parts),
        facts=tuple(_facts(notice.document, language)),
    )


def _facts(document: Mapping[str, Any], language: str) -> Iterable[tuple[str, str]]:
    basis = Basis(document["basis"])
    yield _("Who"), document["department"]["name"][language]
    yield _("Data"), ", ".join(category["name"][language] for category in document["categories"])
    yield _("Legal basis"), f"{BASES[basis]} ({_('General Data Protection Regulation, article')} {POINTS[basis]})"
    if document["law"]:
        yield _("Law"), f"{document['law']['name'][language]} ({document['law']['ref']})"
    if document["special_category_law"]:
        yield _("Law on sensitive data"), document["special_category_law"]
    if document["valid_months"]:
        months = document["valid_months"]
        yield _("Valid"), ngettext("%(count)d month", "%(count)d months", months) % {"count": months}
    recipients = ", ".join(recipient["name"][language] for recipient in document["recipients"])
    yield _("Who else gets the data"), recipients or _("Nobody")
    yield _("How long the data are kept"), document["retention"]["text"][language]
    rule = document["child_rule"]
    yield _("Age from which one decides alone"), str(rule["own_decision_from"])
    if rule["guardians"] == "all":
        yield _("For a younger child"), _("All guardians decide together")
    else:
        yield _("For a younger child"), _("Any guardian decides")

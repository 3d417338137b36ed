"""A published notice in words: its running text and its facts, from the very document whose hash people agree to."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from consent.core.vocabulary import Basis
from consent.registry.condition_words import condition_facts

Text = str | Promise
Fact = tuple[str, str]

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

MUST: dict[Basis, Promise] = {
    Basis.CONSENT: gettext_lazy("No. You decide yourself."),
    Basis.CONTRACT: gettext_lazy("Only if you want the service."),
    Basis.LEGAL_OBLIGATION: gettext_lazy("Yes. A law obliges the city."),
    Basis.PUBLIC_TASK: gettext_lazy("No. You may object."),
    Basis.VITAL_INTERESTS: gettext_lazy("Yes, when somebody’s life is in danger."),
}
COMPULSORY = gettext_lazy("Yes. A law makes this compulsory, so one cannot object.")


def must_words(basis: Basis, *, compulsory: bool) -> Text:
    """This function will say whether a resident has to put up with an activity (GDPR 13(2)(b), (c) and (e))."""
    return COMPULSORY if compulsory and basis is Basis.PUBLIC_TASK else MUST[basis]


def running_text(document: Mapping[str, Any], language: str) -> Iterable[tuple[Text, str]]:
    """This function will yield the parts that are read in full, each with its heading, in their order."""
    explicit = (document["explicit_consent"] or {}).get(language)
    if explicit:
        yield _("What you consent to"), explicit
    texts = document["texts"][language]
    for part, heading in TEXT_PARTS:
        if texts.get(part):
            yield heading, texts[part]


def facts(document: Mapping[str, Any], language: str) -> Iterable[Fact]:
    """This function will yield what is looked up rather than read: pairs of a heading and a short text."""
    basis = Basis(document["basis"])
    yield _("Who"), document["department"]["name"][language]
    yield _("Data"), ", ".join(category["name"][language] for category in document["categories"])
    yield _("Legal basis"), f"{BASES[basis]} ({_('General Data Protection Regulation, article')} {POINTS[basis]})"
    if document["law"]:
        yield _("Law"), f"{document['law']['name'][language]} ({document['law']['ref']})"
    if document["special_category_law"]:
        yield _("Law on sensitive data"), document["special_category_law"]
    yield _("Is it compulsory?"), str(must_words(basis, compulsory=document["compulsory"]))
    if document["restriction_exception"]:
        yield _("Law that limits the right to restrict the use"), document["restriction_exception"]
    if document["valid_months"]:
        months = document["valid_months"]
        yield _("Valid"), ngettext("%(count)d month", "%(count)d months", months) % {"count": months}
    yield from condition_facts(document.get("conditions", {}))
    recipients = ", ".join(recipient["name"][language] for recipient in document["recipients"])
    yield _("Who else gets the data"), recipients or _("Nobody")
    yield _("How long the data are kept"), document["retention"]["text"][language]
    rule = document["child_rule"]
    yield _("Age from which one decides alone"), str(rule["own_decision_from"])
    if rule["guardians"] == "all":
        yield _("For a younger child"), _("All guardians decide together")
    else:
        yield _("For a younger child"), _("Any guardian decides")

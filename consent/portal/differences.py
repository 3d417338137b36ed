"""What changed between two versions of a notice, part by part, in one language."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from consent.portal.wording import Text
from consent.registry.queries import NoticeView

TEXT_LABELS: dict[str, Text] = {
    "title": _("Name"),
    "summary": _("In short"),
    "why": _("Why"),
    "what_we_do": _("What the city does"),
    "if_no": _("If you say no"),
    "rights": _("Your rights"),
}


@dataclass(frozen=True, slots=True)
class Difference:
    """One part of the notice as it was and as it is."""

    label: Text
    before: str
    after: str


def differences(old: NoticeView, new: NoticeView, language: str) -> tuple[Difference, ...]:
    """This function will return the parts that differ, in the order in which a notice is read (GDPR 7(2), 13)."""
    before, after = dict(_parts(old.document, language)), dict(_parts(new.document, language))
    labels = list(dict.fromkeys([*after, *before]))
    return tuple(
        Difference(label, before.get(label, ""), after.get(label, ""))
        for label in labels
        if before.get(label, "") != after.get(label, "")
    )


def _parts(document: Mapping[str, Any], language: str) -> Iterable[tuple[Text, str]]:
    texts = document["texts"][language]
    for part in [*TEXT_LABELS, *sorted(set(texts) - set(TEXT_LABELS))]:
        yield TEXT_LABELS.get(part, _("More information")), texts.get(part, "")
    yield pgettext_lazy("data", "What"), ", ".join(c["name"][language] for c in document["categories"])
    yield _("Who else gets the data"), ", ".join(r["name"][language] for r in document["recipients"])
    yield _("How long the data are kept"), document["retention"]["text"][language]
    yield _("Valid for (months)"), str(document["valid_months"] or "")
    yield _("Law"), (document["law"] or {}).get("name", {}).get(language, "")
    yield _("Your explicit consent"), (document["explicit_consent"] or {}).get(language, "")
    yield _("Age from which one decides alone"), str(document["child_rule"]["own_decision_from"])

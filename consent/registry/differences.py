"""What changed between two versions of a notice, part by part, in one language."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.translation import gettext as _

from consent.registry.notice_words import Text, facts, running_text
from consent.registry.read_models import NoticeView


@dataclass(frozen=True, slots=True)
class Difference:
    """One part of the notice as it was and as it is."""

    label: Text
    before: str
    after: str


def differences(old: NoticeView, new: NoticeView, language: str) -> tuple[Difference, ...]:
    """This function will return the parts that differ, in the order in which a notice is read (GDPR 7(2), 13)."""
    before, after = dict(parts(old, language)), dict(parts(new, language))
    labels = list(dict.fromkeys([*after, *before]))
    return tuple(
        Difference(label, before.get(label, ""), after.get(label, ""))
        for label in labels
        if before.get(label, "") != after.get(label, "")
    )


def parts(notice: NoticeView, language: str) -> Iterable[tuple[str, str]]:
    """This function will yield each part of a notice with its heading, in the order in which it is read."""
    texts = notice.text(language)
    yield _("Name"), texts["title"]
    yield _("In short"), texts["summary"]
    for heading, text in (*running_text(notice.document, language), *facts(notice.document, language)):
        yield str(heading), text

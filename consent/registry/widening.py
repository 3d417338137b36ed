"""Whether new terms of a consent reach further than the old ones. Pure: two notice documents in, words out."""

from collections.abc import Iterator, Mapping
from typing import Any

from consent.core.conditions import minute_of
from consent.core.vocabulary import Sensitivity

Document = Mapping[str, Any]


def widened(old: Document, new: Document) -> list[str]:
    """This function will name each way in which ``new`` reaches further than ``old``, both documents of notices.

    A consent is given to what was asked (GDPR 4(11), 6(1)(a)): who agreed to ``old`` has not agreed to these. An empty
    list says that the new terms are the same, narrower or only worded otherwise.
    """
    return [
        *_categories(old, new),
        *_recipients(old, new),
        *_durations(old, new),
        *_ages(old, new),
        *_words(old, new),
        *_limits(old, new),
    ]


def _categories(old: Document, new: Document) -> Iterator[str]:
    before = {entry["code"]: entry for entry in old["categories"]}
    for entry in new["categories"]:
        code, known = entry["code"], before.get(entry["code"])
        if known is None:
            yield f"category {code} added"
        elif entry["pd"] != known["pd"]:
            yield f"category {code} means other data"
        elif entry["sensitivity"] != known["sensitivity"] and entry["sensitivity"] != Sensitivity.NORMAL:
            yield f"category {code} more sensitive"


def _recipients(old: Document, new: Document) -> Iterator[str]:
    # A recipient is known by its name alone, so another name is another recipient until people have seen it.
    for recipient in new["recipients"]:
        if recipient not in old["recipients"]:
            yield f"recipient {recipient['name']['en']} added"


def _durations(old: Document, new: Document) -> Iterator[str]:
    if new["retention"]["months"] > old["retention"]["months"]:
        yield "kept for longer"
    if (new["valid_months"] or 0) > (old["valid_months"] or 0):
        yield "asked for longer"


def _ages(old: Document, new: Document) -> Iterator[str]:
    if new["child_rule"]["own_decision_from"] < old["child_rule"]["own_decision_from"]:
        yield "younger children decide"


def _words(old: Document, new: Document) -> Iterator[str]:
    if new["explicit_consent"] and new["explicit_consent"] != old["explicit_consent"]:
        yield "other words of explicit consent"


def _limits(old: Document, new: Document) -> Iterator[str]:
    before, after = old.get("conditions", {}), new.get("conditions", {})
    uses, hours = before.get("uses"), before.get("hours")
    # Another period is another promise: which of the two is wider depends on the week.
    if uses and (not (now := after.get("uses")) or now["per"] != uses["per"] or now["most"] > uses["most"]):
        yield "used more often"
    if hours and not ((now := after.get("hours")) and _within(now, hours)):
        yield "used at other hours"


def _within(new: Document, old: Document) -> bool:
    return (
        minute_of(old["from"]) <= minute_of(new["from"])
        and minute_of(new["until"]) <= minute_of(old["until"])
        and set(new["weekdays"]) <= set(old["weekdays"])
    )

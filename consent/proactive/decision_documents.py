"""The decision document: written once, kept sealed with its event, and read out of it byte for byte ever after."""

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from consent.clock import CITY_ZONE
from consent.core.eligibility import Rules, read_rules
from consent.core.errors import NotFound
from consent.core.events import moment
from consent.core.vocabulary import LANGUAGES, Basis
from consent.proactive import decision_words as words
from consent.proactive.explaining import shown_rules
from consent.proactive.kept_inputs import Kept
from consent.proactive.models import Campaign, Offer
from consent.proactive.queries import rule_set
from consent.proactive.vocabulary import Mode
from consent.registry.queries import ActivityView

_PARTS = ("decision", "reasons", "basis", "appeal")


@dataclass(frozen=True, slots=True, repr=False)
class Facts:
    """What one decision rests on; ``place`` is empty where none may be told. Its repr tells nobody's data."""

    offer: Offer
    granted: bool
    reason: str
    kept: Kept | None
    place: str
    languages: tuple[str, ...]

    def __repr__(self) -> str:
        return f"<Facts of {self.offer.pk}>"


class Writer:
    """Writes the documents of one campaign; what they share is read once."""

    def __init__(self, campaign: Campaign, activity: ActivityView, at: datetime) -> None:
        self._campaign, self._activity, self._at = campaign, activity, at
        self._rules: dict[int, Rules | None] = {}

    def write(self, facts: Facts) -> str:
        """This function will write a decision down as JSON, in each of its readers' languages.

        Decision, reasons, the laws applied, how to ask for a revised decision (Administrative Procedure Act 434/2003
        s. 44-47; Local Government Act 410/2015 s. 134).
        """
        said = {
            "v": 1,
            "number": str(facts.offer.pk),
            "at": moment(self._at),
            "granted": facts.granted,
            "reason": facts.reason,
            "rules": self._campaign.rules,
            "rules_version": facts.offer.rules_version,
            "languages": list(facts.languages),
            "texts": {language: self._text(facts, language) for language in facts.languages},
        }
        return json.dumps(said, ensure_ascii=False, sort_keys=True)

    def _text(self, facts: Facts, language: str) -> dict[str, Any]:
        service = self._campaign.service[language]
        decision = [words.say("granted" if facts.granted else "not_granted", language, service=service)]
        if facts.granted and facts.place:
            decision.append(words.say("place", language, place=facts.place))
        department = self._activity.department
        contact = ", ".join(department.contact[key] for key in sorted(department.contact))
        return {
            "title": words.say("title", language, service=service),
            "authority": department.name(language),
            "decision": decision,
            "reasons": list(self._reasons(facts, language)),
            "basis": list(self._basis(language)),
            "appeal": words.appeal(language, authority=department.name(language), contact=contact),
            "day": day(self._at),
        }

    def _reasons(self, facts: Facts, language: str) -> Iterable[str]:
        offer = facts.offer
        rules = self._rules_of(offer.rules_version)
        if rules is not None and facts.kept is not None:
            for rule in shown_rules(rules, facts.kept.inputs, language):
                yield words.say("rule_met" if rule.met else "rule_open", language, rule=rule.words)
        if self._campaign.mode == Mode.AUTOMATIC:
            yield words.say("unasked", language)
        elif offer.answered_at is not None:
            yield words.say("answered", language, day=day(offer.answered_at))
        if not facts.granted and words.why_not(facts.reason, language):
            yield words.why_not(facts.reason, language)
        yield words.say("by_rules", language, rules=self._campaign.rules, version=offer.rules_version)

    def _basis(self, language: str) -> Iterable[str]:
        activity, duty = self._activity, self._campaign.duty_ref or self._activity.law_ref
        if duty:
            same = duty == activity.law_ref
            yield words.say("basis", language, duty=_law(activity, language) if same else duty)
        if activity.basis is Basis.CONSENT:
            law = words.say("by_consent", language)
        elif activity.basis is Basis.CONTRACT:
            law = words.say("by_contract", language)
        else:
            law = _law(activity, language)
        yield words.say("data_basis", language, law=law)

    def _rules_of(self, version: int) -> Rules | None:
        if version not in self._rules:
            try:
                published = rule_set(self._campaign.department, self._campaign.rules, version)
                self._rules[version] = read_rules(published.body)
            except NotFound:
                self._rules[version] = None
        return self._rules[version]


def document_text(said: Mapping[str, Any], language: str) -> str:
    """This function will set a kept document in plain text, the same bytes each time (GDPR 5(2)).

    In ``language`` where the document was written in it, else in the first that it was written in.
    """
    known = language if language in said["texts"] else said["languages"][0]
    text = said["texts"][known]
    lines = [text["authority"], "", text["title"], ""]
    for part in _PARTS:
        lines += [words.heading(part, known), "", *_spaced(text[part])]
    lines.append(f"{words.heading('decided', known)}: {text['day']}")
    lines.append(f"{words.heading('number', known)}: {said['number']}")
    return "\n".join(lines) + "\n"


def document_digest(said: Mapping[str, Any], language: str) -> bytes:
    """This function will return the SHA-256 of a document as it is handed over in ``language``."""
    return hashlib.sha256(document_text(said, language).encode()).digest()


def languages_for(readers: Iterable[str]) -> tuple[str, ...]:
    """This function will return the languages of the readers in the city's order, Finnish where there are none."""
    wanted = set(readers)
    return tuple(language for language in LANGUAGES if language in wanted) or ("fi",)


def day(at: datetime) -> str:
    """This function will write a date of the city's calendar, as all three languages of the city do."""
    return "{0.day}.{0.month}.{0.year}".format(at.astimezone(CITY_ZONE))


def _law(activity: ActivityView, language: str) -> str:
    name = activity.law_name.get(language, "") if activity.law_name else ""
    return f"{name}, {activity.law_ref}" if name else activity.law_ref


def _spaced(lines: Sequence[str]) -> list[str]:
    return [each for line in lines for each in (line, "")]

"""What a campaign may look like at all, before anybody asks whether it may start."""

import re
from collections.abc import Iterator, Mapping
from datetime import datetime
from urllib.parse import urlsplit

from django.conf import settings

from consent.core.message_rules import LONGEST
from consent.core.vocabulary import LANGUAGES
from consent.messaging.vocabulary import MessageClass
from consent.proactive.drafts import MOST_POOLS, CampaignDraft

LONGEST_TEXT = 1_000
LARGEST_CAPACITY = 1_000_000
LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})

_CODE = re.compile(r"[a-z0-9](?:[a-z0-9-]{0,62}[a-z0-9])?")
_ROUND = re.compile(r"[A-Za-z0-9][A-Za-z0-9./-]{0,15}")
_POOL = re.compile(r"[A-Za-z0-9_.-]{0,64}")
_MAPPINGS = ("service", "texts", "benefit_resident", "benefit_city", "if_declined")


def is_code(code: str) -> bool:
    """This function will tell whether ``code`` may name a campaign or a rule set."""
    return bool(_CODE.fullmatch(code))


def problems_of_draft(draft: CampaignDraft, at: datetime) -> list[str]:
    """This function will list what is malformed in a draft at ``at`` (aware), each in a sentence."""
    return [*_named(draft), *_texts(draft), *_numbers(draft, at), *_pools(draft)]


def _named(draft: CampaignDraft) -> Iterator[str]:
    if not is_code(draft.code):
        yield "A campaign's code is small letters, digits and hyphens, 64 at most."
    if not _ROUND.fullmatch(draft.round):
        yield "A round is named in up to 16 letters, digits, points and hyphens, such as 2027."
    for name in ("activity", "category", "rules"):
        if not 1 <= len(getattr(draft, name)) <= 64 or not _is_text(getattr(draft, name)):
            yield f"{name} must be a code."
    if len(draft.sender) > 16 or not _is_text(draft.sender):
        yield "The sender is a number, a short code or a name of at most 11 letters."
    if len(draft.duty_ref) > 120 or not _is_text(draft.duty_ref):
        yield "duty_ref names a law and a section in up to 120 characters."
    if draft.message_class not in set(MessageClass):
        yield "message_class is service or marketing."
    if len(draft.form_url) > 300 or not _is_address(draft.form_url):
        yield "form_url is the https address of the ordinary form, or a path of this portal."


def _texts(draft: CampaignDraft) -> Iterator[str]:
    for name in _MAPPINGS:
        mapping: Mapping[str, str] = getattr(draft, name)
        if any(language not in LANGUAGES for language in mapping):
            yield f"{name} is written in fi, sv and en."
        elif not all(len(text) <= LONGEST_TEXT and _is_text(text) for text in mapping.values()):
            yield f"{name} has a text of more than {LONGEST_TEXT} characters, or one that cannot be stored."
    if any(len(name) > LONGEST["service"] for name in draft.service.values()):
        yield f"The name of the service has at most {LONGEST['service']} characters."


def _numbers(draft: CampaignDraft, at: datetime) -> Iterator[str]:
    if draft.deadline.tzinfo is None or draft.deadline <= at:
        yield "The deadline lies ahead."
    if draft.minutes_saved_each is not None and not 0 <= draft.minutes_saved_each <= 10_000:
        yield "minutes_saved_each is 0 to 10,000 minutes."
    if draft.rules_version is not None and not 1 <= draft.rules_version <= 1_000_000:
        yield "rules_version is a version of the rule set."


def _pools(draft: CampaignDraft) -> Iterator[str]:
    codes = [pool.code for pool in draft.pools]
    if len(codes) > MOST_POOLS or len(set(codes)) < len(codes):
        yield f"A campaign has up to {MOST_POOLS} pools, each with a code of its own."
    for pool in draft.pools:
        if not _POOL.fullmatch(pool.code) or len(pool.name) > 120 or not _is_text(pool.name):
            yield "A pool has a code and a name of at most 120 characters."
        if pool.capacity is not None and not 0 <= pool.capacity <= LARGEST_CAPACITY:
            yield f"A capacity is 0 to {LARGEST_CAPACITY}."


def _is_text(text: str) -> bool:
    return "\x00" not in text and not any("\ud800" <= char <= "\udfff" for char in text)


def _is_address(address: str) -> bool:
    if not address.isascii() or not address.isprintable() or set(address) & set(" \\\"'<>"):
        return False
    if address.startswith("/"):
        return not address.startswith("//")
    try:
        parts = urlsplit(address)
        secure = parts.scheme == "https" or (settings.DEMO and parts.scheme == "http" and parts.hostname in LOOPBACK)
        return secure and bool(parts.hostname) and "@" not in parts.netloc
    except ValueError:
        return False

"""What each OAuth scope lets a department's client do, in the reader's language."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from consent.registry.scopes import SCOPES

WORDS: dict[str, Promise] = {
    "decision:evaluate": _("Ask whether a use of personal data is allowed. Each question leaves a mark."),
    "decision:search": _("Ask for which people, data or purposes a use is allowed"),
    "subjects:resolve": _("Turn a national id into the department’s own id of a person"),
    "consent:request": _("Ask a resident to decide about a consent"),
    "registry:read": _("Read the register of processing"),
    "registry:draft": _("Draft the department’s own processing; a registrar publishes it"),
    "consent:read": _("Read the permissions of the department’s own purposes"),
    "uses:read": _("Read the uses recorded for the department"),
    "uses:report": _("Report what was read, and passed on, after a use was permitted"),
    "uses:find": _("Find who used a person’s data, for that person (through a national portal)"),
    "offers:write": _("Make campaigns and offers to families"),
    "ssf.manage": _("Set up the stream that tells of withdrawn consents"),
    "ssf.read": _("Read the stream that tells of withdrawn consents"),
}


def scope_words(scope: str) -> str | Promise:
    """This function will say what a scope allows; of one that has no words yet, what the registry says in English."""
    return WORDS.get(scope, SCOPES[scope])

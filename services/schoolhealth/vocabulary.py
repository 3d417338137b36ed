"""The nurse's words for needs and arrangements, marked for translation; the pages look them up by these words.

Two fixed lists keep what a school is told to what it can act on, and free text about a child out of it.
"""

from django.utils.translation import pgettext_lazy

NEEDS = {
    "asthma": pgettext_lazy("health need", "asthma"),
    "type 1 diabetes": pgettext_lazy("health need", "type 1 diabetes"),
    "epilepsy": pgettext_lazy("health need", "epilepsy"),
    "risk of a severe allergic reaction": pgettext_lazy("health need", "risk of a severe allergic reaction"),
    "reduced hearing": pgettext_lazy("health need", "reduced hearing"),
    "reduced sight": pgettext_lazy("health need", "reduced sight"),
    "migraine": pgettext_lazy("health need", "migraine"),
    "a broken arm that is healing": pgettext_lazy("health need", "a broken arm that is healing"),
}
URGENT = frozenset({"asthma", "type 1 diabetes", "epilepsy", "risk of a severe allergic reaction"})

MEASURES = {
    "a seat near the front": pgettext_lazy("arrangement", "a seat near the front"),
    "a quiet place to rest when needed": pgettext_lazy("arrangement", "a quiet place to rest when needed"),
    "an adult helps with the medicine": pgettext_lazy("arrangement", "an adult helps with the medicine"),
    "emergency instructions known to every adult": pgettext_lazy(
        "arrangement", "emergency instructions known to every adult"
    ),
    "snacks allowed during lessons": pgettext_lazy("arrangement", "snacks allowed during lessons"),
    "physical education adapted": pgettext_lazy("arrangement", "physical education adapted"),
    "help with writing": pgettext_lazy("arrangement", "help with writing"),
    "instructions given in writing too": pgettext_lazy("arrangement", "instructions given in writing too"),
}
SUITABLE = {
    "asthma": ("an adult helps with the medicine", "physical education adapted"),
    "type 1 diabetes": ("snacks allowed during lessons", "an adult helps with the medicine"),
    "epilepsy": ("emergency instructions known to every adult", "a quiet place to rest when needed"),
    "risk of a severe allergic reaction": ("emergency instructions known to every adult",),
    "reduced hearing": ("a seat near the front", "instructions given in writing too"),
    "reduced sight": ("a seat near the front",),
    "migraine": ("a quiet place to rest when needed",),
    "a broken arm that is healing": ("help with writing", "physical education adapted"),
}

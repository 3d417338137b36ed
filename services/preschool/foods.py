"""Foods that children are most often allergic to, marked for translation; the pages look them up by these words."""

from django.utils.translation import pgettext_lazy

FOODS = {
    "cow’s milk": pgettext_lazy("food", "cow’s milk"),
    "egg": pgettext_lazy("food", "egg"),
    "fish": pgettext_lazy("food", "fish"),
    "nuts": pgettext_lazy("food", "nuts"),
    "peanut": pgettext_lazy("food", "peanut"),
    "sesame": pgettext_lazy("food", "sesame"),
    "soya": pgettext_lazy("food", "soya"),
    "wheat": pgettext_lazy("food", "wheat"),
}

"""The conditions of an activity in plain words, from the notice's own document."""

from collections.abc import Iterator, Mapping
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from consent.core.conditions import WEEK, Weekday

DAYS: dict[Weekday, Promise] = {
    Weekday.MONDAY: gettext_lazy("Monday"),
    Weekday.TUESDAY: gettext_lazy("Tuesday"),
    Weekday.WEDNESDAY: gettext_lazy("Wednesday"),
    Weekday.THURSDAY: gettext_lazy("Thursday"),
    Weekday.FRIDAY: gettext_lazy("Friday"),
    Weekday.SATURDAY: gettext_lazy("Saturday"),
    Weekday.SUNDAY: gettext_lazy("Sunday"),
}
WORKDAYS = WEEK[:5]


def condition_facts(conditions: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """This function will yield the conditions that are set, each with its heading (GDPR 5(1)(b), 13(1)(c))."""
    if uses := conditions.get("uses"):
        yield _("How often at most"), _how_often(uses["most"], uses["per"])
    if hours := conditions.get("hours"):
        yield _("At which hours"), _when(hours)
    if conditions.get("break_glass"):
        yield (
            _("In an emergency"),
            _(
                "To save a life the city may look at the data past these limits. You see each time under “Who used my "
                "data”, and the data protection officer reviews it."
            ),
        )


def _how_often(most: int, per: str) -> str:
    said = {
        "day": ngettext(
            "%(count)d time a day for each person", "%(count)d times a day for each person", most
        ),
        "week": ngettext(
            "%(count)d time a week for each person", "%(count)d times a week for each person", most
        ),
        "month": ngettext(
            "%(count)d time a month for each person", "%(count)d times a month for each person", most
        ),
    }  # fmt: skip
    return said[per] % {"count": most}


def _when(hours: Mapping[str, Any]) -> str:
    days = tuple(Weekday(day) for day in hours["weekdays"])
    times = _("from %(since)s until %(until)s") % {"since": hours["from"], "until": hours["until"]}
    if days == WEEK:
        return _("Every day %(times)s") % {"times": times}
    if days == WORKDAYS:
        return _("From Monday to Friday %(times)s") % {"times": times}
    return f"{', '.join(str(DAYS[day]) for day in days)} {times}"

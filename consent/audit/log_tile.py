"""The log on the overview: whether its last verification found it whole, and what to do when it did not."""

from datetime import datetime, timedelta

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from consent.audit.needs import Need
from consent.audit.tiles import Tile
from consent.clock import CITY_ZONE
from consent.core.scales import grouped
from consent.log.volume import Volume

# A night that was missed is told.
FRESH = timedelta(hours=30)
PAGE = "/audit/log/"


def log_tile(at: datetime, log: Volume) -> Tile:
    """This function will return the tile that tells at ``at`` what the log's last verification found."""
    if log.verified_at is None:
        return Tile(figure=_("Not yet"), label=_("log verified"), note=_("each night"), url=PAGE, tone="notice")
    when = date_format(log.verified_at.astimezone(CITY_ZONE), _("j F Y, H:i"))
    if not log.whole:
        return Tile(figure=_("Not whole"), label=_("log verified"), note=when, url=PAGE, tone="alarm")
    old = at - log.verified_at > FRESH
    return Tile(
        figure=_("Whole"),
        label=_("log verified"),
        note=_("%(number)s entries, %(when)s") % {"number": grouped(log.verified_leaves), "when": when},
        url=PAGE,
        tone="notice" if old else "plain",
    )


def log_needs(log: Volume) -> list[Need]:
    """This function will return what is urgent about the log: nothing, unless it was found not to be whole."""
    if log.verified_at is None or log.whole:
        return []
    return [
        Need(
            tone="urgent",
            mark=_("Urgent"),
            text=_("The log is not whole: something in it was changed, moved or removed"),
            url=PAGE,
            link=_("See where"),
        )
    ]

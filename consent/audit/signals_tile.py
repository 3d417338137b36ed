"""Signals on the overview: a tile only when some were laid aside."""

from django.utils.translation import gettext as _

from consent.audit.tiles import Tile
from consent.core.scales import grouped


def signal_tiles(laid_aside: int) -> list[Tile]:
    """This function will return the tile that tells how many signals nobody took; none while all were taken."""
    if not laid_aside:
        return []
    label, note = _("signals that nobody took"), _("ask the department what happened")
    return [Tile(figure=grouped(laid_aside), label=label, note=note, url="/audit/signals/", tone="notice")]

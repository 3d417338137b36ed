"""The tables that a person takes away: words in the reader's language, then codes that are the same in every language.

Headings of codes are never translated, so that a program finds the same column in each language.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import override, pgettext

from consent.clock import CITY_ZONE
from consent.core.vocabulary import Basis
from consent.ledger.encoders import PORTAL
from consent.ledger.imported_uses import ImportedUseView
from consent.ledger.queries import ChangeView, PermissionView
from consent.ledger.staff_view_queries import PortalViewOf, StaffViewOf
from consent.ledger.use_queries import UseView
from consent.portal import wording
from consent.portal.acting import Acting
from consent.portal.cards import STANDING, Card, card_of
from consent.portal.lexicon import Lexicon
from consent.portal.rows import change_row, imported_row, passed_on_to, use_row, week_row
from consent.rights.exports.holdings import PORTABLE, Holdings, every_use, weeks
from consent.rights.exports.terms import iso_week

Row = tuple[object, ...]


@dataclass(frozen=True, slots=True)
class Sheet:
    """A table: its heading and its rows, a page at a time, every word of them said in the reader's language."""

    header: tuple[str, ...]
    pages: Iterable[list[Row]]


def permissions_sheet(holdings: Holdings, acting: Acting) -> Sheet:
    """This function will list where the person stands with every purpose in force."""
    header = (
        _("Purpose"), _("Who"), pgettext("data", "What"), _("Where it stands"), _("Decided"), _("Until"),
        _("On what ground"), _("Law"), _("May be taken to another service"),
        "activity", "department", "categories", "state", "basis", "notice_version", "decided_at", "valid_until",
    )  # fmt: skip
    return Sheet(header, [[_permission(view, acting, holdings.reader.language) for view in holdings.permissions]])


def decisions_sheet(holdings: Holdings, acting: Acting) -> Sheet:
    """This function will list every decision, the newest first."""
    header = (
        _("When"), _("What was decided"), _("Purpose"), _("By whom"), _("How"), _("Valid until"),
        _("Version of the notice"),
        "at", "activity", "kind", "decided_by", "channel", "language", "valid_until", "notice_version", "notice_sha256",
    )  # fmt: skip
    lexicon = lexicon_of(holdings)
    return Sheet(header, [[_decision(change, lexicon, acting) for change in holdings.changes]])


def uses_sheet(holdings: Holdings, acting: Acting) -> Sheet:
    """This function will list every use, the newest first, and then looks by the city's own supervision.

    Where times may not be told, it lists weeks (Act 661/2009 s. 36).
    """
    lexicon = lexicon_of(holdings)
    if not acting.sight.tells_times:
        return _sheet_of_weeks(holdings, lexicon)
    header = (
        _("When"), _("Who"), _("Why"), pgettext("data", "What"), _("Given out"), _("On what ground"), _("Rows read"),
        _("Passed on to"),
        "at", "department", "activity", "category", "decision", "reason", "basis", "role", "rows_read", "passed_on_to",
    )  # fmt: skip
    return Sheet(header, _pages_of_uses(holdings, lexicon))


SHEETS: dict[str, Callable[[Holdings, Acting], Sheet]] = {
    "permissions": permissions_sheet,
    "decisions": decisions_sheet,
    "uses": uses_sheet,
}


def lexicon_of(holdings: Holdings) -> Lexicon:
    """This function will return the registry's words for what ``holdings`` speak of."""
    return Lexicon.of(holdings.activities.values(), holdings.reader.language)


def cards_of(holdings: Holdings, acting: Acting) -> list[Card]:
    """This function will return the permissions as the pages show them."""
    return [card_of(view, acting, holdings.reader.language) for view in holdings.permissions]


def _permission(view: PermissionView, acting: Acting, language: str) -> Row:
    card, activity = card_of(view, acting, language), view.activity
    valid_until = view.valid_until if view.state in STANDING else None
    return (
        card.title, card.who, "; ".join(card.what), str(card.state_label), _day(card.decided_at),
        _day(card.until) or card.until_text, str(wording.GROUNDS[activity.basis]), card.law,
        _yes(activity.basis in PORTABLE),
        activity.code, activity.department.code, " ".join(category.code for category in activity.categories),
        view.state.value, activity.basis.value, activity.notice.version, _exact(view.decided_at), _exact(valid_until),
    )  # fmt: skip


def _decision(change: ChangeView, lexicon: Lexicon, acting: Acting) -> Row:
    row = change_row(change, lexicon, acting)
    return (
        _moment(change.at), str(row.what), row.title, row.by, str(row.channel), _day(change.valid_until),
        change.notice_version,
        _exact(change.at), change.activity, change.kind.value, change.decided_by.value, change.channel.value,
        change.language, _exact(change.valid_until), change.notice_version, change.notice_hash,
    )  # fmt: skip


def _pages_of_uses(holdings: Holdings, lexicon: Lexicon) -> Iterator[list[Row]]:
    # Written while it is sent, when the request's language may be no longer the thread's.
    language = holdings.reader.language
    for page in every_use(holdings):
        with override(language):
            rows = [_use(use, lexicon) for use in page]
        yield rows
    with override(language):
        told = [_imported(view, lexicon) for view in holdings.imported]
        rows = [_look(view) for view in holdings.looks.by_staff]
        rows += [_portal(view) for view in holdings.looks.through_portal]
    yield told
    yield rows


def _use(use: UseView, lexicon: Lexicon) -> Row:
    row = use_row(use, lexicon)
    return (
        _moment(use.at), row.who, row.why, row.what, _yes(use.allowed), row.ground_in_full,
        use.reported.rows_read if use.reported else "", passed_on_to(use, lexicon),
        _exact(use.at), use.department, use.activity, use.category, "allowed" if use.allowed else "refused",
        use.reason.value, use.basis.value if use.allowed and isinstance(use.basis, Basis) else "", "",
        use.reported.rows_read if use.reported else "", "; ".join(use.reported.passed_on_to if use.reported else ()),
    )  # fmt: skip


def _imported(view: ImportedUseView, lexicon: Lexicon) -> Row:
    row = imported_row(view, lexicon)
    return (
        _moment(view.used_at), row.who, row.why, row.what, _yes(True), _("The permission was not asked first."), "", "",
        _exact(view.used_at), view.department, view.activity, view.category, "told_afterwards", "", "", "", "", "",
    )  # fmt: skip


def _look(view: StaffViewOf) -> Row:
    return (
        _moment(view.at), _looked(view), _reason(view), "", "", "", "", "",
        _exact(view.at), "", "", "", "", "", "", view.role, "", "",
    )  # fmt: skip


def _sheet_of_weeks(holdings: Holdings, lexicon: Lexicon) -> Sheet:
    header = (_("Week"), _("Who"), _("Why"), "week", "department", "activity", "role")
    told = [(use, week_row(use, lexicon)) for use in weeks(holdings)]
    rows: list[Row] = [
        (iso_week(use.week), row.who, row.why, iso_week(use.week), use.department, use.activity, "")
        for use, row in told
    ]
    rows += [("", _looked(view), _reason(view), "", "", "", view.role) for view in holdings.looks.by_staff]
    rows += [("", portal_words(view), "", "", "", "", PORTAL) for view in holdings.looks.through_portal]
    return Sheet(header, [rows])


def _portal(view: PortalViewOf) -> Row:
    return (
        _moment(view.at), portal_words(view), "", "", "", "", "", "",
        _exact(view.at), "", "", "", "", "", "", PORTAL, "", "",
    )  # fmt: skip


def portal_words(view: PortalViewOf) -> str:
    """This function will say who was shown the list of uses elsewhere, as far as we were told."""
    if view.own:
        return _("Shown in a national portal, to the person")
    return _("Shown in a national portal, to somebody who acts for the person")


def _looked(view: StaffViewOf) -> str:
    if view.role == "officer":
        return _("An officer of a department opened an offer")
    return _("A data protection officer looked at the record")


def _reason(view: StaffViewOf) -> str:
    return view.reason or _("The reason is no longer kept.")


def _yes(value: bool) -> str:
    return _("Yes") if value else _("No")


def _day(at: datetime | None) -> str:
    return "" if at is None else f"{at.astimezone(CITY_ZONE):%Y-%m-%d}"


def _moment(at: datetime) -> str:
    return f"{at.astimezone(CITY_ZONE):%Y-%m-%d %H:%M:%S}"


def _exact(at: datetime | None) -> str:
    return "" if at is None else at.astimezone(CITY_ZONE).isoformat(timespec="seconds")

"""Uses and decisions as rows of a page, in one language."""

from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from consent.asking.queries import RequestView
from consent.core.vocabulary import Basis, Channel, DecidedBy
from consent.ledger.decision_ids import decision_id
from consent.ledger.imported_uses import ImportedUseView
from consent.ledger.queries import ChangeView
from consent.ledger.sealed_words import ReviewOfUse
from consent.ledger.use_queries import UseView, WeekOfUses
from consent.portal import wording
from consent.portal.acting import Acting
from consent.portal.lexicon import Lexicon
from consent.portal.stops import StopRow
from consent.portal.wording import Text


@dataclass(frozen=True, slots=True)
class UseRow:
    """One look, allowed or refused."""

    at: datetime
    who: str
    why: str
    what: str
    allowed: bool
    ground: Text
    activity: str
    link: bool
    report: str = ""
    emergency: bool = False
    review: ReviewOfUse | None = None

    @property
    def review_text(self) -> str:
        """What the review of a use in an emergency found, or that there was none yet."""
        return wording.review_text(self.review)

    @property
    def ground_in_full(self) -> str:
        """The ground, that it was an emergency, and what the review of it found, as one text."""
        said = [str(self.ground)]
        if self.emergency and self.allowed:
            said += [str(wording.EMERGENCY), self.review_text]
        return ". ".join(said)


@dataclass(frozen=True, slots=True)
class WeekRow:
    """A week (its Monday) in which a department looked at data; neither how often nor when."""

    week: datetime
    who: str
    why: str


@dataclass(frozen=True, slots=True)
class ImportedRow:
    """A look that the ledger was told of afterwards: when it was, and when that was told."""

    at: datetime
    told: datetime
    who: str
    why: str
    what: str


def imported_row(use: ImportedUseView, lexicon: Lexicon) -> ImportedRow:
    """This function will return one look that was told of afterwards as a row."""
    return ImportedRow(
        at=use.used_at,
        told=use.at,
        who=lexicon.departments.get(use.department, use.department),
        why=lexicon.activities.get(use.activity, use.activity),
        what=lexicon.categories.get(use.category, use.category),
    )


@dataclass(frozen=True, slots=True)
class RequestRow:
    """One request of a department, and how it stands."""

    at: datetime
    who: str
    why: str
    status: Text


def request_row(request: RequestView, lexicon: Lexicon) -> RequestRow:
    """This function will return one request of a department as a row."""
    return RequestRow(
        at=request.asked_at,
        who=lexicon.departments.get(request.department, request.department),
        why=lexicon.activities.get(request.activity, request.activity),
        status=wording.REQUESTS[request.status],
    )


def week_row(use: WeekOfUses, lexicon: Lexicon) -> WeekRow:
    """This function will return one week's looks of one department as a row."""
    return WeekRow(
        week=use.week,
        who=lexicon.departments.get(use.department, use.department),
        why=lexicon.activities.get(use.activity, use.activity),
    )


@dataclass(frozen=True, slots=True)
class ChangeRow:
    """One decision; it names a notice when one was agreed to or refused."""

    at: datetime
    what: Text
    by: str
    channel: Text
    activity: str
    title: str
    notice_version: int | None
    receipt: str
    stop: StopRow | None = None


def use_row(use: UseView, lexicon: Lexicon) -> UseRow:
    """This function will return one use as a row."""
    return UseRow(
        at=use.at,
        who=lexicon.departments.get(use.department, use.department),
        why=lexicon.activities.get(use.activity, use.activity),
        what=lexicon.categories.get(use.category, use.category),
        allowed=use.allowed,
        ground=_ground(use, lexicon) if use.allowed else wording.REFUSALS[use.reason],
        activity=use.activity,
        link=use.activity in lexicon.activities,
        report=_report(use, lexicon),
        emergency=use.emergency,
        review=use.review,
    )


def passed_on_to(use: UseView, lexicon: Lexicon) -> str:
    """This function will name those to whom the department says that it passed the data on."""
    return "; ".join(lexicon.recipient(kept) for kept in use.reported.passed_on_to) if use.reported else ""


def _report(use: UseView, lexicon: Lexicon) -> str:
    if use.reported is None:
        return ""
    number = use.reported.rows_read
    said = ngettext("%(number)s row read", "%(number)s rows read", number) % {"number": number}
    who = passed_on_to(use, lexicon)
    return _("%(rows)s, passed on to: %(who)s") % {"rows": said, "who": who} if who else said


def _ground(use: UseView, lexicon: Lexicon) -> Text:
    if use.basis is None:
        return ""
    law = "" if use.basis is Basis.CONSENT else lexicon.laws.get(use.activity)
    return f"{wording.GROUNDS[use.basis]}: {law}" if law else wording.GROUNDS[use.basis]


def change_row(change: ChangeView, lexicon: Lexicon, acting: Acting, stop: StopRow | None = None) -> ChangeRow:
    """This function will return one decision as a row."""
    return ChangeRow(
        at=change.at,
        what=wording.CHANGES[change.kind],
        by=_by(change, acting),
        channel=wording.CHANNELS[Channel(change.channel)],
        activity=change.activity,
        title=lexicon.activities.get(change.activity, change.activity),
        notice_version=change.notice_version,
        receipt=decision_id(change.event_id),
        stop=stop,
    )


def _by(change: ChangeView, acting: Acting) -> str:
    """Names the one who reads and the one acted for; who another guardian is, is not this page's to tell."""
    mine = change.actor_subject is not None and change.actor_subject == acting.actor.subject
    if mine and acting.other is not None:
        return _("By %(me)s for %(other)s") % {"me": acting.everybody[0].name, "other": acting.other.label}
    if mine:
        return _("By %(me)s") % {"me": acting.everybody[0].name}
    if change.decided_by is DecidedBy.SELF and acting.other is not None:
        return _("By %(me)s") % {"me": acting.other.label}
    return str(wording.DECIDERS[DecidedBy(change.decided_by)])

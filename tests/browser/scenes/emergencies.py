"""Uses in an emergency, uses told of afterwards, quotas and late signals: what a resident and the officer read.

The pages are made here, like those of requests: no demo activity may be used in an emergency, and nobody asks too much.
"""

from datetime import timedelta
from typing import Any

from consent.audit.views.emergencies import ReviewForm
from consent.audit.views.quotas import QUOTAS
from consent.audit.views.signals import METHODS, STATUSES
from consent.ledger.sealed_words import ReviewOfUse
from consent.portal import wording
from consent.portal.emergencies import EmergencyNotice, EmergencyRow
from consent.portal.rows import ImportedRow, UseRow
from consent.signals.queries import StreamState
from consent.signals.vocabulary import ENABLED, PAUSED, POLL
from tests.browser.scenes.requests import AT, EINO, acting, activity, front_page, made
from tests.browser.scenes.scene import Scene, at

EVENT = 48_213
SAID = {"reason": "Unconscious at the library; looked for whom to call.", "staff_ref": "desk-3", "case": "112-2026-77"}
FOUND = ReviewOfUse(AT, True, "The ambulance was called and the next of kin reached. Nothing else was opened.")


def _words(language: str) -> tuple[str, str, str]:
    view = activity()
    return view.department.name(language), view.title(language), view.categories[0].name(language)


def _notice(language: str) -> EmergencyNotice:
    who, why, _what = _words(language)
    rows = tuple(EmergencyRow(AT - timedelta(hours=hours), who, why) for hours in (3, 30))
    return EmergencyNotice(rows, EVENT)


def _front(language: str) -> dict[str, Any]:
    return front_page(language) | {"emergencies": _notice(language), "waits": ()}


def _front_of_a_child(language: str) -> dict[str, Any]:
    return _front(language) | {"acting": acting(EINO), "acting_for": EINO}


def _uses(language: str) -> dict[str, Any]:
    who, why, what = _words(language)

    def use(review: ReviewOfUse | None) -> UseRow:
        ground = wording.GROUNDS[activity().basis]
        return UseRow(AT, who, why, what, True, ground, activity().code, True, emergency=True, review=review)

    told = [ImportedRow(AT - timedelta(days=day), AT, who, why, what) for day in (1, 4)]
    return {
        "page": "uses",
        "acting": acting(),
        "acting_for": None,
        "choices": [(activity().code, why)],
        "uses": [use(None), use(FOUND)],
        "imported": told,
    }


def _row(language: str, found: str = "", event: int = EVENT) -> dict[str, Any]:
    who, why, what = _words(language)
    return {
        "event_id": event,
        "reference": f"E-{event}",
        "at": AT,
        "department": who,
        "client": "Lending",
        "activity": why,
        "category": what,
        "found": found,
        "reviewed_at": AT if found else None,
    }


def _queue(language: str) -> dict[str, Any]:
    return _officer("emergencies") | {"rows": [_row(language), _row(language, event=EVENT - 7)]}


def _reviewed(language: str) -> dict[str, Any]:
    rows = [_row(language, "right"), _row(language, "wrong", EVENT - 7)]
    return _officer("emergencies") | {"rows": rows, "reviewed": True}


def _one(language: str, **changes: Any) -> dict[str, Any]:
    return (
        _officer("emergencies")
        | {"row": _row(language), "form": ReviewForm(), "shortest": 10, "longest": 1000}
        | changes
    )


def _opened(language: str) -> dict[str, Any]:
    return _one(language, opened=True, said=SAID)


def _unfinished(language: str) -> dict[str, Any]:
    return _one(language, opened=True, said=SAID, form=ReviewForm({"words": "Fine"}))


def _done(language: str) -> dict[str, Any]:
    return _one(language, opened=True, said=SAID, review=FOUND, row=_row(language, "right"))


def _quotas(language: str) -> dict[str, Any]:
    who = _words(language)[0]
    row = {
        "client": "Lending",
        "department": who,
        "first_at": AT,
        "last_at": AT + timedelta(minutes=41),
        "times": "1 204",
    }
    return _officer("quotas") | {"rows": [row | {"quota": text} for text in QUOTAS.values()]}


def _signals(language: str) -> dict[str, Any]:
    department = _words(language)[0]
    streams = [
        {
            "state": StreamState("s", "c", "library", POLL, status, waiting, 0, AT if waiting else None, AT),
            "client": client,
            "department": department,
            "method": METHODS[POLL],
            "status": STATUSES[status],
            "on": status == ENABLED,
        }
        for client, status, waiting in (("Lending", ENABLED, 0), ("Letters", ENABLED, 37), ("Events", PAUSED, 4))
    ]
    return _officer("departments") | {"streams": streams, "letters": []}


def _officer(page: str) -> dict[str, Any]:
    return {"page": page, "is_dpo": True}


SCENES = (
    Scene("emergency-notice", None, made("portal/home", _front)),
    Scene("emergency-notice-of-a-child", None, made("portal/home", _front_of_a_child)),
    Scene("uses-emergency-and-told-of", None, made("portal/uses", _uses)),
    Scene("audit-emergencies-none", "kaisa", at("/audit/emergencies/")),
    Scene("audit-emergencies", None, made("audit/emergencies", _queue)),
    Scene("audit-emergencies-reviewed", None, made("audit/emergencies", _reviewed)),
    Scene("audit-emergency", None, made("audit/emergency", _one)),
    Scene("audit-emergency-opened", None, made("audit/emergency", _opened)),
    Scene("audit-emergency-unfinished", None, made("audit/emergency", _unfinished)),
    Scene("audit-emergency-done", None, made("audit/emergency", _done)),
    Scene("audit-quotas-none", "kaisa", at("/audit/quotas/")),
    Scene("audit-signals-waiting", None, made("audit/signals", _signals)),
    Scene("audit-quotas", None, made("audit/quotas", _quotas)),
)

"""The proofs that a module stands or does not: what it shows while the ledger allows, refuses, fails, thinks again."""

import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import httpx
from django.utils.translation import override

from services.kit.apps import ServiceConfig
from services.kit.testkit import leaks
from services.kit.testkit.stage import STAFF_REF, Stage, Visit, staff, staged
from services.kit.wording import why_not
from services.sdk.fake import Breakage, FakeLedger
from services.sdk.questions import EVALUATION_PATH, EVALUATIONS_PATH
from services.sdk.reasons import REFUSING, Reason


@dataclass(frozen=True, slots=True)
class Proof:
    """What is proved, and what stands against it: nothing when it holds."""

    title: str
    against: tuple[str, ...]


def prove(config: ServiceConfig) -> Iterator[Proof]:
    """This function will try a module in every way the kit knows, each in tables that are as they were afterwards."""
    for title, run in _PROOFS:
        try:
            with staged(config) as stage:
                against = tuple(dict.fromkeys(run(stage)))
        except NotImplementedError as lack:
            against = (str(lack),)
        yield Proof(title, against)


def _without_permit(stage: Stage) -> Iterator[str]:
    stage.visit()  # which loads every part of the module
    records = sys.modules.get(f"{stage.config.name}.records")
    if records is None:
        yield "has no records.py behind its pages"
    else:
        yield from map(str, leaks(records))


def _shows_what_is_allowed(stage: Stage) -> Iterator[str]:
    """Without this proof the others would praise a module that shows nothing at all."""
    stage.answer(Reason.CONSENT)
    visits = stage.visit()
    yield from _faults(visits)
    used = {category for each in stage.manifest.activities.values() for category in each.categories}
    for category in sorted(used):
        words = stage.trial.shown.get(category, ())
        if not words:
            yield f"its trial says nothing of {category}, so nobody would see it leak"
        for word in words:
            if not any(word.casefold() in visit.text for visit in visits if visit.personal):
                yield f"shows {category} ({word!r}) on no page, even when it is allowed"
    for visit in visits:
        if not visit.personal:
            yield from _shown(stage, [visit])


def _hides_what_is_refused(stage: Stage) -> Iterator[str]:
    for reason in sorted(REFUSING):
        stage.answer(reason)
        visits = stage.visit()
        yield from (f"{each} ({reason})" for each in (*_shown(stage, visits), *_faults(visits)))
        with override("en"):
            words = str(why_not(reason)).casefold()
        if not any(words in visit.text for visit in visits):
            yield f"no page says in words why not ({reason})"


def _hides_one_category(stage: Stage) -> Iterator[str]:
    for category, words in stage.trial.shown.items():
        stage.answer(Reason.CONSENT)
        stage.answer(Reason.REFUSED, category)
        visits = stage.visit()
        yield from _shown(stage, visits, category)
        others = [word for name, those in stage.trial.shown.items() if name != category for word in those]
        for word in others:
            if word not in words and not any(word.casefold() in visit.text for visit in visits):
                yield f"shows nothing of {word!r} when only {category} is refused"


def _hides_when_one_side_may_not(stage: Stage) -> Iterator[str]:
    if len(stage.ledgers) > 1:
        for code in stage.ledgers:
            stage.answer(Reason.CONSENT)
            stage.answer(Reason.REFUSED, only=code)
            yield from (f"{each}, though {code} may not" for each in _shown(stage, stage.visit()))


def _hides_in_an_outage(stage: Stage) -> Iterator[str]:
    stage.answer(Reason.CONSENT)
    for known in (False, True):
        for kind, breakage in _outages():
            for ledger in stage.ledgers.values():
                ledger.break_with(breakage)
            yield from (f"{each} ({kind})" for each in _closed(stage, stage.visit()))
        for ledger in stage.ledgers.values():
            ledger.come_back()
        if not known:
            stage.visit()  # after which the person's id is known


def _hides_when_answers_break_off(stage: Stage) -> Iterator[str]:
    stage.answer(Reason.CONSENT)
    normal = stage.visit()
    for category in stage.trial.shown:
        for ledger in stage.ledgers.values():
            ledger.break_with(_break_at(ledger, category))
        visits = stage.visit()
        for ledger in stage.ledgers.values():
            ledger.come_back()
        # Where this one question stays open, nothing that was answered before it counts either.
        asking = [after for before, after in zip(normal, visits, strict=True) if _shown(stage, [before], category)]
        yield from (
            f"{each} (no answer about {category})" for each in (*_shown(stage, asking), *_faults(visits, ours=503))
        )


def _hides_after_a_withdrawal(stage: Stage) -> Iterator[str]:
    stage.answer(Reason.CONSENT)
    stage.visit()
    stage.answer(Reason.WITHDRAWN)
    yield from _shown(stage, stage.visit())


def _hides_after_an_erasure(stage: Stage) -> Iterator[str]:
    stage.answer(Reason.LAW)
    stage.visit()
    for ledger in stage.ledgers.values():
        ledger.erase(ledger.pairwise_id(stage.trial.national_id))
    visits = stage.visit()
    yield from (*_shown(stage, visits), *_faults(visits))


def _asks_afresh(stage: Stage) -> Iterator[str]:
    stage.answer(Reason.CONSENT)
    for turn in ("first", "second"):
        before = {code: len(ledger.looks) for code, ledger in stage.ledgers.items()}
        visits = [visit for visit in stage.visit() if visit.personal and visit.page.startswith("GET")]
        pages = sum(visit.status == httpx.codes.OK for visit in visits)
        for code, ledger in stage.ledgers.items():
            looks = ledger.looks[before[code] :]
            if len(looks) < pages:
                yield f"shows {pages} pages and asks {code} {len(looks)} times (the {turn} time)"
            # What a source is asked in a recipient's name bears the mark of the recipient's own look.
            if any(look.staff_ref != STAFF_REF for look in looks if not look.recipient):
                yield f"asks without saying on whose behalf (staff_ref), at {code}"


def _lets_in_the_role_only(stage: Stage) -> Iterator[str]:
    stage.answer(Reason.CONSENT)
    nobody, another = staff(lambda role, department: False, signed_in=False), staff(lambda role, department: False)
    for who, user in (("somebody who has not signed in", nobody), ("staff without the role", another)):
        for visit in stage.visit(user):
            turned_away = visit.status in (302, 401, 403, 404, 405)
            if not turned_away or visit.fault:
                yield f"{visit} is answered to {who} (status {visit.status})"
            yield from _shown(stage, [visit])
    if any(ledger.looks for ledger in stage.ledgers.values()):
        yield "asks the ledger for somebody who may not come in"


def _keeps_nothing_in_a_browser(stage: Stage) -> Iterator[str]:
    stage.answer(Reason.CONSENT)
    for visit in stage.visit():
        if visit.personal and visit.kept and visit.status == httpx.codes.OK:
            yield f"{visit} may be kept by a browser (no Cache-Control: no-store)"


def _shown(stage: Stage, visits: list[Visit], *categories: str) -> list[str]:
    return [
        f"{visit} shows {category} ({word!r})"
        for visit in visits
        for category, words in stage.trial.shown.items()
        for word in words
        if category in (categories or stage.trial.shown) and word.casefold() in visit.text
    ]


def _faults(visits: list[Visit], ours: int = 0) -> list[str]:
    failed = [visit for visit in visits if visit.fault or (visit.status >= 500 and visit.status != ours)]
    return [f"{visit} fails with {visit.fault or visit.status}" for visit in failed]


def _closed(stage: Stage, visits: list[Visit]) -> Iterator[str]:
    yield from _shown(stage, visits)
    for visit in visits:
        if visit.fault:
            yield f"{visit} fails with {visit.fault}"
        elif visit.personal and visit.page.startswith("GET") and visit.status == httpx.codes.OK:
            yield f"{visit} says that all is well (status 200)"


def _outages() -> Iterator[tuple[str, Breakage | int]]:
    def raising(kind: type[httpx.TransportError]) -> Breakage:
        def fail(request: httpx.Request) -> httpx.Response:
            raise kind("broken", request=request)

        return fail

    def saying(content: bytes, kind: str = "application/json") -> Breakage:
        return lambda request: httpx.Response(200, headers={"content-type": kind}, content=content)

    yield "no connection", raising(httpx.ConnectError)
    yield "no answer in time", raising(httpx.ReadTimeout)
    yield "status 500", 500
    yield "status 503", 503
    yield "a page in the place of an answer", saying(b"<html>allow</html>", "text/html")
    yield "an allow without its reason", saying(b'{"decision": true}')
    yield "half an answer", saying(b'{"decision": true, "context": {"reason": "law", ')


def _break_at(ledger: FakeLedger, category: str) -> Breakage:
    def serve(request: httpx.Request) -> httpx.Response:
        if request.url.path in (EVALUATION_PATH, EVALUATIONS_PATH) and category in request.content.decode():
            return httpx.Response(503)
        ledger.come_back()
        try:
            return ledger._serve(request)
        finally:
            ledger.break_with(serve)

    return serve


_PROOFS: tuple[tuple[str, Callable[[Stage], Iterator[str]]], ...] = (
    ("nothing personal is read without a permit", _without_permit),
    ("what the ledger allows is shown", _shows_what_is_allowed),
    ("what is refused is not shown, and the page says why", _hides_what_is_refused),
    ("a category that is refused alone is missing alone", _hides_one_category),
    ("nothing is handed over when one side may not", _hides_when_one_side_may_not),
    ("nothing is shown in an outage", _hides_in_an_outage),
    ("nothing is shown when answers break off", _hides_when_answers_break_off),
    ("nothing is shown after a withdrawal", _hides_after_a_withdrawal),
    ("nothing is shown after an erasure", _hides_after_an_erasure),
    ("every page asks afresh and says for whom", _asks_afresh),
    ("only staff in the role come in", _lets_in_the_role_only),
    ("nothing personal is kept by a browser", _keeps_nothing_in_a_browser),
)

"""Histories of a city as they honestly happen: acts drawn by seed, sequenced in batches as they come."""

import random
from collections.abc import Callable, Sequence
from contextlib import suppress
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.db import transaction

from consent import clock
from consent.asking.actions.ask import Asker, Wish, ask_for_consent
from consent.asking.actions.cancel import cancel_request
from consent.asking.models import ConsentRequest
from consent.core.cosignatures import cosign
from consent.core.errors import DomainError
from consent.core.events import Kind
from consent.core.vocabulary import Channel
from consent.ledger.actions.grant import grant_consent
from consent.ledger.actions.import_uses import ToldUse, import_uses
from consent.ledger.actions.lift import lift_mark
from consent.ledger.actions.object import object_to_activity
from consent.ledger.actions.refuse import refuse_consent
from consent.ledger.actions.report_uses import Report, report_uses
from consent.ledger.actions.restrict import restrict_activity
from consent.ledger.actions.view_as_staff import RECORD, record_staff_view
from consent.ledger.actions.withdraw import withdraw_consent
from consent.ledger.decision_ids import decision_id
from consent.ledger.models import Use
from consent.log.actions.rotate_key import rotate_key
from consent.log.append import append_many
from consent.log.models import Cosignature, Log, SignedCheckpoint
from consent.people.actions.end_representation import end_representation
from consent.people.actors import Actor
from tests.cast import SYSTEM, Cast, Person
from tests.log.sequencing import sequence_all
from tests.log.witness_key import WITNESS, WITNESS_KEY

DPO = Actor(kind="staff", account=UUID(int=7), subject=None, name="S-DPO00001")
COMMON: dict[str, Any] = {"language": "fi", "channel": Channel.PORTAL}


def use(subject: UUID | None, allowed: bool = True) -> Use:
    """This function will return the payload of one use, not recorded yet."""
    return Use(
        subject=subject,
        department="trial",
        client="client-of-trial",
        activity="trial-consent",
        category="trial.plain",
        allowed=allowed,
        reason="consent" if allowed else "refused",
        basis="consent",
        permission_version=1,
        notice_version=1,
        sealed=b"sealed under a key of the person" if allowed else None,
    )


def record_uses(subjects: Sequence[UUID | None], draw: random.Random, count: int) -> None:
    """This function will record uses of the data of these people, some of them refused."""
    facts = []
    for _ in range(count):
        allowed, subject = draw.random() < 0.8, draw.choice(subjects)
        facts.append((Kind.USE_PERMITTED if allowed else Kind.USE_REFUSED, subject, use(subject, allowed)))
    with transaction.atomic():
        append_many(facts)


def report_some(draw: random.Random) -> None:
    """This function will report what was read of some of the newest uses."""
    newest = list(Use.objects.filter(subject__isnull=False).order_by("-event_id")[:5])
    reports = [Report(decision_id(use.event_id), draw.randint(0, 99)) for use in newest]
    report_uses(actor=SYSTEM, department="trial", client="client-of-trial", reports=reports)


def ask_or_cancel(person: Person, draw: random.Random) -> None:
    """This function will ask somebody for consent, or take some earlier request back."""
    asker = Asker("client-of-trial", "trial")
    earlier = list(ConsentRequest.objects.order_by("event_id"))
    if earlier and draw.random() < 0.5:
        cancel_request(actor=SYSTEM, asker=asker, request=draw.choice(earlier).request)
        return
    ask_for_consent(actor=SYSTEM, asker=asker, wishes=[Wish(person.pairwise_id, "trial-consent")])


def import_some(person: Person, draw: random.Random) -> None:
    """This function will tell of a look afterwards, sometimes of one that was told of already."""
    at = clock.now()
    name = str(draw.randint(0, 99))
    told = ToldUse(name, at - timedelta(hours=1), person.pairwise_id, "trial-contract", "trial.plain", "ä \u2028")
    import_uses(actor=SYSTEM, department="trial", system="lending", told=[told], not_before=at - timedelta(days=1))


def some_act(cast: Cast, draw: random.Random) -> None:
    """This function will do one act of somebody of the cast; one that the rules refuse leaves nothing."""
    person: Person = draw.choice([cast.aino, cast.saara, cast.mikko])
    mine = {"actor": person.actor, "subject": person.subject, **COMMON}
    acts: list[Callable[[], object]] = [
        lambda: grant_consent(activity="trial-consent", notice_version=1, **mine),
        lambda: withdraw_consent(activity="trial-consent", **mine),
        lambda: refuse_consent(activity="trial-consent", notice_version=1, **mine),
        lambda: object_to_activity(activity="trial-task", text='My own grounds: ä, \u2028 and "quotes".', **mine),
        lambda: lift_mark(activity="trial-task", mark="objected", text="Decided.", **{**mine, "actor": SYSTEM}),
        lambda: restrict_activity(activity="trial-task", **mine),
        lambda: record_staff_view(actor=DPO, subject=person.subject, what=RECORD, reason="A complaint, case 12."),
        lambda: record_uses([person.subject, cast.eino.subject, None], draw, draw.randint(1, 9)),
        lambda: report_some(draw),
        lambda: import_some(person, draw),
        lambda: ask_or_cancel(person, draw),
        lambda: end_representation(actor=SYSTEM, entry=draw.choice(list(cast.entries.values())), source="tests"),
    ]
    with suppress(DomainError, TypeError):
        draw.choice(acts)()


def cosign_latest() -> None:
    """This function will have the tests' witness cosign the newest checkpoint."""
    latest = SignedCheckpoint.objects.order_by("log_number", "size").last()
    assert latest is not None
    line = cosign(latest.note, WITNESS, WITNESS_KEY, int(clock.now().timestamp()))
    Cosignature.objects.get_or_create(
        log_number=latest.log_number,
        size=latest.size,
        witness=WITNESS,
        defaults={"line": line, "received_at": clock.now()},
    )


def live(cast: Cast, draw: random.Random, acts: int) -> None:
    """This function will let ``acts`` acts happen, with batches, cosignatures and a change of keys between them."""
    sequence_all()
    for _ in range(acts):
        some_act(cast, draw)
        chance = draw.random()
        if chance < 0.3:
            sequence_all()
        if chance < 0.1:
            cosign_latest()
        elif chance > 0.97:
            rotate_key(actor="tests", log=Log.objects.latest("number"))

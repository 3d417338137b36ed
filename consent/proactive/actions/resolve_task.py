"""Take a matter out of the human queue: what a person did about it."""

from uuid import UUID

from django.db import transaction

from consent import clock
from consent.core.errors import Conflict, Invalid, NotAllowed, NotFound
from consent.log.private_texts import ToSeal, seal_private
from consent.people.actors import Actor
from consent.proactive.actions.answer_offer import answer_offer
from consent.proactive.actions.decide_offers import decide_offers
from consent.proactive.actions.stop_offers import tell_of_places
from consent.proactive.models import HumanTask, Offer
from consent.proactive.outcomes import RESOLUTIONS, Resolution, TaskKind
from consent.proactive.places import free_place
from consent.proactive.steps import locked_offers
from consent.proactive.task_notes import bound_note
from consent.proactive.vocabulary import AnsweredBy, Choice, OfferState
from consent.proactive.waiting_list import holds_place, lock_pools, move_up

LONGEST_NOTE = 500


def resolve_task(
    *,
    actor: Actor,
    department: str,
    task: UUID,
    resolution: Resolution,
    choice: Choice | None = None,
    note: str = "",
) -> None:
    """This function will record how a person settled a matter of ``department``, with a ``note`` if they wrote one.

    ``answered`` with a ``choice`` records the family's answer through the desk, also after the deadline where its
    guardians differed: they were promised a call. ``no_agreement`` ends such an offer with a decision and the ordinary
    form. Settling the same again changes nothing. Raises ``NotAllowed`` for a resident or the system, ``NotFound``
    (``no_such_task``) for another department's as for none, ``Conflict`` (``resolved``) for one settled otherwise and
    (``not_open``) for an answer that is not possible any more, and ``Invalid`` (``resolution``) for what does not fit.
    """
    if actor.kind != "staff":
        raise NotAllowed("not_an_officer")
    note = note.strip()
    if len(note) > LONGEST_NOTE or "\x00" in note:
        raise Invalid("resolution", [f"A note has at most {LONGEST_NOTE} characters."])
    with transaction.atomic():
        row = HumanTask.objects.filter(pk=task, department=department).first()
        if row is None:
            raise NotFound("no_such_task")
        _check(row, resolution, choice)
        if row.resolved_at is None:
            _act(actor, row, resolution, choice)
        row = HumanTask.objects.select_for_update(of=("self",)).get(pk=task)
        if row.resolved_at is not None and row.resolution != resolution:
            raise Conflict("resolved")
        at = clock.now()
        if note and row.note_sealed is None:
            subject = row.offer.subject if row.offer else None
            row.note_sealed = seal_private([ToSeal(subject, bound_note(row.pk), note)], at)[0]
            row.resolved_at = at  # the year of the note's key
        row.resolved_at, row.resolution = row.resolved_at or at, resolution.value
        row.resolved_by = row.resolved_by or actor.name
        row.save(update_fields=["note_sealed", "resolved_at", "resolution", "resolved_by"])


def _check(row: HumanTask, resolution: Resolution, choice: Choice | None) -> None:
    if resolution not in RESOLUTIONS[TaskKind(row.kind)]:
        raise Invalid("resolution", ["This matter cannot be settled so."])
    if (resolution is Resolution.ANSWERED) != (choice is not None):
        raise Invalid("resolution", ["Say what the family answered, A or B."])
    if resolution is Resolution.ANSWERED and row.offer_id is None:
        raise Invalid("resolution", ["No offer is known here: record the answer on the offer itself."])


def _act(actor: Actor, row: HumanTask, resolution: Resolution, choice: Choice | None) -> None:
    if row.offer_id is None:
        return
    if resolution is Resolution.ANSWERED and choice is not None:
        answered = answer_offer(
            actor=actor,
            offer=row.offer_id,
            choice=choice,
            channel=AnsweredBy.DESK,
            recipient=None if row.kind == TaskKind.CONFLICT else row.recipient,
            department=row.department,
        )
        if answered.outcome in ("late", "not_open"):
            raise Conflict("not_open")
    elif resolution is Resolution.NO_AGREEMENT:
        _end(actor, row.offer_id)


def _end(actor: Actor, offer: UUID) -> None:
    lock_pools(Offer.objects.filter(pk=offer).values_list("pool", flat=True))
    held = locked_offers([offer])[offer]
    if held.state != OfferState.CONFLICTING:
        raise Conflict("not_open")
    had = holds_place(held)
    decide_offers(actor=actor, offers=[offer], granted=False, reason="guardians_differ")
    if had:
        free_place(held)
        at = clock.now()
        tell_of_places(move_up(actor, held.pool_id, at), at)

"""What no rule may decide is settled by a person; families ask for a review and say how they were served."""

from uuid import uuid4

import pytest

from consent.core.errors import Conflict, Invalid, NotAllowed, NotFound
from consent.people.actors import Actor
from consent.proactive import tasks
from consent.proactive.actions.ask_review import ask_review
from consent.proactive.actions.close_campaign import close_campaign
from consent.proactive.actions.rate_offer import rate_offer
from consent.proactive.actions.resolve_task import resolve_task
from consent.proactive.decision_queries import decision
from consent.proactive.outcomes import Resolution, TaskKind
from consent.proactive.queries import offer_events
from consent.proactive.read_models import OfferView
from consent.proactive.round_queries import rating_by, ratings, rounds
from consent.proactive.task_queries import TaskView, task, tasks_of_offer, tasks_open
from consent.proactive.vocabulary import AnsweredBy, Choice, OfferState
from tests.cast import SYSTEM
from tests.proactive.answering import A, B, families, says, state_of, taken, write
from tests.proactive.conftest import DEPARTMENT, OFFICER, Later, Town, send_all


def close(town: Town) -> None:
    close_campaign(actor=OFFICER, department=DEPARTMENT, campaign=town.campaign.id)


def differing(town: Town) -> tuple[OfferView, TaskView]:
    made = town.offer(town.eino, pool="north")
    says(town.aino, made, A)
    says(town.saara, made, B)
    [found] = tasks_open(DEPARTMENT)
    return made, found


def settle(found: TaskView, how: Resolution, choice: Choice | None = None, **more: object) -> None:
    values: dict[str, object] = {"actor": OFFICER, "department": DEPARTMENT} | more
    resolve_task(task=found.id, resolution=how, choice=choice, **values)  # type: ignore[arg-type]


def test_an_officer_records_what_the_guardians_agreed_on_the_telephone(town: Town) -> None:
    made, found = differing(town)
    settle(found, Resolution.ANSWERED, A, note="Rang both, they agree.")
    assert (state_of(made), taken(), tasks_open(DEPARTMENT)) == (OfferState.ACCEPTED, 1, [])
    settled = task(DEPARTMENT, found.id)
    assert (settled.resolution, settled.resolved_by, settled.note) == (
        Resolution.ANSWERED, OFFICER.name, "Rang both, they agree.",
    )  # fmt: skip
    settle(found, Resolution.ANSWERED, A)
    with pytest.raises(Conflict, match="resolved"):
        settle(found, Resolution.NO_AGREEMENT)


def test_guardians_are_called_after_the_deadline_too(town: Town, later: Later) -> None:
    made, found = differing(town)
    close(town)
    later(days=20)
    settle(found, Resolution.ANSWERED, A)
    assert state_of(made) is OfferState.ACCEPTED
    assert tasks.close_campaigns(0) == 1
    assert state_of(made) is OfferState.GRANTED


def test_guardians_who_never_agree_get_a_decision_and_the_form(town: Town) -> None:
    waiting = families(town, 2)
    made, found = differing(town)
    for family in waiting:
        family.says(A)
    settle(found, Resolution.NO_AGREEMENT)
    assert (state_of(made), [one.state for one in waiting], taken()) == (
        OfferState.NOT_GRANTED, ["accepted", "accepted"], 2,
    )  # fmt: skip
    view = decision(made.id)
    assert view is not None
    assert (view.granted, view.reason) == (False, "guardians_differ")


def test_a_matter_is_settled_by_its_own_officers_in_ways_that_fit(town: Town) -> None:
    _, found = differing(town)
    with pytest.raises(NotFound):
        settle(found, Resolution.ANSWERED, A, department="library")
    for actor in (town.aino.actor, SYSTEM):
        with pytest.raises(NotAllowed):
            settle(found, Resolution.ANSWERED, A, actor=actor)
    for how, choice in ((Resolution.DONE, None), (Resolution.ANSWERED, None), (Resolution.NO_AGREEMENT, A)):
        with pytest.raises(Invalid):
            settle(found, how, choice)
    with pytest.raises(NotFound):
        resolve_task(actor=OFFICER, department=DEPARTMENT, task=uuid4(), resolution=Resolution.DONE)


def test_an_officer_reads_an_unclear_message_and_records_what_it_says(town: Town) -> None:
    made = town.offer(town.ada)
    send_all()
    for text in ("joo", "joo joo"):
        write(town.phone(town.pia), text)
    [found] = tasks_open(DEPARTMENT)
    assert (found.kind, found.said) == (TaskKind.UNCLEAR, "joo joo")
    settle(found, Resolution.ANSWERED, A)
    assert state_of(made) is OfferState.ACCEPTED
    event = offer_events(made.id)[-1]
    assert (event.channel, event.actor_kind, event.actor_subject) == ("desk", "staff", town.pia.subject)


@pytest.mark.law("GDPR", "22(3)", "Whoever a rule decided about may have a person look at it")
def test_a_family_asks_a_person_to_look_at_it(town: Town) -> None:
    made = town.offer(town.ada, inputs={"birth_date": "2020-05-03", "lives_here": True})
    assert made.state is OfferState.NOT_OFFERED
    assert ask_review(actor=town.pia.actor, offer=made.id)
    assert not ask_review(actor=town.pia.actor, offer=made.id), "once"
    [found] = tasks_open(DEPARTMENT)
    assert (found.kind, found.recipient) == (TaskKind.REVIEW, town.pia.subject)
    settle(found, Resolution.STANDS)
    assert tasks_of_offer(made.id)[0].resolution is Resolution.STANDS
    assert ask_review(actor=town.pia.actor, offer=made.id), "and again later"


def test_nobody_else_asks_for_a_review_and_not_before_it_is_settled(town: Town) -> None:
    made = town.offer(town.ada)
    with pytest.raises(Conflict, match="not_settled"):
        ask_review(actor=town.pia.actor, offer=made.id)
    with pytest.raises(NotFound):
        ask_review(actor=town.mikko.actor, offer=made.id)
    with pytest.raises(NotAllowed):
        ask_review(actor=OFFICER, offer=made.id)


def rate(actor: Actor, made: OfferView, rating: int, comment: str = "") -> bool:
    return rate_offer(actor=actor, offer=made.id, rating=rating, comment=comment, channel=AnsweredBy.PORTAL)


def test_families_say_how_they_were_served(town: Town) -> None:
    made = town.offer(town.eino)
    says(town.aino, made, A)
    with pytest.raises(Conflict, match="not_settled"):
        rate(town.aino.actor, made, 5)
    close(town)
    assert rate(town.aino.actor, made, 2)
    assert rate(town.aino.actor, made, 4, "Helppoa")
    assert not rate(town.aino.actor, made, 4, "Helppoa")
    assert rate(town.saara.actor, made, 5)
    found = ratings(town.campaign.id)
    assert (found.count, found.mean, found.by_rating, found.comments) == (2, 4.5, (0, 0, 0, 1, 1), ("Helppoa",))
    mine = rating_by(made.id, town.aino.subject)
    assert mine is not None
    assert (mine.rating, mine.comment) == (4, "Helppoa")


def test_what_is_no_rating_is_refused(town: Town) -> None:
    made = town.offer(town.ada)
    close(town)
    for rating, comment in ((0, ""), (6, ""), (3, "x" * 1_001), (3, "\x00")):
        with pytest.raises(Invalid):
            rate(town.pia.actor, made, rating, comment)
    with pytest.raises(NotFound):
        rate(town.mikko.actor, made, 3)
    with pytest.raises(NotAllowed):
        rate(OFFICER, made, 3)


def test_rounds_are_compared(town: Town, later: Later) -> None:
    first, second = families(town, 2)
    silent = town.offer(town.ada)
    send_all()
    later(seconds=60)
    first.says(A)
    later(seconds=60)
    second.says(B)
    close(town)
    rate(first.guardian.actor, first.offer, 5)
    [figures] = rounds(DEPARTMENT, "preschool-place")
    assert (figures.round, figures.offered, figures.answered, figures.accepted, figures.placed) == ("2027", 3, 2, 1, 1)
    assert (figures.satisfaction, figures.ratings, figures.minutes_saved) == (5.0, 1, 60)
    assert figures.seconds_to_answer is not None
    assert 60 <= figures.seconds_to_answer <= 120
    assert rounds("library", "preschool-place") == []
    assert state_of(silent) is OfferState.LAPSED

"""The officer of the replay: reads what nobody understood, and calls guardians who differ."""

from uuid import UUID

from consent.demo.replay.campaign import DEPARTMENT
from consent.people.actors import Actor
from consent.proactive.actions.resolve_task import resolve_task
from consent.proactive.outcomes import Resolution, TaskKind
from consent.proactive.task_queries import tasks_open
from consent.proactive.vocabulary import Choice

OFFICER = Actor(kind="staff", account=None, subject=None, name="replay-officer")
ONE_IN_UNSETTLED = 5  # of so many pairs of guardians one does not come to agree


def work_the_queue(campaign: UUID) -> int:
    """This function will settle every matter that waits for a person, and return how many there were."""
    tasks = tasks_open(DEPARTMENT, campaign)
    for number, task in enumerate(tasks, start=1):
        resolution, choice = Resolution.DONE, None
        if task.kind is TaskKind.CONFLICT:
            agreed = number % ONE_IN_UNSETTLED != 0
            resolution, choice = (Resolution.ANSWERED, Choice.ACCEPT) if agreed else (Resolution.NO_AGREEMENT, None)
        resolve_task(actor=OFFICER, department=DEPARTMENT, task=task.id, resolution=resolution, choice=choice)
    return len(tasks)

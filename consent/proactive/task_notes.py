"""What ties an officer's sealed note to its task."""

from uuid import UUID


def bound_note(task: UUID) -> bytes:
    """This function will return the associated data that a task's note opens with only."""
    return b"mydata/task-note/v1" + task.bytes

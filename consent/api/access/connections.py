"""The thread's database connection on a path where Django's own request signals do not tend it."""

import select

from django.db import connection


def usable_connection() -> None:
    """This function will drop the thread's connection when the server has closed it, so that the next use opens anew.

    An idle connection on which something waits to be read has been ended by the server: this costs one system call,
    where Django's own health check would cost a round trip to the database.
    """
    raw = connection.connection
    if raw is None or connection.in_atomic_block:
        return
    if raw.closed or connection.errors_occurred:
        drop_connection()
        return
    poll = select.poll()
    poll.register(raw.fileno(), select.POLLIN)
    if poll.poll(0):
        drop_connection()


def drop_connection() -> None:
    """This function will close the thread's connection after a fault; inside a test's transaction it does nothing."""
    if not connection.in_atomic_block:
        connection.close()

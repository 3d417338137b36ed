"""The lock that lets one manifest be published after another."""

from django.db import connection

PUBLISHING = 0x4D79446174615245  # "MyDataRE"


def one_publisher_at_a_time() -> None:
    """This function will wait until no other transaction publishes, and hold others off until this one ends."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [PUBLISHING])

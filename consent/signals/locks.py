"""The lock between those who write tokens about people and those who erase a person."""

from django.db import connection

_ROOM = 0x6D79_6461  # "mydata", as in consent.log.leadership
_PEOPLE, _STREAMS = 11, 12


def people_stand_still() -> None:
    """This function will keep erasures off until the caller's transaction ends; any number may hold it at once."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock_shared(%s, %s)", [_ROOM, _PEOPLE])


def nobody_is_told() -> None:
    """This function will wait until no token is being made, and keep new ones off until the transaction ends."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s, %s)", [_ROOM, _PEOPLE])


def one_stream_at_a_time(department: str) -> None:
    """This function will let one transaction after another make streams of a department, so that they are counted."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, %s))", [f"ssf {department}", _STREAMS])

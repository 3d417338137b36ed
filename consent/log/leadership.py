"""Who may continue the log: one process, by an advisory lock that PostgreSQL frees the moment its holder is gone."""

from django.db import connection

from consent.log.refusals import NotLeader

# Two numbers of ours, the same in every process: "mydata" and what it is for.
_ROOM = 0x6D79_6461
_LEADER, _KEYS = 1, 2
# A leader whose machine vanished holds its lock until the server notices; two seconds instead of two hours. Over a
# socket of the same machine these do nothing, and nothing is needed: the end of a process closes it.
_NOTICE_SOON = "SET tcp_keepalives_idle = 1; SET tcp_keepalives_interval = 1; SET tcp_keepalives_count = 1"


def take_lead() -> bool:
    """This function will try to make this connection the leader, and tell whether it is; it keeps the lead till closed.

    The lock and the work share the connection: a leader that lost one has lost both, and cannot go on unaware.
    """
    with connection.cursor() as cursor:
        cursor.execute(_NOTICE_SOON)
        cursor.execute("SELECT pg_try_advisory_lock(%s, %s)", [_ROOM, _LEADER])
        return bool(cursor.fetchone()[0])


def give_up_lead() -> None:
    """This function will give the lead back; nothing happens when this connection does not have it."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_unlock(%s, %s)", [_ROOM, _LEADER])


def require_lead() -> None:
    """This function will hold the lead for the rest of this transaction; raises ``NotLeader`` when another has it."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s, %s)", [_ROOM, _LEADER])
        if not cursor.fetchone()[0]:
            raise NotLeader


def keys_stand_still() -> None:
    """This function will keep the signing keys as they are for the rest of this transaction, waiting for a change."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s, %s)", [_ROOM, _KEYS])

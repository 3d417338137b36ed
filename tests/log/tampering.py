"""Ways to tamper with a log, drawn by seed, each with the index at which it must be found.

They work as the owner of the tables with the guards switched off: what an attacker with the whole database in hand, and
neither the root key nor the signing key, can do. Each works inside the caller's transaction.
"""

import random
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db import connection

from consent.core.events import Kind
from consent.core.merkle import leaf_hash, root
from consent.core.tiles import TILE_WIDTH
from consent.ledger.rebuild import rebuild_permissions
from consent.log.kinds import registered_kinds
from consent.log.shredding import personal_payloads


@dataclass(frozen=True, slots=True)
class Tampering:
    """What was done, and where it must be found. ``index`` None: at no leaf, since it never had one."""

    what: str
    index: int | None


class NothingToDo(Exception):
    """The draw found nothing of its kind to tamper with."""


def sql(statement: str, *values: Any) -> list[tuple[Any, ...]]:
    """This function will run one statement and return its rows."""
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return cursor.fetchall() if cursor.description else []


def size() -> int:
    """This function will return how many leaves there are."""
    return int(sql("SELECT count(*) FROM log_leaf")[0][0])


def some_leaf(draw: random.Random, where: str = "true") -> tuple[int, int]:
    """This function will draw a leaf and return its index and its event."""
    rows = sql(
        f"SELECT l.index, l.event_id FROM log_leaf l JOIN log_event e ON e.id = l.event_id WHERE {where} ORDER BY 1"
    )
    if not rows:
        raise NothingToDo
    return draw.choice(rows)


def flipped(value: Any, draw: random.Random) -> Any:
    """This function will return another value of the same type, one bit or one step away."""
    if isinstance(value, bool):
        return not value
    if isinstance(value, int):
        return value ^ (1 << draw.randrange(4))
    if isinstance(value, memoryview | bytes):
        data = bytearray(value)
        data[draw.randrange(len(data))] ^= 1 << draw.randrange(8)
        return bytes(data)
    if isinstance(value, str):
        at = draw.randrange(len(value))
        return value[:at] + ("x" if value[at] != "x" else "y") + value[at + 1 :]
    raise NothingToDo


def tables() -> dict[str, list[str]]:
    """This function will return the payload tables and the kinds that each keeps."""
    found: dict[str, list[str]] = {}
    for kind, entry in registered_kinds().items():
        found.setdefault(entry.model._meta.db_table, []).append(kind.value)
    return found


def payload_of(draw: random.Random) -> tuple[int, int, str]:
    """This function will draw a leaf that has its payload and return its index, event and payload's table."""
    table = draw.choice(sorted(tables()))
    rows = sql(f"SELECT l.index, l.event_id FROM log_leaf l JOIN {table} p ON p.event_id = l.event_id ORDER BY 1")
    if not rows:
        raise NothingToDo
    return (*draw.choice(rows), table)


def emptied_by(erasure: int) -> int:
    """This function will return the first index that an erasure emptied: there a spoiled manifest is found."""
    found = sql(
        "SELECT min(l.index) FROM log_leaf l JOIN rights_shreddedevent s ON s.event_id = l.event_id"
        " WHERE s.erasure = %s",
        erasure,
    )
    return size() if found[0][0] is None else int(found[0][0])


def flip_payload(draw: random.Random) -> Tampering:
    """One column of a payload."""
    index, event_id, table = payload_of(draw)
    columns = sql(
        "SELECT column_name, data_type FROM information_schema.columns WHERE table_name = %s"
        " AND column_name <> 'event_id' ORDER BY 1",
        table,
    )
    column, of_type = draw.choice(columns)
    if of_type == "timestamp with time zone":
        changed = sql(
            f"UPDATE {table} SET {column} = {column} + interval '1 microsecond'"
            f" WHERE event_id = %s AND {column} IS NOT NULL RETURNING 1",
            event_id,
        )
    elif of_type == "uuid":
        changed = sql(
            f"UPDATE {table} SET {column} = gen_random_uuid() WHERE event_id = %s AND {column} IS NOT NULL RETURNING 1",
            event_id,
        )
    elif of_type in ("jsonb", "ARRAY"):
        raise NothingToDo
    else:
        (value,) = sql(f"SELECT {column} FROM {table} WHERE event_id = %s", event_id)[0]
        if value is None or value in ("", b""):
            raise NothingToDo
        changed = sql(
            f"UPDATE {table} SET {column} = %s WHERE event_id = %s RETURNING 1", flipped(value, draw), event_id
        )
    if not changed:
        raise NothingToDo
    if (table, column) == ("rights_erasure", "manifest"):
        index = min(index, emptied_by(event_id))
    return Tampering(f"{column} of {table}", index)


def flip_event(draw: random.Random) -> Tampering:
    """A column of an event's own row."""
    index, event_id = some_leaf(draw)
    column = draw.choice(["commitment", "kind", "recorded_at"])
    if column == "commitment":
        (value,) = sql("SELECT commitment FROM log_event WHERE id = %s", event_id)[0]
        sql("UPDATE log_event SET commitment = %s WHERE id = %s", flipped(value, draw), event_id)
    elif column == "kind":
        (value,) = sql("SELECT kind FROM log_event WHERE id = %s", event_id)[0]
        other = draw.choice([kind.value for kind in Kind if kind.value != value] + ["no.such"])
        erased = not sql("SELECT 1 FROM rights_shreddedevent WHERE event_id = %s", event_id)
        if not erased:
            raise NothingToDo  # of an erased event only the commitment is vouched for
        sql("UPDATE log_event SET kind = %s WHERE id = %s", other, event_id)
    else:
        if sql("SELECT 1 FROM rights_shreddedevent WHERE event_id = %s", event_id):
            raise NothingToDo
        step = draw.choice(["'1 microsecond'::interval", "'-1 year'::interval", "'infinity'::interval"][:2])
        sql(f"UPDATE log_event SET recorded_at = recorded_at + {step} WHERE id = %s", event_id)
    return Tampering(f"{column} of log_event", index)


def flip_leaf(draw: random.Random) -> Tampering:
    """A bit of a leaf's entry, or whose event it is of."""
    index, _ = some_leaf(draw)
    if draw.random() < 0.7:
        (value,) = sql("SELECT entry FROM log_leaf WHERE index = %s", index)[0]
        sql("UPDATE log_leaf SET entry = %s WHERE index = %s", flipped(value, draw), index)
        return Tampering("entry of log_leaf", index)
    sql("UPDATE log_leaf SET event_id = 9000000 WHERE index = %s", index)
    return Tampering("event_id of log_leaf", index)


def flip_tile(draw: random.Random) -> Tampering:
    """A bit of a tile's hashes or of its root."""
    tile, hashes, tile_root = draw.choice(sql("SELECT index, hashes, root FROM log_tile WHERE level = 0 ORDER BY 1"))
    if draw.random() < 0.8:
        changed = flipped(hashes, draw)
        at = next(n for n in range(TILE_WIDTH) if changed[32 * n : 32 * n + 32] != bytes(hashes)[32 * n : 32 * n + 32])
        sql("UPDATE log_tile SET hashes = %s WHERE level = 0 AND index = %s", changed, tile)
        return Tampering("hashes of log_tile", tile * TILE_WIDTH + at)
    sql("UPDATE log_tile SET root = %s WHERE level = 0 AND index = %s", flipped(tile_root, draw), tile)
    return Tampering("root of log_tile", tile * TILE_WIDTH)


def flip_checkpoint(draw: random.Random) -> Tampering:
    """Its stored root, its size, or a character of the signed note."""
    number, signed_root, note = draw.choice(sql("SELECT size, root, note FROM log_signedcheckpoint ORDER BY 1"))
    column = draw.choice(["root", "size", "note"])
    where = number - 1
    if column == "root":
        sql("UPDATE log_signedcheckpoint SET root = %s WHERE size = %s", flipped(signed_root, draw), number)
    elif column == "note":
        sql("UPDATE log_signedcheckpoint SET note = %s WHERE size = %s", flipped(note, draw), number)
    else:
        taken = {row[0] for row in sql("SELECT size FROM log_signedcheckpoint")}
        other = draw.choice([one for one in range(1, size() + 1) if one not in taken])
        sql("UPDATE log_signedcheckpoint SET size = %s WHERE size = %s", other, number)
        cosigned = sql("SELECT 1 FROM log_cosignature WHERE size = %s", number)
        where = min(other, number) - 1 if cosigned else other - 1
    return Tampering(f"{column} of log_signedcheckpoint", where)


def flip_cosignature(draw: random.Random) -> Tampering:
    """A character of a witness's signature."""
    rows = sql("SELECT id, size, line FROM log_cosignature ORDER BY 1")
    if not rows:
        raise NothingToDo
    pk, number, line = draw.choice(rows)
    at = draw.randrange(len(line) - 90, len(line) - 10)
    other = "A" if line[at] != "A" else "B"
    sql("UPDATE log_cosignature SET line = %s WHERE id = %s", line[:at] + other + line[at + 1 :], pk)
    return Tampering("line of log_cosignature", number - 1)


def swap_leaves(draw: random.Random) -> Tampering:
    """Two leaves change places, each with its event."""
    one, other = sorted(draw.sample(range(size()), 2))
    sql("UPDATE log_leaf SET index = -index - 1 WHERE index = ANY(%s)", [one, other])
    sql("UPDATE log_leaf SET index = CASE WHEN index = %s THEN %s ELSE %s END WHERE index < 0", -one - 1, other, one)
    return Tampering("two leaves swapped", one)


def swap_payloads(draw: random.Random) -> Tampering:
    """Two payloads of one table change their events."""
    index, event_id, table = payload_of(draw)
    # Two rows that say the same but for their event are the same two rows after the swap.
    rows = sql(
        f"SELECT l.index, l.event_id FROM log_leaf l JOIN {table} p USING (event_id), {table} mine"
        " WHERE mine.event_id = %s AND to_jsonb(p) - 'event_id' <> to_jsonb(mine) - 'event_id'",
        event_id,
    )
    if not rows:
        raise NothingToDo
    other_index, other = draw.choice(sorted(rows))
    sql(f"UPDATE {table} SET event_id = -event_id WHERE event_id = ANY(%s)", [event_id, other])
    sql(
        f"UPDATE {table} SET event_id = CASE event_id WHEN %s THEN %s ELSE %s END WHERE event_id < 0",
        -event_id,
        other,
        event_id,
    )
    return Tampering(f"two rows of {table} swapped", min(index, other_index))


def drop_rows(draw: random.Random) -> Tampering:
    """A leaf, an event or a payload is gone: at the head, in the middle or at the tail."""
    last = size() - 1
    table = draw.choice(["log_leaf", "log_event", "payload", "all"])
    if table == "payload":
        index, event_id, payload = payload_of(draw)
        if payload == "rights_erasure":
            index = min(index, emptied_by(event_id))
        sql(f"DELETE FROM {payload} WHERE event_id = %s", event_id)
        return Tampering(f"a row of {payload} dropped", index)
    index = draw.choice([0, 1, last // 2, draw.randrange(last), last - 1, last])
    ((event_id,),) = sql("SELECT event_id FROM log_leaf WHERE index = %s", index)
    first = index
    if table == "all" and sql("SELECT 1 FROM rights_erasure WHERE event_id = %s", event_id):
        first = min(index, emptied_by(event_id))
    if table in ("log_leaf", "all"):
        sql("DELETE FROM log_leaf WHERE index = %s", index)
    if table in ("log_event", "all"):
        sql("DELETE FROM log_event WHERE id = %s", event_id)
    if table == "all":
        for payload in tables():
            sql(f"DELETE FROM {payload} WHERE event_id = %s", event_id)
    return Tampering(f"{table} dropped", first)


def drop_tile(draw: random.Random) -> Tampering:
    """A full tile is gone."""
    (tile,) = draw.choice(sql("SELECT index FROM log_tile WHERE level = 0 ORDER BY 1"))
    sql("DELETE FROM log_tile WHERE level = 0 AND index = %s", tile)
    return Tampering("a tile dropped", tile * TILE_WIDTH)


def drop_key(draw: random.Random) -> Tampering:
    """The data key of a person and year, without which nobody can tell what was committed to."""
    opens = " UNION ALL ".join(
        f"SELECT {column} AS subject, event_id FROM {model._meta.db_table} WHERE {column} IS NOT NULL"
        for model, column in personal_payloads().items()
    )
    rows = sql(
        f"SELECT k.id, min(l.index) FROM log_datakey k JOIN ({opens}) AS p ON p.subject = k.subject"
        " JOIN log_leaf l ON l.event_id = p.event_id GROUP BY k.id ORDER BY 1"
    )
    pk, index = draw.choice(rows)
    if draw.random() < 0.5:
        sql("DELETE FROM log_datakey WHERE id = %s", pk)
    else:
        (wrapped,) = sql("SELECT wrapped FROM log_datakey WHERE id = %s", pk)[0]
        sql("UPDATE log_datakey SET wrapped = %s WHERE id = %s", flipped(wrapped, draw), pk)
    return Tampering("a data key dropped or flipped", index)


def drop_from_manifest(draw: random.Random) -> Tampering:
    """A line of a manifest goes, so that it is no more the one that was committed to."""
    rows = sql("SELECT s.event_id, s.erasure FROM rights_shreddedevent s ORDER BY 1")
    if not rows:
        raise NothingToDo
    event_id, erasure = draw.choice(rows)
    first = emptied_by(erasure)
    sql("DELETE FROM rights_shreddedevent WHERE event_id = %s", event_id)
    return Tampering("a line of a manifest dropped", first)


def add_to_manifest(draw: random.Random) -> Tampering:
    """A payload is deleted and its event written into a manifest after the fact."""
    ((erasure,),) = sql("SELECT min(erasure) FROM rights_shreddedevent")
    if erasure is None:
        raise NothingToDo
    index, event_id, table = payload_of(draw)
    first = emptied_by(erasure)
    sql(f"DELETE FROM {table} WHERE event_id = %s", event_id)
    sql("INSERT INTO rights_shreddedevent (event_id, erasure) VALUES (%s, %s)", event_id, erasure)
    return Tampering(f"a row of {table} passed off as erased", min(index, first))


def insert_use(draw: random.Random) -> Tampering:
    """A use that nobody made, waiting for its leaf, or with a leaf at the end, or with neither."""
    ((template,),) = sql("SELECT max(event_id) FROM ledger_use")
    columns = ", ".join(
        row[0]
        for row in sql(
            "SELECT column_name FROM information_schema.columns"
            " WHERE table_name = 'ledger_use' AND column_name <> 'event_id' ORDER BY 1"
        )
    )
    how = draw.choice(["waiting", "leaf", "loose", "payload"])
    sql(
        f"INSERT INTO ledger_use (event_id, {columns}) SELECT 9000000, {columns} FROM ledger_use WHERE event_id = %s",
        template,
    )
    if how != "payload":
        sql(
            "INSERT INTO log_event (id, kind, recorded_at, commitment)"
            " SELECT 9000000, kind, recorded_at, commitment FROM log_event WHERE id = %s",
            template,
        )
    if how == "waiting":
        sql("INSERT INTO log_pending (event_id) VALUES (9000000)")
    if how == "leaf":
        sql(
            "INSERT INTO log_leaf (log_number, index, event_id, entry)"
            " SELECT 1, %s, 9000000, commitment FROM log_event WHERE id = 9000000",
            size(),
        )
        return Tampering("a use inserted with a leaf", size() - 1)
    return Tampering(f"a use inserted: {how}", None)


def insert_in_the_middle(draw: random.Random) -> Tampering:
    """A leaf is put between others, which move up."""
    at, last = draw.randrange(size()), size() - 1
    ((event_id, entry),) = sql("SELECT event_id, entry FROM log_leaf WHERE index = %s", draw.randrange(size()))
    sql("UPDATE log_leaf SET index = -index - 2 WHERE index >= %s", at)
    sql("UPDATE log_leaf SET index = -index - 1 WHERE index < 0")
    sql(
        "INSERT INTO log_event (id, kind, recorded_at, commitment)"
        " SELECT 9000000, kind, recorded_at, commitment FROM log_event WHERE id = %s",
        event_id,
    )
    sql("INSERT INTO log_leaf (log_number, index, event_id, entry) VALUES (1, %s, 9000000, %s)", at, entry)
    assert size() - 1 == last + 1
    return Tampering("a leaf inserted in the middle", at)


def cut_tail(draw: random.Random) -> Tampering:
    """The newest leaves go with all that belongs to them: yesterday's database."""
    keep = draw.randrange(1, size())
    return Tampering("the tail cut off", _cut(keep))


def fork(draw: random.Random) -> Tampering:
    """Yesterday's database goes on in another way, past what had been signed."""
    last = size()
    keep = draw.randrange(3, last)
    ids = [row[0] for row in sql("SELECT event_id FROM log_leaf WHERE index >= %s ORDER BY index", keep)]
    entries = [bytes(row[0]) for row in sql("SELECT entry FROM log_leaf WHERE index >= %s ORDER BY index", keep)]
    sql("DELETE FROM log_leaf WHERE index >= %s", keep)
    sql("DELETE FROM log_tile WHERE (index + 1) * 256 > %s AND level = 0", keep)
    sql("DELETE FROM log_signedcheckpoint WHERE size > %s", keep)
    sql("DELETE FROM log_cosignature WHERE size > %s", keep)
    # The same events in another order: every leaf is still what its event commits to.
    if len(ids) < 2:
        raise NothingToDo
    order = [*range(1, len(ids)), 0]
    for position, at in enumerate(order):
        sql(
            "INSERT INTO log_leaf (log_number, index, event_id, entry) VALUES (1, %s, %s, %s)",
            keep + position,
            ids[at],
            entries[at],
        )
    _tile_again()
    return Tampering("forked", keep)


def rewrite_all(draw: random.Random) -> Tampering:
    """Two events change places with leaves and tiles made to fit: only what was signed tells."""
    one, other = sorted(draw.sample(range(2, size()), 2))
    sql("UPDATE log_leaf SET index = -index - 1 WHERE index = ANY(%s)", [one, other])
    sql("UPDATE log_leaf SET index = CASE WHEN index = %s THEN %s ELSE %s END WHERE index < 0", -one - 1, other, one)
    _tile_again()
    return Tampering("two leaves swapped with their tiles", one)


def change_projection(draw: random.Random) -> Tampering:
    """A permission is changed behind the back of its changes, or is gone, or was never given."""
    rows = sql(
        "SELECT p.id, max(l.index) FROM ledger_permission p JOIN ledger_permissionchange c USING (subject, activity)"
        " JOIN log_leaf l ON l.event_id = c.event_id GROUP BY p.id ORDER BY 1"
    )
    pk, index = draw.choice(rows)
    change = draw.choice([
        "UPDATE ledger_permission SET version = version + 1 WHERE id = %s",
        "UPDATE ledger_permission SET objected = NOT objected WHERE id = %s",
        "UPDATE ledger_permission SET restricted = NOT restricted WHERE id = %s",
        "UPDATE ledger_permission SET waiting = NOT waiting WHERE id = %s",
        "UPDATE ledger_permission SET valid_until = coalesce(valid_until, now()) + interval '1 year' WHERE id = %s",
        "DELETE FROM ledger_permission WHERE id = %s",
    ])  # fmt: skip
    sql(change, pk)
    return Tampering(change.partition(" WHERE")[0], index)


def invent_permission(draw: random.Random) -> Tampering:
    """A consent that nobody gave."""
    sql(
        "INSERT INTO ledger_permission"
        " (subject, activity, version, decided_by, waiting, objected, restricted, decision)"
        " VALUES (gen_random_uuid(), 'trial-consent', 1, 'self', false, false, false, 'consent')"
    )
    return Tampering("a permission invented", None)


def change_right_to_act(draw: random.Random) -> Tampering:
    """Somebody may act for another for longer, in more matters or for somebody else than was recorded, or no more."""
    rows = sql(
        "SELECT e.id, max(l.index) FROM people_registerentry e JOIN people_representationchange c ON c.entry = e.id"
        " JOIN log_leaf l ON l.event_id = c.event_id GROUP BY e.id ORDER BY 1"
    )
    if not rows:
        raise NothingToDo
    pk, index = draw.choice(rows)
    change = draw.choice([
        "UPDATE people_registerentry SET valid_until = coalesce(valid_until, now()) + interval '1 day' WHERE id = %s",
        "UPDATE people_registerentry SET valid_from = valid_from - interval '1 day' WHERE id = %s",
        "UPDATE people_registerentry SET representative_id ="
        " (SELECT id FROM people_subject s WHERE s.id NOT IN (representative_id, represented_id) ORDER BY id LIMIT 1)"
        " WHERE id = %s",
        "UPDATE people_registerentry SET source = source || '.' WHERE id = %s",
        "DELETE FROM people_registerentry WHERE id = %s",
    ])  # fmt: skip
    sql(change, pk)
    return Tampering(change.partition(" WHERE")[0], index)


def invent_right_to_act(draw: random.Random) -> Tampering:
    """Somebody may act for another, and no register ever said so."""
    people = [row[0] for row in sql("SELECT id FROM people_subject ORDER BY id LIMIT 20")]
    one, other = draw.sample(people, 2)
    sql(
        "INSERT INTO people_registerentry"
        " (id, representative_id, represented_id, kind, scope, valid_from, valid_until, source, created_at)"
        " VALUES (gen_random_uuid(), %s, %s, 'guardian', 'all', now(), now() + interval '1 year', 'nobody', now())",
        one,
        other,
    )
    return Tampering("a right to act invented", None)


def take_turn(draw: random.Random) -> Tampering:
    """An event that waits loses its turn, so that it never gets a leaf."""
    rows = sql("SELECT event_id FROM log_pending ORDER BY 1")
    if not rows:
        raise NothingToDo
    sql("DELETE FROM log_pending WHERE event_id = %s", draw.choice(rows)[0])
    return Tampering("a pending row dropped", None)


def drop_log(draw: random.Random) -> Tampering:
    """The log's own row is gone or bears another name."""
    if draw.random() < 0.5:
        sql("DELETE FROM log_log")
    else:
        sql("UPDATE log_log SET origin = 'another.test/log'")
    return Tampering("log_log", 0)


def excuse_by_a_successor(draw: random.Random) -> Tampering:
    """The tail is cut off and a successor invented that says so, which the city never signed."""
    ((erasure,),) = sql("SELECT max(l.index) FROM log_leaf l JOIN rights_erasure e ON e.event_id = l.event_id")
    keeps = [row[0] for row in sql("SELECT size FROM log_signedcheckpoint WHERE size > %s ORDER BY 1", erasure or 0)]
    keep = draw.choice(keeps[:-1])
    ((note,),) = sql("SELECT note FROM log_signedcheckpoint WHERE size = %s", keep)
    _cut(keep)
    sql("INSERT INTO log_log (number, origin, began_at) VALUES (2, 'city.test/log/2', now())")
    sql(
        "INSERT INTO log_logbegan (event_id, recorded_at, log_number, origin, after, highest, operator)"
        " VALUES (9000000, now(), 2, 'city.test/log/2', %s, '', 'attacker')",
        note,
    )
    sql(
        "INSERT INTO log_event (id, kind, recorded_at, commitment)"
        " SELECT 9000000, 'log.began', recorded_at, sha256('x') FROM log_logbegan WHERE event_id = 9000000"
    )
    sql("INSERT INTO log_leaf (log_number, index, event_id, entry) VALUES (2, 0, 9000000, sha256('x'))")
    return Tampering("a successor invented", 0)


def _cut(keep: int) -> int:
    """Cuts the log and returns the first index that must be found: what a cut erasure had emptied stays empty."""
    ((emptied,),) = sql(
        "SELECT min(l.index) FROM log_leaf l JOIN rights_shreddedevent s ON s.event_id = l.event_id"
        " JOIN log_leaf e ON e.event_id = s.erasure WHERE e.index >= %s",
        keep,
    )
    for table in (*tables(), "log_event"):
        column = "id" if table == "log_event" else "event_id"
        sql(f"DELETE FROM {table} WHERE {column} IN (SELECT event_id FROM log_leaf WHERE index >= %s)", keep)
    sql("DELETE FROM log_leaf WHERE index >= %s", keep)
    sql("DELETE FROM log_tile WHERE level = 0 AND (index + 1) * 256 > %s", keep)
    sql("DELETE FROM log_signedcheckpoint WHERE size > %s", keep)
    sql("DELETE FROM log_cosignature WHERE size > %s", keep)
    rebuild_permissions()
    return keep if emptied is None else min(keep, emptied)


def _tile_again() -> None:
    hashes = [leaf_hash(bytes(row[0])) for row in sql("SELECT entry FROM log_leaf WHERE log_number = 1 ORDER BY index")]
    sql("DELETE FROM log_tile")
    for tile in range(len(hashes) // TILE_WIDTH):
        ours = hashes[tile * TILE_WIDTH : (tile + 1) * TILE_WIDTH]
        sql(
            "INSERT INTO log_tile (log_number, level, index, hashes, root) VALUES (1, 0, %s, %s, %s)",
            tile,
            b"".join(ours),
            root(ours),
        )


WAYS: tuple[Callable[[random.Random], Tampering], ...] = (
    flip_payload, flip_payload, flip_payload, flip_event, flip_event, flip_leaf, flip_tile, flip_checkpoint,
    flip_cosignature, swap_leaves, swap_payloads, drop_rows, drop_rows, drop_tile, drop_key, drop_from_manifest,
    add_to_manifest, insert_use, insert_in_the_middle, cut_tail, fork, rewrite_all, change_projection,
    invent_permission, change_right_to_act, invent_right_to_act, take_turn, drop_log, excuse_by_a_successor,
)  # fmt: skip

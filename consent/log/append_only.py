"""Migration operations that make a table append-only for everyone, its owner included."""

from django.db.migrations.operations.special import RunSQL

FUNCTIONS = """
CREATE OR REPLACE FUNCTION mydata_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% on % is refused: the table is append-only', TG_OP, TG_TABLE_NAME
        USING ERRCODE = 'restrict_violation';
END $$;
CREATE OR REPLACE FUNCTION mydata_refuse_unless_eraser() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF current_user LIKE '%\\_eraser' THEN
        RETURN OLD;
    END IF;
    RAISE EXCEPTION '% on % is refused: only the eraser role deletes payloads', TG_OP, TG_TABLE_NAME
        USING ERRCODE = 'restrict_violation';
END $$;
"""
DROP_FUNCTIONS = "DROP FUNCTION mydata_refuse_change(); DROP FUNCTION mydata_refuse_unless_eraser();"

# ALWAYS, so that session_replication_role = replica does not switch the triggers off.
_TRIGGER = """
CREATE TRIGGER {name} BEFORE {event} ON {table} {each} EXECUTE FUNCTION {function}();
ALTER TABLE {table} ENABLE ALWAYS TRIGGER {name};
"""
ROW_TRIGGER = "mydata_row"
DELETE_TRIGGER = "mydata_delete"
TRUNCATE_TRIGGER = "mydata_truncate"


def _trigger(table: str, name: str, event: str, each: str, function: str) -> str:
    return _TRIGGER.format(table=table, name=name, event=event, each=each, function=function)


def _no_truncate(table: str) -> str:
    return _trigger(table, TRUNCATE_TRIGGER, "TRUNCATE", "FOR EACH STATEMENT", "mydata_refuse_change")


REWRAP_FUNCTION = """
CREATE OR REPLACE FUNCTION mydata_refuse_unless_rewrapped() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF current_user LIKE '%\\_eraser' AND (NEW.id, NEW.subject, NEW.year, NEW.created_at)
        IS NOT DISTINCT FROM (OLD.id, OLD.subject, OLD.year, OLD.created_at) THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION '% on % is refused: only the eraser role re-wraps a key', TG_OP, TG_TABLE_NAME
        USING ERRCODE = 'restrict_violation';
END $$;
"""


class RewrapOnly(RunSQL):
    """Lets the eraser's role, and nobody else, wrap the data keys of a payload table under another key."""

    def __init__(self, table: str) -> None:
        self.table = table
        drop = f"DROP TRIGGER {ROW_TRIGGER} ON {table};"
        super().__init__(
            REWRAP_FUNCTION
            + drop
            + _trigger(table, ROW_TRIGGER, "UPDATE", "FOR EACH ROW", "mydata_refuse_unless_rewrapped"),
            drop
            + _trigger(table, ROW_TRIGGER, "UPDATE", "FOR EACH ROW", "mydata_refuse_change")
            + "DROP FUNCTION mydata_refuse_unless_rewrapped();",
        )

    def deconstruct(self) -> tuple[str, list[str], dict[str, str]]:
        """This function will describe the operation to the migration writer."""
        return (self.__class__.__name__, [self.table], {})


class AppendOnly(RunSQL):
    """Refuses UPDATE, DELETE and TRUNCATE on a table of facts that are never erased."""

    def __init__(self, table: str) -> None:
        self.table = table
        super().__init__(
            _trigger(table, ROW_TRIGGER, "UPDATE OR DELETE", "FOR EACH ROW", "mydata_refuse_change")
            + _no_truncate(table),
            f"DROP TRIGGER {ROW_TRIGGER} ON {table}; DROP TRIGGER {TRUNCATE_TRIGGER} ON {table};",
        )

    def deconstruct(self) -> tuple[str, list[str], dict[str, str]]:
        """This function will describe the operation to the migration writer."""
        return (self.__class__.__name__, [self.table], {})


class PayloadOnly(RunSQL):
    """Refuses UPDATE and TRUNCATE on a table of payloads; DELETE only for the role that executes erasure."""

    def __init__(self, table: str) -> None:
        self.table = table
        super().__init__(
            _trigger(table, ROW_TRIGGER, "UPDATE", "FOR EACH ROW", "mydata_refuse_change")
            + _trigger(table, DELETE_TRIGGER, "DELETE", "FOR EACH ROW", "mydata_refuse_unless_eraser")
            + _no_truncate(table),
            f"DROP TRIGGER {ROW_TRIGGER} ON {table}; DROP TRIGGER {DELETE_TRIGGER} ON {table}; "
            f"DROP TRIGGER {TRUNCATE_TRIGGER} ON {table};",
        )

    def deconstruct(self) -> tuple[str, list[str], dict[str, str]]:
        """This function will describe the operation to the migration writer."""
        return (self.__class__.__name__, [self.table], {})

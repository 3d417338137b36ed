"""Why the log is not continued, each with what an operator can do. None of them is ever passed over."""

from consent.core.errors import DomainError

BEGIN = (
    "If the database was restored on purpose and its newest state is lost for good, begin a successor with "
    "`python manage.py begin_log`: it names the last good checkpoint, and everyone sees what was lost. Otherwise bring "
    "the newer database back."
)


class LogRefused(DomainError):
    """The log may not go on as it is; nothing has been signed."""


class LogRewound(LogRefused):
    """The database holds less than has been signed: it is an older copy of itself."""

    def __init__(self, message: str) -> None:
        super().__init__("rewound", f"{message} {BEGIN}")


class LogForked(LogRefused):
    """The database holds another history than the one that has been signed."""

    def __init__(self, message: str) -> None:
        super().__init__(
            "forked",
            f"{message} Somebody rewrote it, or it is another city's database. Run `python manage.py verify_log` and "
            f"keep a copy before anything else. {BEGIN}",
        )


class GuardMissing(LogRefused):
    """The database says that something was signed and the guard knows nothing of it."""

    def __init__(self, message: str) -> None:
        super().__init__(
            "guard_missing",
            f"{message} Bring back the volume that GUARD_DIR is on. If it is lost, fetch the newest checkpoint that "
            "somebody else has (a witness, a mirror) and run `python manage.py begin_log --adopt FILE`.",
        )


class GuardDamaged(LogRefused):
    """A file of the guard cannot be read as what was written."""

    def __init__(self, file: str) -> None:
        super().__init__(
            "guard_damaged",
            f"{file} is not as the guard wrote it. Keep it and put it aside, then act as if it were lost: "
            "`python manage.py begin_log --adopt FILE` with the newest checkpoint that somebody else has.",
        )


class GuardMoved(LogRefused):
    """Somebody else has signed since this process looked: two of them were at work, and this one stops."""

    def __init__(self) -> None:
        super().__init__("guard_moved", "Another process has signed this log meanwhile; this one signs nothing.")


class StoredBytesDiffer(LogRefused):
    """What was read back from the database is not what had been written: nothing of it is signed."""

    def __init__(self, message: str) -> None:
        super().__init__(
            "stored_bytes",
            f"{message} Nothing was signed. Run `python manage.py verify_log`: it names the first bad index.",
        )


class KeyMissing(LogRefused):
    """The private key that should sign is not here."""

    def __init__(self, message: str) -> None:
        super().__init__(
            "key_missing",
            f"{message} Put its file into LOG_KEYS_DIR; if it is lost, run `python manage.py rotate_log_key`.",
        )


class OriginDiffers(LogRefused):
    """LOG_ORIGIN names another log than the database holds."""

    def __init__(self, origin: str, setting: str) -> None:
        super().__init__(
            "origin",
            f"The database holds the log {origin}, LOG_ORIGIN says {setting}. Set it back: a copy of a city's database "
            "must never sign under that city's name.",
        )


class NotLeader(LogRefused):
    """Another process leads this log."""

    def __init__(self) -> None:
        super().__init__("not_leader", "Another process is sequencing this log; only one may.")

"""A stand-in for Suomi.fi Messages: a folder of mailboxes on one's own machine, for demonstrations and tests."""

import hashlib
from uuid import UUID

from django.conf import settings

from consent.proactive.delivery.base import CarrierAway, NoMailbox, Parcel

FOLDER = "suomifi"


class MailboxEmulator:
    """Keeps each parcel as a file under its key. Whoever is in ``without`` has no mailbox; ``away`` answers nobody."""

    without: set[UUID] = set()
    away = False

    def carry(self, parcel: Parcel) -> str:
        """This function will put a parcel into the folder and return a reference; the same key again, the same one."""
        if self.away:
            raise CarrierAway
        if parcel.recipient in self.without:
            raise NoMailbox
        folder = settings.MYDATA_HOME / FOLDER
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        path = folder / f"{parcel.key}.txt"
        if not path.exists():
            path.write_text(parcel.text, encoding="utf-8")
            path.chmod(0o600)
        return f"emulated-{hashlib.sha256(parcel.key.bytes).hexdigest()[:24]}"

"""A worker in a process of its own, which a test kills: ``python -m tests.messaging.interrupted send|handle``."""

import os
import sys
import time
from collections.abc import Mapping, Sequence
from uuid import UUID

import django


class Slow:
    """An owner that writes, says so, and then takes so long that it is killed in the middle of it."""

    def refused(self, references: Sequence[UUID]) -> Mapping[UUID, str]:
        """This function will refuse nothing."""
        return {}

    def told(self, progress: Sequence[object]) -> None:
        """This function will take note of nothing."""

    def answered(self, reply: object) -> str:
        """This function will write something down and never come to an end."""
        from consent.messaging.models import StoppedNumber

        StoppedNumber.objects.create(pk=os.urandom(32))
        tell("in the middle")
        time.sleep(60)
        return "done"


def tell(word: str) -> None:
    """This function will tell the test how far this process is."""
    sys.stdout.write(f"{word}\n")
    sys.stdout.flush()


def main(what: str) -> None:
    """This function will send or hand over once."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "consent.settings")
    django.setup()
    from django.conf import settings

    from consent.messaging import owners
    from consent.messaging.actions.handle_inbound import handle_inbound
    from consent.messaging.actions.send import send_due
    from consent.messaging.config import MessagingConfig
    from consent.people.actors import Actor

    settings.MESSAGING = MessagingConfig(
        backend="consent.messaging.backends.helsinki.HelsinkiBackend",
        api_url=os.environ.get("TEST_SMS_URL", ""),
        api_token="token",
        sender="16120",
        quiet=None,
    )
    owners.register(owners.OFFERS, Slow())
    if what == "send":
        send_due(actor=Actor.system("tests"))
    else:
        handle_inbound(actor=Actor.system("tests"))
    tell("finished")


if __name__ == "__main__":
    main(sys.argv[1])

"""Command ``erase_resident``: carry out an erasure, or show what it would do."""

import sys
from argparse import ArgumentParser
from typing import Any
from uuid import UUID

from django.core.exceptions import ImproperlyConfigured
from django.core.management.base import BaseCommand, CommandError
from rich.console import Console

from consent import clock
from consent.core.errors import Invalid, NotFound
from consent.people.actors import Actor
from consent.people.queries import account, subject_of_national_id
from consent.rights.actions.erase_resident import ErasurePlan, erase_resident, plan_erasure, replay_journal


class Command(BaseCommand):
    """Erases one resident named by username, by subject or by a national id on standard input, never in the arguments.

    ``--replay-journal`` erases again whomever a restored database has brought back.
    """

    help = "Erase a resident (GDPR 17): identity, logins, decisions, uses and keys; the log stays whole."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """This function will add the ways to name a person."""
        who = parser.add_mutually_exclusive_group(required=True)
        who.add_argument("--username", help="of the resident's account")
        who.add_argument("--subject", type=UUID, help="the opaque id")
        who.add_argument("--national-id-from-stdin", action="store_true", help="read it from standard input")
        who.add_argument("--replay-journal", action="store_true", help="after a restore: erase again whom it names")
        parser.add_argument("--dry-run", action="store_true", help="show what would go and what the law holds back")

    def handle(self, *args: Any, dry_run: bool, replay_journal: bool, **options: Any) -> None:
        """This function will erase and report. Raises ``CommandError`` with advice."""
        actor = Actor.system("erase_resident")
        try:
            if replay_journal:
                self._replay(actor, dry_run)
                return
            subject = self._subject(options)
            if dry_run:
                self._report("Would erase", plan_erasure(subject, clock.now()))
                return
            with Console(stderr=True).status("Erasing…"):
                done = erase_resident(actor=actor, subject=subject)
        except NotFound:
            raise CommandError("Nothing about this person is here: never was, or erased already.") from None
        except ImproperlyConfigured as missing:
            raise CommandError(str(missing)) from None
        self._report(f"Erased at {done.at:%Y-%m-%d %H:%M:%S %Z}, recorded as event {done.erasure}:", done.plan)

    def _replay(self, actor: Actor, dry_run: bool) -> None:
        if dry_run:
            raise CommandError("--replay-journal has no dry run: it only repeats erasures that were carried out.")
        with Console(stderr=True).status("Replaying the erasure journal…"):
            again = replay_journal(actor=actor)
        self.stdout.write(f"The erasure journal is replayed: {again} people erased again.")

    def _subject(self, options: dict[str, Any]) -> UUID:
        if options["subject"]:
            return UUID(str(options["subject"]))
        if options["username"]:
            found = account(options["username"])
            if found is None or found.resident_id is None:
                raise NotFound("no_such_subject")
            return UUID(str(found.resident_id))
        try:
            known = subject_of_national_id(sys.stdin.readline().strip())
        except Invalid as problem:
            raise CommandError(f"{problem} Nothing was changed.") from None
        if known is None:
            raise NotFound("no_such_subject")
        return known

    def _report(self, begins: str, plan: ErasurePlan) -> None:
        years = ", ".join(map(str, plan.years)) or "none"
        self.stdout.write(f"{begins} {len(plan.event_ids)} records; data keys of the years: {years}.")
        for hold in plan.holds:
            self.stdout.write(
                f"Kept under GDPR 17(3)(b): {hold.count} uses for {hold.activity} ({hold.law_ref or 'law'}), "
                f"the last until {hold.until:%Y-%m-%d}. Nothing joins them to a person any more."
            )

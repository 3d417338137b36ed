"""Command that opens a local staff account: the first administrator's, or one for breaking the glass."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from consent.clock import CITY_ZONE
from consent.core.errors import DomainError
from consent.people.actions.local_account import open_local_account, renew_local_account
from consent.people.actors import Actor


class Command(BaseCommand):
    """Opens an account, or lets its holder enrol anew (``--again``); the one-time password is shown once."""

    help = "Open a local staff account and print its one-time password (24 hours), or renew one with --again."

    def add_arguments(self, parser: CommandParser) -> None:
        """This function will take whose account it is and what it may do."""
        parser.add_argument("--username", required=True)
        parser.add_argument("--name", default="", help="as colleagues call the person")
        parser.add_argument("--role", action="append", default=[], metavar="ROLE[:DEPARTMENT]")
        parser.add_argument("--language", default="fi", choices=[code for code, _ in settings.LANGUAGES])
        parser.add_argument("--again", action="store_true", help="the authenticator is lost: enrol anew")

    def handle(self, *args: Any, **options: Any) -> None:
        """This function will open or renew, and print what to hand over."""
        actor = Actor.system("open_staff_account")
        try:
            if options["again"]:
                given = renew_local_account(actor=actor, username=options["username"])
            else:
                if not options["name"]:
                    raise CommandError("Say whose account it is: --name NAME.")
                given = open_local_account(
                    actor=actor,
                    username=options["username"],
                    display_name=options["name"],
                    language=options["language"],
                    roles=[_role(said) for said in options["role"]],
                )
        except DomainError as error:
            raise CommandError(f"{str(error)[:1].upper()}{str(error)[1:]}") from None
        self.stdout.write(f"sign in at: {settings.PUBLIC_URL}/sign-in/staff/")
        self.stdout.write(f"username: {options['username']}")
        self.stdout.write(f"one-time password: {given.password}")
        self.stdout.write(f"valid until: {given.until.astimezone(CITY_ZONE):%Y-%m-%d %H:%M %Z}")


def _role(said: str) -> tuple[str, str | None]:
    role, _, department = said.partition(":")
    return role, department or None

"""Asking the ledger, for tests that need uses to look at."""

from consent.api.principal import token_checksum
from consent.ledger.actions.check import check
from consent.ledger.reads import CheckQuestion
from tests.cast import Person, token_for


def ask(person: Person, activity: str) -> None:
    """This function will have the trial department ask about ``person``, which leaves a use."""
    checksum = token_checksum(token_for("trial"))
    check([CheckQuestion(checksum, "trial", activity, "trial.plain", person.pairwise_id)])

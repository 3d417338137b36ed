"""What can go wrong between a service and the ledger. No message ever carries personal data."""


class ConsentError(Exception):
    """Any fault on the way to an answer. A caller that catches this one shows no data."""


class Unreachable(ConsentError):
    """The ledger did not answer in time, could not be reached or said that it cannot answer now."""


class BadAnswer(ConsentError):
    """The ledger answered something the contract does not allow, so the answer counts for nothing."""


class BadQuestion(ConsentError):
    """The ledger could not accept the question, for example a malformed national id."""


class NotConnected(ConsentError):
    """This service has no credentials, or the ledger does not accept the ones it has."""


class PermitError(Exception):
    """A read was tried that no permit unlocks."""


class NoPermit(PermitError):
    """What was shown as a permit is not one that the client made."""


class PermitExpired(PermitError):
    """The permit was good and no longer is; ask again."""


class WrongSubject(PermitError):
    """The permit is about another person."""


class WrongActivity(PermitError):
    """The permit was asked for another purpose than this reading serves."""


class WrongRecipient(PermitError):
    """The permit was asked for another department than the one that is to get the data."""


class CategoryNotCovered(PermitError):
    """The permit does not name the category of the data."""

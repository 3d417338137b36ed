"""Choose the language one is served in."""

from uuid import UUID

from consent.core.errors import Invalid
from consent.core.vocabulary import LANGUAGES
from consent.people.models import Account


def choose_language(*, account: UUID, language: str) -> None:
    """This function will keep the language (fi, sv, en) that the holder of ``account`` chose for themselves.

    It changes the account only, not what the register says of the resident. Raises ``Invalid`` for another language.
    """
    if language not in LANGUAGES:
        raise Invalid("language", ["The language is not one of the city's."])
    Account.objects.filter(pk=account).update(language=language)

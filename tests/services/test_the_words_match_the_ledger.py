"""The service side knows the same closed lists as the ledger: they meet over HTTP, and here."""

from consent.core.decisions import GROUND
from consent.core.vocabulary import ALLOWING, Basis
from consent.core.vocabulary import Reason as LedgerReason
from services.kit.wording import why_not
from services.sdk.reasons import BASES_OF_ALLOWING, REFUSING, Reason


def test_both_sides_know_the_same_reasons() -> None:
    assert {reason.value for reason in Reason} == {reason.value for reason in LedgerReason}


def test_both_sides_agree_which_reasons_allow() -> None:
    assert {reason.value for reason in BASES_OF_ALLOWING} == {reason.value for reason in ALLOWING}


def test_both_sides_agree_which_basis_goes_with_which_reason() -> None:
    grounds = {(reason.value, basis.value) for basis, reason in GROUND.items()}
    grounds.add((LedgerReason.CONSENT.value, Basis.CONSENT.value))
    assert {(reason.value, basis) for reason, bases in BASES_OF_ALLOWING.items() for basis in bases} == grounds


def test_each_refusing_reason_has_words_of_its_own() -> None:
    words = {str(why_not(reason)) for reason in REFUSING}
    assert len(words) == len(REFUSING)
